"""How often each thing is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """Rounds take turns between the things compared; a turn is `warm_up` runs and `runs` timed ones."""

    rounds: int
    runs: int
    warm_up: int
    health_calls: int
    starts: int
    resident_requests: int

    # The sides of the input: the one the field compares at, and the shipped model's.
    sides: tuple[int, ...] = (224, 128)
    resident_samples: int = 10


FULL = Plan(rounds=10, runs=50, warm_up=10, health_calls=5_000, starts=10, resident_requests=10_000)
QUICK = Plan(rounds=2, runs=5, warm_up=2, health_calls=200, starts=3, resident_requests=200)
