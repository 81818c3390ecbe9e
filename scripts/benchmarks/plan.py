"""How often each thing is measured."""

from dataclasses import dataclass

# Images a training step, by the side of the input; of several the fastest counts.
TRAINING_BATCHES = {64: (64, 128), 128: (32, 64), 224: (16, 32)}


@dataclass(frozen=True)
class Plan:
    """Rounds take turns between the things compared; a turn is `warm_up` runs and `runs` timed ones."""

    rounds: int
    runs: int
    warm_up: int
    health_calls: int
    starts: int
    resident_requests: int
    training_rounds: int
    training_seconds: float
    http_rounds: int
    http_seconds: float

    # The sides of the input: the one the field compares at, and the shipped model's.
    sides: tuple[int, ...] = (224, 128)
    resident_samples: int = 10


FULL = Plan(
    rounds=10,
    runs=50,
    warm_up=10,
    health_calls=5_000,
    starts=10,
    resident_requests=10_000,
    training_rounds=5,
    training_seconds=5,
    http_rounds=3,
    http_seconds=6,
)
QUICK = Plan(
    rounds=2,
    runs=5,
    warm_up=2,
    health_calls=200,
    starts=3,
    resident_requests=200,
    training_rounds=1,
    training_seconds=0.5,
    http_rounds=1,
    http_seconds=4,
)
