"""Triton's own client, as it is, gets the answers of `landcover classify`."""

import json
import subprocess
import unittest

import numpy
import tritonclient.http as triton
from web import SAMPLES, Web

MODEL = "eurosat-resnet50"


class TritonClient(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.web = Web()
        cls.addClassCleanup(cls.web.close)
        cls.client = triton.InferenceServerClient(cls.web.address.removeprefix("http://"))
        cls.addClassCleanup(cls.client.close)
        cls.files = sorted(SAMPLES.glob("*.png"))

    def infer(self, files, binary: bool, outputs=None) -> triton.InferResult:
        images = numpy.array([file.read_bytes() for file in files], dtype=numpy.object_)
        image = triton.InferInput("image", [len(files)], "BYTES")
        if binary:
            image.set_data_from_numpy(images, binary_data=True)
        return self.client.infer(MODEL, [image], outputs=outputs)

    def said(self, file) -> list[float]:
        """What the command-line client says, in the model's order."""
        from wire import BINARIES

        out = subprocess.run(
            [BINARIES / "landcover", "classify", "--socket", self.web.socket, "--json", "--top", "10", file],
            capture_output=True, text=True, check=True,
        ).stdout
        predictions = sorted(json.loads(out)["predictions"], key=lambda each: each["index"])
        return [each["probability"] for each in predictions]

    def test_it_finds_the_model(self):
        self.assertTrue(self.client.is_server_live())
        self.assertTrue(self.client.is_server_ready())
        self.assertTrue(self.client.is_model_ready(MODEL))
        self.assertTrue(self.client.is_model_ready(MODEL, "1"))
        self.assertFalse(self.client.is_model_ready("other"))
        self.assertEqual(self.client.get_server_metadata()["name"], "landcover-web")
        metadata = self.client.get_model_metadata(MODEL)
        self.assertEqual(metadata["inputs"][0]["datatype"], "BYTES")

    def test_the_same_probabilities(self):
        answer = self.infer(self.files, binary=True).as_numpy("probabilities")
        self.assertEqual(answer.dtype, numpy.float32)
        self.assertEqual(answer.shape, (len(self.files), 10))
        for row, file in zip(answer, self.files):
            expected = numpy.array(self.said(file), dtype=numpy.float32)
            numpy.testing.assert_array_equal(row, expected)

    def test_outputs_by_name_as_bytes_and_as_text(self):
        for binary in (True, False):
            outputs = [triton.InferRequestedOutput(name, binary_data=binary)
                       for name in ("logits", "probabilities")]
            answer = self.infer(self.files[:2], binary=True, outputs=outputs)
            logits, shares = answer.as_numpy("logits"), answer.as_numpy("probabilities")
            self.assertEqual(logits.shape, (2, 10))
            self.assertTrue((logits.argmax(1) == shares.argmax(1)).all())
            numpy.testing.assert_allclose(shares.sum(1), 1, atol=1e-5)

    def test_the_likeliest_classes_in_words(self):
        output = triton.InferRequestedOutput("probabilities", class_count=2)
        answer = self.infer(self.files, binary=True, outputs=[output]).as_numpy("probabilities")
        self.assertEqual(answer.shape, (len(self.files), 2))
        for row, file in zip(answer, self.files):
            share, index, name = row[0].decode().split(":")
            self.assertEqual(name.lower(), file.stem.replace("-", ""))
            self.assertEqual(numpy.float32(share), max(numpy.float32(each) for each in self.said(file)))

    def test_errors_are_told(self):
        image = triton.InferInput("image", [1], "BYTES")
        image.set_data_from_numpy(numpy.array([b"no image"], dtype=numpy.object_))
        with self.assertRaisesRegex(triton.InferenceServerException, "JPEG or PNG"):
            self.client.infer(MODEL, [image])
        with self.assertRaisesRegex(triton.InferenceServerException, "other"):
            self.client.infer("other", [image])


if __name__ == "__main__":
    unittest.main()
