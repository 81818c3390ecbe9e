"""Writes Tests/TensorFilesTests/Fixtures with the official libraries: torch and safetensors.

    python scripts/goldens/tensors.py

`expected.txt` lists every tensor that a reader must find, one a line: the file, the name, the
type, the shape, and the elements row-major as the hexadecimal bits of a float32 (`-` for types
that are no floating point). Run it again only to add fixtures; the files differ in no way that
matters from one version of the libraries to the next.
"""

import pathlib
import struct
from collections import OrderedDict

import safetensors.torch
import torch

FOLDER = pathlib.Path(__file__).parents[2] / "Tests" / "TensorFilesTests" / "Fixtures"


def some(*shape, dtype=torch.float32, seed=0):
    """Normal numbers that are the same on every run."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed)).to(dtype)


def floats():
    """Each type, with its smallest and largest numbers, a scalar and an empty tensor."""
    tensors = OrderedDict()
    for dtype in (torch.float32, torch.float16, torch.bfloat16, torch.float64):
        name = str(dtype).removeprefix("torch.")
        info = torch.finfo(torch.float32 if dtype == torch.float64 else dtype)
        edges = [0.0, -0.0, 1.0, -1.0, info.max, info.min, info.tiny, info.smallest_normal / 2]
        tensors[f"{name}.matrix"] = some(3, 5, dtype=dtype, seed=1)
        tensors[f"{name}.edges"] = torch.tensor(edges, dtype=dtype)
        tensors[f"{name}.scalar"] = torch.tensor(0.1, dtype=dtype)
        tensors[f"{name}.empty"] = torch.zeros(0, 3, dtype=dtype)
    for dtype in (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool):
        name = str(dtype).removeprefix("torch.")
        tensors[name] = torch.tensor([0, 1, 1], dtype=dtype)
    return tensors


def network():
    """A state_dict as a module gives it: ordered, with `_metadata` and `num_batches_tracked`."""
    torch.manual_seed(2)
    return torch.nn.Sequential(
        torch.nn.Conv2d(3, 4, 3, bias=False), torch.nn.BatchNorm2d(4), torch.nn.Linear(4, 2)
    ).state_dict()


def views():
    """Tensors that share a storage, and every way of not being contiguous."""
    base = some(4, 6, seed=3)
    return {
        "base": base,
        "row": base[2],
        "column": base[:, 1],
        "every_second": base[::2, 1::2],
        "transposed": base.T,
        "channels_last": some(2, 3, 4, 5, seed=4).to(memory_format=torch.channels_last),
        "permuted_half": some(2, 3, 4, dtype=torch.float16, seed=5).permute(2, 0, 1),
        "permuted_bfloat16": some(2, 3, 4, dtype=torch.bfloat16, seed=6).permute(1, 2, 0),
        "transposed_double": some(3, 2, dtype=torch.float64, seed=7).T,
        "one_wide": some(5, 1, seed=8)[:, :1],
        "parameter": torch.nn.Parameter(some(2, 2, seed=9)),
    }


def checkpoint():
    """What a training script saves: the state_dict beside other things."""
    layer = torch.nn.Linear(2, 2)
    layer.load_state_dict({"weight": some(2, 2, seed=10), "bias": some(2, seed=11)})
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1, momentum=0.9)
    layer(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    return {
        "epoch": 90,
        "arch": "resnet50",
        "best_acc1": 76.1,
        "history": [1.5, -2, None, True, 2**40, -(2**40)],
        "state_dict": OrderedDict((f"module.{k}", v) for k, v in layer.state_dict().items()),
        "optimizer": optimizer.state_dict(),
    }


def lines(file, tensors):
    for name, tensor in tensors.items():
        dtype = str(tensor.dtype).removeprefix("torch.")
        shape = "x".join(str(size) for size in tensor.shape) or "scalar"
        bits = "-"
        if tensor.is_floating_point():
            values = tensor.detach().to(torch.float32).contiguous().flatten().tolist()
            bits = ",".join(struct.pack(">f", value).hex() for value in values) or "none"
        yield f"{file} {name} {dtype} {shape} {bits}"


def main():
    FOLDER.mkdir(exist_ok=True)
    saved = {"floats.pth": floats(), "network.pth": network(), "views.pth": views()}
    for file, tensors in saved.items():
        torch.save(tensors, FOLDER / file)
    saved["checkpoint.pth"] = checkpoint()["state_dict"]
    torch.save(checkpoint(), FOLDER / "checkpoint.pth")
    for file, tensors in (("floats.safetensors", floats()), ("network.safetensors", network())):
        saved[file] = tensors
        metadata = {"classes": 'Forest\nRiver "é" 🌍', "format": "pt"}
        safetensors.torch.save_file(tensors, FOLDER / file, metadata)
    expected = [line for file, tensors in saved.items() for line in lines(file, tensors)]
    (FOLDER / "expected.txt").write_text("\n".join(expected) + "\n")

    # Refused by name; `legacy.pth` is what PyTorch wrote before 1.6.
    torch.save(network(), FOLDER / "legacy.pth", _use_new_zipfile_serialization=False)
    torch.save(torch.nn.Linear(2, 2), FOLDER / "module.pth")
    torch.save(network(), FOLDER / "protocol4.pth", pickle_protocol=4)
    torch.jit.script(torch.nn.Linear(2, 2)).save(FOLDER / "torchscript.pth")


if __name__ == "__main__":
    main()
