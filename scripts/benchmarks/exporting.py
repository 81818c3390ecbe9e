"""What needs PyTorch to prepare: random weights, and a checkpoint as ONNX.

    python exporting.py random OUT.safetensors
    python exporting.py onnx MODEL.safetensors SIDE OUT.onnx
"""

import sys
import warnings
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

sys.path.append(str(Path(__file__).resolve().parents[1] / "goldens"))
from torchvision_models import resnet50  # noqa: E402 - found beside the goldens


def network(path: str) -> torch.nn.Module:
    """torchvision's ResNet-50 in f32 with the weights of a .safetensors file."""
    state = {name: tensor.float() for name, tensor in load_file(path).items()}
    module = resnet50(num_classes=state["fc.bias"].numel())
    missing, unexpected = module.load_state_dict(state, strict=False)
    if unexpected or any(not name.endswith("num_batches_tracked") for name in missing):
        raise SystemExit(f"{path} does not fit: missing {missing}, unexpected {unexpected}")
    return module.eval()


def main(what: str, *arguments: str) -> None:
    if what == "random":
        torch.manual_seed(0)
        save_file(resnet50(num_classes=10).state_dict(), arguments[0])
    else:
        path, side, out = arguments
        # The TorchScript exporter: the newer one needs one package more and gives the same graph.
        warnings.simplefilter("ignore")
        example = torch.zeros(1, 3, int(side), int(side))
        torch.onnx.export(network(path), (example,), out, dynamo=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
