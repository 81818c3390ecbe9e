"""Writes what PyTorch computes when it trains ResNet-50, as goldens for Tests/TrainingTests.

    python scripts/goldens/training.py            writes the files, two minutes' work for one core
    python scripts/goldens/training.py --check    computes all again and holds it against the files

Needs torch, torchvision, numpy and safetensors. Every number is computed in float64; beside it is
what PyTorch's own float32 and bfloat16 make of it, which says how closely others can be held to it.
All inputs are `uniform` of network.py, so only results are stored.

Tests/TrainingTests/Goldens/
    step.safetensors       one training step: loss, logits, every gradient, every running statistic
    losses.safetensors     the losses of short runs of SGD, and where the weights went
    optimizer.safetensors  SGD alone, on two small tensors with given gradients
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.numpy import save_file

from network import CLASSES, random_network, uniform

FOLDER = Path(__file__).parents[2] / "Tests" / "TrainingTests" / "Goldens"
SIDE = 64
SMOOTHING = 0.1
FOLLOWED = ("conv1.weight", "layer3.2.conv2.weight", "fc.weight")
Tensors = dict[str, np.ndarray]


# The network and its input


def decided_network() -> torch.nn.Module:
    """The random network of network.py, every batch normalisation shifted by ±2.5 of its scales.

    Where an activation is within rounding of zero, float32 and float64 disagree whether the rectifier
    passes its gradient on, and all gradients before it differ: by several per cent with the shifts of
    network.py, under which millions of activations lie around zero. Here even channels are nearly
    always on and odd ones nearly always off, the same through all blocks of a stage, whose outputs
    are added. One activation in 160 is on the other side, so no mask is constant.
    """
    network = random_network().train()
    state = network.state_dict()
    for name, tensor in state.items():
        if tensor.ndim == 1 and name.endswith(".bias") and name != "fc.bias":
            scale = state[name.removesuffix("bias") + "weight"]
            even = torch.arange(tensor.numel()) % 2 == 0
            tensor.copy_(torch.where(even, 2.5 * scale, -2.5 * scale))
    return network


def images(name: str, batch: int) -> torch.Tensor:
    return torch.from_numpy(uniform(name, batch * 3 * SIDE * SIDE, -2, 2)).reshape(batch, 3, SIDE, SIDE)


@dataclass(frozen=True)
class Arithmetic:
    """What PyTorch computes in; convolutions of another memory format add in another order."""

    dtype: torch.dtype = torch.float64
    autocast: bool = False
    memory_format: torch.memory_format = torch.contiguous_format

    def network(self) -> torch.nn.Module:
        return decided_network().to(dtype=self.dtype, memory_format=self.memory_format)

    def loss(
        self, network: torch.nn.Module, x: torch.Tensor, labels: list[int]
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The loss and the logits."""
        x = x.to(dtype=self.dtype, memory_format=self.memory_format)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.autocast):
            logits = network(x)
            target = torch.tensor(labels)
            loss = torch.nn.functional.cross_entropy(logits, target, label_smoothing=SMOOTHING)
        return loss, logits


EXACT = Arithmetic()
SINGLE = Arithmetic(torch.float32)
SINGLE_CHANNELS_LAST = Arithmetic(torch.float32, memory_format=torch.channels_last)
BFLOAT16 = Arithmetic(torch.float32, autocast=True)
BFLOAT16_CHANNELS_LAST = Arithmetic(torch.float32, True, torch.channels_last)


# What is kept of a large tensor


def entries(values: np.ndarray, count: int) -> np.ndarray:
    """The first, the last and evenly spaced ones between: number k is at k · (size − 1) / (count − 1)."""
    flat = values.reshape(-1)
    count = min(count, flat.size)
    return flat[np.arange(count) * (flat.size - 1) // (count - 1)]


def summary(name: str, values: np.ndarray) -> np.ndarray:
    """Norm, largest magnitude, and the product with random numbers, which every element moves."""
    probe = uniform(f"{name}.probe", values.size, -1, 1)
    return np.array([np.linalg.norm(values), np.abs(values).max(), values.reshape(-1) @ probe])


def distance(one: np.ndarray, other: np.ndarray) -> float:
    """The largest difference of an element, in units of the largest element."""
    return float(np.abs(one - other).max() / np.abs(other).max())


# One step


# The first of `input`, `input.1`, … with which weights that are all off by 3e-6, fifty roundings of
# float32, move no gradient by more than 1e-4 of the largest in its tensor.
STEP_INPUT = "input.11"
STEP_LABELS = [0, 3, 7, 9]


@dataclass(frozen=True)
class Step:
    loss: float
    logits: np.ndarray
    gradients: Tensors
    running: Tensors

    @staticmethod
    def taken(arithmetic: Arithmetic) -> "Step":
        network = arithmetic.network()
        loss, logits = arithmetic.loss(network, images(STEP_INPUT, len(STEP_LABELS)), STEP_LABELS)
        loss.backward()
        return Step(
            loss=loss.item(),
            logits=logits.detach().double().numpy(),
            gradients={name: p.grad.double().numpy() for name, p in network.named_parameters()},
            running={
                name: buffer.double().numpy()
                for name, buffer in network.named_buffers()
                if buffer.is_floating_point()
            },
        )


def step() -> tuple[Tensors, dict[str, str]]:
    exact, low = Step.taken(EXACT), Step.taken(BFLOAT16_CHANNELS_LAST)
    singles = [Step.taken(SINGLE), Step.taken(SINGLE_CHANNELS_LAST)]
    tensors = {"loss": np.array([exact.loss]), "logits": exact.logits}
    tensors["loss.bfloat16"] = np.array([low.loss])
    for name, gradient in exact.gradients.items():
        noise = max(distance(single.gradients[name], gradient) for single in singles)
        low_noise = np.linalg.norm(low.gradients[name] - gradient) / np.linalg.norm(gradient)
        tensors[f"{name}.gradient"] = entries(gradient, 32)
        tensors[f"{name}.gradient.summary"] = summary(name, gradient)
        tensors[f"{name}.gradient.noise"] = np.array([noise, low_noise])
    for name, statistic in exact.running.items():
        tensors[name] = entries(statistic, 8)
        tensors[f"{name}.summary"] = summary(name, statistic)
    _tell_step(exact, singles, tensors)
    return tensors, {"input": STEP_INPUT, "labels": " ".join(map(str, STEP_LABELS))}


def _tell_step(exact: Step, singles: list[Step], tensors: Tensors) -> None:
    noise = {name: tensors[f"{name}.gradient.noise"] for name in exact.gradients}
    print(f"step: loss {exact.loss:.7f}; {len(noise)} gradients, {len(exact.running)} statistics")
    for index, title in enumerate(("float32, largest element", "bfloat16, norm")):
        worst = max(noise, key=lambda name: noise[name][index])
        median = np.median([each[index] for each in noise.values()])
        print(f"  noise of {title}: median {median:.1e}, worst {noise[worst][index]:.1e} ({worst})")
    for title, kind in (("running statistic", "running"), ("gradient", "gradients")):
        smallest = min(np.abs(values).max() for values in getattr(exact, kind).values())
        print(f"  smallest of all largest elements of a {title}: {smallest:.1e}")
    for title, pairs in {
        "loss": [(single.loss, exact.loss) for single in singles],
        "logits": [(single.logits, exact.logits) for single in singles],
        "running statistics": [
            (single.running[name], exact.running[name]) for single in singles for name in exact.running
        ],
    }.items():
        print(f"  float32's {title} differ by {max(distance(*map(np.array, pair)) for pair in pairs):.1e}")


# Runs


@dataclass(frozen=True)
class Run:
    """A run of SGD with Nesterov's momentum over random images with given labels."""

    steps: int
    weight_decay: float
    decoupled: bool = False
    batch: int = 8
    learning_rate: float = 0.003
    momentum: float = 0.9
    largest_norm: float = 5.0
    average_decay: float = 0.9

    def labels(self, index: int) -> list[int]:
        return [(index * self.batch + i) * 7 % CLASSES for i in range(self.batch)]


# The decay of the short runs is strong so that their losses show whether it is there, and which one.
RUNS = {
    "sgd": Run(steps=20, weight_decay=5e-4),
    "coupled": Run(steps=5, weight_decay=0.5),
    "decoupled": Run(steps=5, weight_decay=0.5, decoupled=True),
}


def _settings(runs: dict[str, Run]) -> dict[str, str]:
    return {title: json.dumps(asdict(run)) for title, run in runs.items()}


class Optimizer:
    """Clipping by the global norm, weight decay on matrices and filters alone, SGD, a moving average."""

    def __init__(self, run: Run, parameters: dict[str, torch.Tensor]) -> None:
        self._run = run
        self._all = parameters
        self._decayed = [p for p in parameters.values() if p.ndim > 1]
        groups = [
            {"params": self._decayed, "weight_decay": 0 if run.decoupled else run.weight_decay},
            {"params": [p for p in parameters.values() if p.ndim == 1], "weight_decay": 0},
        ]
        self._sgd = torch.optim.SGD(groups, lr=run.learning_rate, momentum=run.momentum, nesterov=True)
        self.average = {name: p.detach().clone() for name, p in parameters.items()}

    @torch.no_grad()
    def step(self) -> float:
        """Uses the gradients up; returns their norm before clipping."""
        norm = torch.nn.utils.clip_grad_norm_(self._all.values(), self._run.largest_norm).item()
        if self._run.decoupled:
            for parameter in self._decayed:  # as AdamW does it: before the step
                parameter.mul_(1 - self._run.learning_rate * self._run.weight_decay)
        self._sgd.step()
        self._sgd.zero_grad()
        for name, parameter in self._all.items():
            self.average[name].lerp_(parameter, 1 - self._run.average_decay)
        return norm


@dataclass(frozen=True)
class Course:
    """What a run came to."""

    losses: np.ndarray
    norms: np.ndarray
    weights: Tensors
    average: Tensors

    @staticmethod
    def of(run: Run, arithmetic: Arithmetic) -> "Course":
        network = arithmetic.network()
        optimizer = Optimizer(run, dict(network.named_parameters()))
        losses, norms = [], []
        for index in range(run.steps):
            loss, _ = arithmetic.loss(network, images(f"batch.{index}", run.batch), run.labels(index))
            loss.backward()
            losses.append(loss.item())
            norms.append(optimizer.step())
        weights = {name: p.detach().double().numpy() for name, p in network.named_parameters()}
        average = {name: p.double().numpy() for name, p in optimizer.average.items()}
        return Course(np.array(losses), np.array(norms), weights, average)


def losses() -> tuple[Tensors, dict[str, str]]:
    tensors = {}
    start = {name: p.detach().double().numpy() for name, p in decided_network().named_parameters()}
    for title, run in RUNS.items():
        exact = Course.of(run, EXACT)
        tensors[f"{title}.losses"] = exact.losses
        tensors[f"{title}.norms"] = exact.norms
        for kind in ("weights", "average"):
            for name in FOLLOWED:
                values = getattr(exact, kind)[name]
                norms = [np.linalg.norm(values), np.linalg.norm(values - start[name])]
                tensors[f"{title}.{kind}.{name}"] = np.array(norms)
        print(f"{title}: {run}")
        print(f"  losses {np.round(exact.losses, 4).tolist()}")
        print(f"  norms {np.round(exact.norms, 1).tolist()}")
        others = {"float32": SINGLE, "float32.channels_last": SINGLE_CHANNELS_LAST}
        if title == "sgd":
            others |= {"bfloat16": BFLOAT16, "bfloat16.channels_last": BFLOAT16_CHANNELS_LAST}
        for name, arithmetic in others.items():
            course = Course.of(run, arithmetic)
            tensors[f"{title}.losses.{name}"] = course.losses
            off = np.abs(course.losses / exact.losses - 1)
            off_norms = np.abs(course.norms / exact.norms - 1)
            print(f"  {name}: losses off by {off.max():.1e}, norms by {off_norms.max():.1e}, relatively")
            if not arithmetic.autocast:
                assert off.max() <= 1e-5, "the run is chaotic; it says nothing about an implementation"
    return tensors, _settings(RUNS)


# The optimizer alone


OPTIMIZER_STEPS = 6
OPTIMIZER_RUNS = {
    name: Run(
        steps=OPTIMIZER_STEPS,
        weight_decay=0.1,
        decoupled=name == "decoupled",
        learning_rate=0.1,
        largest_norm=1.5,
    )
    for name in ("coupled", "decoupled")
}


def optimizer() -> tuple[Tensors, dict[str, str]]:
    """Gradients grow from step to step, so that the first ones are not clipped and the last ones are."""
    tensors = {}
    shapes = {"matrix": (3, 4), "vector": (5,)}
    for title, run in OPTIMIZER_RUNS.items():
        parameters = {}
        for name, shape in shapes.items():
            values = uniform(name, int(np.prod(shape)), -1, 1).astype(np.float64)
            parameters[name] = torch.from_numpy(values).reshape(shape).requires_grad_()
        subject = Optimizer(run, parameters)
        norms = []
        for index in range(run.steps):
            for name, parameter in parameters.items():
                size = 0.25 * (index + 1)
                gradient = uniform(f"{name}.{index}", parameter.numel(), -size, size)
                parameter.grad = torch.from_numpy(gradient.astype(np.float64)).reshape(parameter.shape)
            norms.append(subject.step())
            for name, parameter in parameters.items():
                tensors[f"{title}.{index}.{name}"] = parameter.detach().numpy().copy()
                tensors[f"{title}.{index}.{name}.average"] = subject.average[name].numpy().copy()
        tensors[f"{title}.norms"] = np.array(norms)
        print(f"optimizer, {title}: norms {np.round(norms, 3).tolist()}, clipped above {run.largest_norm}")
        assert min(norms) < run.largest_norm < max(norms)
    return tensors, _settings(OPTIMIZER_RUNS)


# Files


PARTS = {"step": step, "losses": losses, "optimizer": optimizer}


def differences(path: Path, tensors: Tensors, metadata: dict[str, str]) -> Iterator[str]:
    """In what a stored file is not what was computed; bfloat16 and noise may differ between CPUs."""
    with safe_open(path, "numpy") as file:
        if file.metadata() != metadata:
            yield f"{path.name}: other metadata"
        names = set(file.keys())
        for name in sorted(names ^ set(tensors)):
            yield f"{path.name}: {name} is only in one of them"
        for name in sorted(names & set(tensors)):
            if "noise" in name or "bfloat16" in name:
                continue
            stored, computed = file.get_tensor(name), tensors[name]
            if stored.shape != computed.shape:
                yield f"{path.name}: {name} has shape {stored.shape} instead of {computed.shape}"
            elif not distance(stored.astype(np.float64), computed) <= 1e-5:
                yield f"{path.name}: {name} is off by {distance(stored, computed):.1e}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; compare with the files")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    found = []
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, part in PARTS.items():
        path = FOLDER / f"{name}.safetensors"
        tensors, metadata = part()
        metadata |= {"written by": "scripts/goldens/training.py"}
        if options.check:
            found += differences(path, tensors, metadata)
        else:
            stored = {key: value.astype(np.float32) for key, value in tensors.items()}
            save_file(stored, path, metadata)
            path.chmod(0o644)
    for difference in found:
        print(difference, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
