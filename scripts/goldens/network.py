"""Writes what PyTorch computes for ResNet-50, stage by stage, as goldens for Tests/ResNetTests.

    python scripts/goldens/network.py OUT_DIRECTORY [REFERENCE.pth]

Needs torch, torchvision, numpy and safetensors. The random network's weights and input come from
`uniform` below, which Tests/ResNetTests/SeededParameters.swift repeats number by number, so only
activations are stored; of the large early stages every fifth (or 41st) element.
"""

import sys
import zlib

import numpy as np
import torch
from safetensors.numpy import save_file

from torchvision_models import resnet50

CLASSES = 10
STAGES = ["stem", "layer1", "layer2", "layer3", "layer4", "pool", "classifier"]


def uniform(name: str, count: int, low: float, high: float) -> np.ndarray:
    """`count` numbers in [low, high): splitmix64 of the index, seeded by the name's CRC-32."""
    with np.errstate(over="ignore"):
        state = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        state += np.uint64(zlib.crc32(name.encode()))
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        state ^= state >> np.uint64(31)
    fraction = (state >> np.uint64(40)).astype(np.float64) / 2**24
    return (low + (high - low) * fraction).astype(np.float32)


def bounds(name: str, shape: list[int]) -> tuple[float, float]:
    """The range of a random parameter: He's for weights, around 1 for scales, around 0 for shifts."""
    if name.endswith("running_var"):
        return 0.5, 1.5
    if len(shape) == 1 and name.endswith(".weight"):
        return (0.1, 0.5) if ".bn3" in name else (0.5, 1.5)
    if len(shape) == 1:
        return -0.2, 0.2
    limit = (6 / np.prod(shape[1:])) ** 0.5
    return -limit, limit


def random_network() -> torch.nn.Module:
    network = resnet50(num_classes=CLASSES)
    state = network.state_dict()
    for name, tensor in state.items():
        if not name.endswith("num_batches_tracked"):
            values = uniform(name, tensor.numel(), *bounds(name, list(tensor.shape)))
            tensor.copy_(torch.from_numpy(values).reshape(tensor.shape))
    return network


def stages(network: torch.nn.Module, x: torch.Tensor) -> dict[str, torch.Tensor]:
    taps = {}
    modules = {"stem": network.maxpool, "pool": network.avgpool, "classifier": network.fc}
    modules |= {f"layer{i}": getattr(network, f"layer{i}") for i in range(1, 5)}
    hooks = [
        module.register_forward_hook(lambda _m, _i, out, name=name: taps.__setitem__(name, out))
        for name, module in modules.items()
    ]
    network(x)
    for hook in hooks:
        hook.remove()
    return taps


def gradcam(network: torch.nn.Module, x: torch.Tensor) -> np.ndarray:
    """Grad-CAM by autograd at layer4 for every class, before rectification: `[classes, h, w]`."""
    taps = stages(network, x)
    maps = []
    for index in range(CLASSES):
        (gradient,) = torch.autograd.grad(
            taps["classifier"][0, index], taps["layer4"], retain_graph=True
        )
        alpha = gradient.mean(dim=(2, 3), keepdim=True)
        maps.append((alpha * taps["layer4"]).sum(dim=1)[0])
    return torch.stack(maps).detach().numpy()


def golden(network: torch.nn.Module, side: int, batch: int, keep_every: int) -> dict:
    network.eval()
    x = torch.from_numpy(uniform("input", batch * 3 * side * side, -2, 2))
    x = x.reshape(batch, 3, side, side)
    tensors = {}
    for name, tensor in stages(network, x).items():
        flat = tensor.detach().reshape(-1).numpy()
        step = keep_every if flat.size > 20_000 else 1
        tensors[f"{name}.every{step}"] = flat[::step].copy()
    # PyTorch's alpha is the gradient's mean; times h·w it is the evidence in logit units.
    maps = gradcam(network, x[:1])
    tensors["evidence"] = maps * np.float32(maps.shape[1] * maps.shape[2])
    return tensors


if __name__ == "__main__":
    torch.manual_seed(0)
    directory = sys.argv[1]
    save_file(golden(random_network(), 64, 1, 5), f"{directory}/random-64.safetensors")
    save_file(golden(random_network(), 32, 3, 5), f"{directory}/random-32-batch-3.safetensors")
    if len(sys.argv) > 2:
        reference = resnet50(num_classes=CLASSES)
        reference.load_state_dict(torch.load(sys.argv[2], weights_only=True))
        save_file(golden(reference, 128, 1, 41), f"{directory}/reference-128.safetensors")
