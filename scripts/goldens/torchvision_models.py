"""torchvision's own model definitions, from a wheel whose compiled operators need not load.

The definitions are pure Python; importing the package nevertheless insists that operators such as
`nms` exist. They are declared here, without a kernel, until the import goes through.
"""

import re

import torch


def import_torchvision():
    declared = torch.library.Library("torchvision", "DEF")
    while True:
        try:
            import torchvision

            return torchvision, declared
        except RuntimeError as error:
            missing = re.fullmatch(r"operator torchvision::(\w+) does not exist", str(error))
            if missing is None:
                raise
            declared.define(f"{missing[1]}(Tensor anything) -> Tensor")


torchvision, _declared = import_torchvision()
resnet50 = torchvision.models.resnet50
