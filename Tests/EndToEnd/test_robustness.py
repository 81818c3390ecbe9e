"""Bad input, each tried against a running daemon: a clean status, and a daemon unharmed."""

import random
import socket
import struct
import threading
import time
import unittest
import zlib

from wire import *

# A sanitizer keeps what is freed.
MOST_MEMORY = (4 << 30) if SANITIZED else (400 << 20)


def png_header(width: int, height: int) -> bytes:
    ihdr = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + ihdr + struct.pack(">I", zlib.crc32(ihdr))
        + b"\0\0\0\0IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    )


def jpeg_header(width: int, height: int) -> bytes:
    sof = struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\1\x22\0\2\x11\1\3\x11\1"
    return b"\xff\xd8\xff\xc0" + sof + b"\xff\xda\x00\x0c\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00"


def corrupted(data: bytes, start: int) -> bytes:
    rng = random.Random(7)
    noise = bytes(rng.randrange(256) for _ in range(40))
    return data[:start] + noise + data[start + 40:]


# The project's own JPEG, made by scripts/goldens/images.py.
JPEG = next(iter(sorted((ROOT / "Tests/ImageCodecsTests/Fixtures").glob("*.jpg")))).read_bytes()

BAD_IMAGES = {
    "one byte": b"\xff",
    "a JPEG cut in half": JPEG[: len(JPEG) // 2],
    "a JPEG of its first two bytes": JPEG[:2],
    "a PNG cut in half": sample("river")[:1500],
    "a PNG with noise in its pixels": corrupted(sample("river"), 700),
    "a PNG of 60,000 × 60,000": png_header(60_000, 60_000),
    "a JPEG of 60,000 × 60,000": jpeg_header(60_000, 60_000),
    "text named .jpg": b"this is not a picture, it is a sentence\n" * 20,
    "a GIF": b"GIF89a" + bytes(100),
    "a PDF": b"%PDF-1.7\n" + bytes(100),
    "zeros": bytes(5000),
}


class Robustness(unittest.TestCase):
    """One daemon takes everything; what it held before and after is compared at the end."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon("--frame-timeout", "1")
        cls.check_alive(cls)
        cls.descriptors = cls.daemon.descriptors()

    @classmethod
    def tearDownClass(cls):
        try:
            cls.assert_nothing_left(cls)
        finally:
            cls.daemon.close()

    def assert_nothing_left(self):
        """No descriptor and no memory stays behind."""
        for _ in range(100):
            if self.daemon.descriptors() <= self.descriptors:
                break
            time.sleep(0.05)
        assert self.daemon.descriptors() <= self.descriptors, "descriptors were left open"
        resident = self.daemon.resident_bytes()
        assert resident < MOST_MEMORY, f"{resident >> 20} MiB are resident"

    def check_alive(self):
        with Connection(self.daemon.path) as connection:
            connection.send(classify(1, sample("sea-lake")))
            answer = connection.receive().response
            assert answer.status.code == OK, answer.status
            assert answer.classify.predictions[0].class_name == "SeaLake"

    def tearDown(self):
        self.assertIsNone(self.daemon.process.poll(), self.daemon.text())
        self.check_alive()

    def connect(self, patience: float = 30) -> Connection:
        return Connection(self.daemon.path, patience)

    def answer(self, data: bytes):
        """The response to one call on a connection of its own."""
        with self.connect() as connection:
            connection.send(data)
            envelope = connection.receive()
            self.assertEqual(envelope.WhichOneof("kind"), "response")
            return envelope.response

    def farewell(self, data: bytes):
        """The go-away that ends a connection."""
        with self.connect() as connection:
            connection.send(data)
            envelope = connection.receive()
            self.assertEqual(envelope.WhichOneof("kind"), "go_away")
            self.assertIsNone(connection.receive())
            return envelope.go_away

    # Images

    def test_bad_images(self):
        for name, image in BAD_IMAGES.items():
            with self.subTest(name):
                status = self.answer(classify(3, image)).status
                self.assertEqual(status.code, INVALID_ARGUMENT, status)
                self.assertGreater(len(status.message), 20)

    def test_an_empty_image(self):
        status = self.answer(classify(3, b"")).status
        self.assertEqual(status.code, INVALID_ARGUMENT)
        self.assertIn("image", status.message)

    def test_bad_images_for_gradcam(self):
        for name, image in BAD_IMAGES.items():
            with self.subTest(name):
                method = pb.GradCamRequest(image=image)
                status = self.answer(request(3, gradcam=method)).status
                self.assertEqual(status.code, INVALID_ARGUMENT, status)

    def test_a_bad_image_does_not_disturb_its_neighbours(self):
        with self.connect() as connection:
            connection.send(classify(1, sample("forest")))
            connection.send(classify(2, b"\xff\xd8broken"))
            connection.send(classify(3, sample("sea-lake")))
            answers = [connection.receive() for _ in range(3)]
        codes = {envelope.call_id: envelope.response.status.code for envelope in answers}
        self.assertEqual(codes, {1: OK, 2: INVALID_ARGUMENT, 3: OK})

    # Frames

    def test_a_zero_length_frame(self):
        self.assertEqual(self.farewell(frame(b"")).status.code, UNIMPLEMENTED)

    def test_an_oversize_length(self):
        for length in (17 << 20, 1 << 31, (1 << 32) - 1):
            with self.subTest(length):
                away = self.farewell(struct.pack(">BI", 0, length))
                self.assertEqual(away.status.code, RESOURCE_EXHAUSTED)

    def test_a_compressed_frame(self):
        self.assertEqual(self.farewell(frame(b"x", flag=1)).status.code, UNIMPLEMENTED)

    def test_garbage(self):
        rng = random.Random(11)
        for size in (1, 5, 100, 100_000):
            with self.subTest(size):
                noise = bytes([rng.randrange(1, 256)]) + rng.randbytes(size)
                code = self.farewell(noise).status.code
                self.assertIn(code, (INTERNAL, UNIMPLEMENTED))

    def test_a_frame_that_is_no_envelope(self):
        away = self.farewell(frame(b"\xff" * 50))
        self.assertEqual(away.status.code, INTERNAL)

    def test_half_a_frame_and_then_silence(self):
        whole = classify(1, sample("river"))
        for part in (3, 5, len(whole) // 2):
            with self.subTest(part):
                start = time.monotonic()
                away = self.farewell(whole[:part])
                self.assertEqual(away.status.code, DEADLINE_EXCEEDED)
                self.assertLess(time.monotonic() - start, 10)

    def test_a_frame_in_single_bytes(self):
        with self.connect() as connection:
            for byte in classify(1, sample("sea-lake"))[:200]:
                connection.send(bytes([byte]))
            connection.send(classify(1, sample("sea-lake"))[200:])
            self.assertEqual(connection.receive().response.status.code, OK)

    def test_a_steady_stream_is_not_half_a_frame(self):
        # Every piece ends inside a frame, for longer than a single frame may take.
        stream = b"".join(health(i) for i in range(1, 41))
        size = len(health(1)) + 1
        with self.connect() as connection:
            for start in range(0, len(stream), size):
                connection.send(stream[start : start + size])
                time.sleep(0.05)
            for _ in range(40):
                self.assertEqual(connection.receive().response.status.code, OK)

    # Envelopes

    def test_an_unknown_method(self):
        # Field 15 of a request: a method of some later version.
        body = b"\x7a\x00"
        envelope = b"\x08\x05\x12" + bytes([len(body)]) + body
        status = self.answer(frame(envelope)).status
        self.assertEqual(status.code, UNIMPLEMENTED, status)

    def test_an_unknown_class(self):
        method = pb.GradCamRequest(image=sample("river"))
        method.class_name = "Desert"
        status = self.answer(request(3, gradcam=method)).status
        self.assertEqual(status.code, NOT_FOUND)
        self.assertIn("SeaLake", status.message)

    def test_an_unknown_service(self):
        method = pb.HealthRequest(service="nobody")
        self.assertEqual(self.answer(request(3, health=method)).status.code, NOT_FOUND)

    def test_a_duplicate_call_id(self):
        with self.connect() as connection:
            connection.send(classify(7, sample("river")) + classify(7, sample("forest")))
            kinds = []
            while (envelope := connection.receive()) is not None:
                kinds.append(envelope.WhichOneof("kind"))
                if kinds[-1] == "go_away":
                    self.assertEqual(envelope.go_away.status.code, INVALID_ARGUMENT)
            # The call that was first is still answered.
            self.assertEqual(sorted(kinds), ["go_away", "response"])

    def test_a_call_id_may_be_used_again(self):
        with self.connect() as connection:
            for _ in range(3):
                connection.send(classify(7, sample("sea-lake")))
                self.assertEqual(connection.receive().response.status.code, OK)

    def test_a_million_unknown_fields(self):
        away = self.farewell(frame(b"\xa0\x06\x01" * 1_000_000))
        self.assertEqual(away.status.code, RESOURCE_EXHAUSTED)
        self.assertLess(self.daemon.resident_bytes(), MOST_MEMORY)

    def test_a_response_from_a_client(self):
        response = pb.Response(status=pb.Status(code=OK), health=pb.HealthResponse())
        envelope = pb.Envelope(call_id=1, response=response).SerializeToString()
        self.assertEqual(self.farewell(frame(envelope)).status.code, INVALID_ARGUMENT)

    # Calls

    def test_a_client_that_is_gone_before_its_answer(self):
        for _ in range(50):
            with self.connect() as connection:
                connection.send(classify(1, sample("residential")) * 1)
        deadline = time.monotonic() + 30
        while self.status().daemon.calls_in_flight > 1 and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertEqual(self.status().daemon.calls_in_flight, 1)

    def test_a_client_that_resets_its_connection(self):
        for _ in range(20):
            with self.connect() as connection:
                connection.send(classify(1, sample("river")) + classify(2, sample("river")))
                linger = struct.pack("ii", 1, 0)
                connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    def test_a_deadline_of_one_microsecond(self):
        status = self.answer(classify(3, sample("river"), timeout_us=1)).status
        self.assertEqual(status.code, DEADLINE_EXCEEDED)

    def test_a_cancelled_call(self):
        with self.connect() as connection:
            burst = b"".join(classify(i, sample("river")) for i in range(1, 21))
            cancel = pb.Envelope(call_id=20, cancel=pb.Cancel()).SerializeToString()
            connection.send(burst + frame(cancel))
            codes = {}
            for _ in range(20):
                envelope = connection.receive()
                codes[envelope.call_id] = envelope.response.status.code
        self.assertEqual(codes.pop(20), CANCELLED)
        self.assertEqual(set(codes.values()), {OK})

    def test_a_cancel_of_nothing(self):
        with self.connect() as connection:
            connection.send(frame(pb.Envelope(call_id=9, cancel=pb.Cancel()).SerializeToString()))
            connection.send(health(1))
            self.assertEqual(connection.receive().response.status.code, OK)

    def test_two_hundred_connections_at_once(self):
        connections = [self.connect(patience=60) for _ in range(200)]
        try:
            for connection in connections:
                connection.send(classify(1, sample("sea-lake")))
            for connection in connections:
                self.assertEqual(connection.receive().response.status.code, OK)
        finally:
            for connection in connections:
                connection.socket.close()

    def test_more_connections_than_there_is_room_for(self):
        connections = []
        try:
            for _ in range(520):
                connections.append(self.connect())
            codes = []
            for connection in connections:
                try:
                    connection.send(health(1))
                except BrokenPipeError:
                    pass  # Sent away already; what it was told can still be read.
                envelope = connection.receive()
                if envelope.WhichOneof("kind") == "response":
                    codes.append(envelope.response.status.code)
                else:
                    codes.append(envelope.go_away.status.code)
                    self.assertGreater(envelope.go_away.status.retry_after_microseconds, 0)
            self.assertEqual(codes.count(OK), 512)
            self.assertEqual(codes.count(RESOURCE_EXHAUSTED), 8)
        finally:
            for connection in connections:
                connection.socket.close()
        # Room is made as the daemon notices that they are gone.
        for _ in range(100):
            with self.connect() as connection:
                try:
                    connection.send(health(1))
                except BrokenPipeError:
                    continue
                if connection.receive().WhichOneof("kind") == "response":
                    return
            time.sleep(0.02)
        self.fail("closed connections still take room")

    def test_a_client_that_does_not_read(self):
        with self.connect() as lazy:
            lazy.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            method = pb.GradCamRequest(image=sample("river"), layout=pb.GradCamRequest.OVERLAY,
                                       minimum_side=1024)
            lazy.send(b"".join(request(i, gradcam=method) for i in range(1, 9)))
            # Others are served meanwhile.
            for _ in range(5):
                self.check_alive()
            for _ in range(8):
                self.assertEqual(lazy.receive().response.status.code, OK)

    def test_many_clients_of_every_kind_at_once(self):
        errors = []

        def polite():
            try:
                for _ in range(20):
                    self.check_alive()
            except Exception as error:  # noqa: BLE001
                errors.append(error)

        def rude(seed: int):
            rng = random.Random(seed)
            for _ in range(40):
                try:
                    with self.connect() as connection:
                        whole = classify(1, sample("river"))
                        choice = rng.randrange(4)
                        if choice == 0:
                            connection.send(rng.randbytes(rng.randrange(1, 3000)))
                        elif choice == 1:
                            connection.send(whole[: rng.randrange(len(whole))])
                        elif choice == 2:
                            connection.send(classify(1, rng.randbytes(500)))
                        else:
                            connection.send(whole)
                except (ConnectionError, BrokenPipeError):
                    pass

        threads = [threading.Thread(target=polite) for _ in range(4)]
        threads += [threading.Thread(target=rude, args=(seed,)) for seed in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(errors, [])

    def status(self):
        return self.answer(request(1, status=pb.StatusRequest())).report


if __name__ == "__main__":
    unittest.main()
