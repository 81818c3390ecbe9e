"""What was measured, as one table for people and one JSON document for programs."""

import dataclasses
import json
import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from machine import Machine, Witness

COLUMNS = ("measure", "landcover", "compared with", "ratio (min to max)", "aim", "verdict")
FOREIGN_WORK = 0.02


class Broken(Exception):
    """Something does not work, so there is nothing to measure; speed is never a reason."""


@dataclass(frozen=True)
class Spread:
    """The median over the rounds, and the extremes."""

    median: float
    low: float
    high: float

    @staticmethod
    def of(values: list[float]) -> "Spread":
        return Spread(statistics.median(values), min(values), max(values))

    def text(self, pattern: str) -> str:
        """Such as `1.02 (0.99 to 1.04)` for the pattern `{:.2f}`."""
        low, high = pattern.format(self.low), pattern.format(self.high)
        return f"{pattern.format(self.median)} ({low} to {high})"


@dataclass
class Report:
    machine: "Machine"
    rows: list[tuple[str, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)

    def add(
        self,
        measure: str,
        ours: str,
        compared: str = "",
        ratio: str = "",
        aim: str = "",
        verdict: str = "",
    ) -> None:
        self.rows.append((measure, ours, compared, ratio, aim, verdict))

    def witness(self, witness: "Witness") -> None:
        """Notes whether the machine was this run's alone."""
        others, stolen = witness.shares()
        self.figures["machine use"] = {"other processes": others, "stolen": stolen}
        if others + stolen > FOREIGN_WORK:
            self.warnings.append(
                f"during the run others used {others:.0%} of the cores and the hypervisor took "
                f"{stolen:.0%}; the figures are noisy"
            )

    @property
    def heading(self) -> str:
        machine = self.machine
        flags = " ".join(machine.instruction_sets)
        versions = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
        lines = [
            f"{machine.cpu}, {machine.cores} cores, {flags}; "
            f"{machine.memory_bytes / 1e9:.0f} GB; Linux {machine.kernel}; load {machine.load:.2f}",
            versions,
        ]
        if machine.is_noisy:
            lines.append("WARNING: the machine was busy at the start; expect noise")
        return "\n".join(lines)

    @property
    def text(self) -> str:
        lines = ["", *self._table(), "", *self.notes] if self.rows else []
        lines += [f"WARNING: {warning}" for warning in self.warnings]
        lines += [f"BROKEN: {failure}" for failure in self.failures]
        return "\n".join(lines)

    def _table(self) -> list[str]:
        """In Markdown, aligned for the terminal."""
        cells = [COLUMNS, *self.rows]
        widths = [max(map(len, column)) for column in zip(*cells)]
        lines = [
            "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |"
            for row in cells
        ]
        lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
        return lines

    @property
    def json(self) -> str:
        document = {
            "machine": dataclasses.asdict(self.machine),
            "table": [dict(zip(COLUMNS, row)) for row in self.rows],
            "figures": self.figures,
            "notes": self.notes,
            "warnings": self.warnings,
            "failures": self.failures,
        }
        return json.dumps(document, indent=2, ensure_ascii=False, default=dataclasses.asdict) + "\n"


def verdict(met: bool) -> str:
    return "met" if met else "missed"


def duration(microseconds: float) -> str:
    """A time in the unit that suits it."""
    if microseconds < 1_000:
        return f"{microseconds:.0f} µs"
    if microseconds < 1_000_000:
        return f"{microseconds / 1_000:.2f} ms"
    return f"{microseconds / 1_000_000:.2f} s"
