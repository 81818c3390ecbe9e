"""The programs that are measured, and how they are called."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from report import Broken

PRODUCTS = ("landcoverd", "landcover-opinion", "landcover-web", "landcover-train", "NetworkBenchmark")


@dataclass(frozen=True)
class Programs:
    folder: Path

    @staticmethod
    def built(root: Path) -> "Programs":
        """Builds what is needed from the checkout at `root`."""
        build = ["swift", "build", "--configuration", "release", "--package-path", str(root)]
        for product in PRODUCTS:
            if subprocess.run([*build, "--product", product], stdout=2).returncode != 0:
                raise Broken(f"{product} does not build; see above")
        shown = subprocess.run([*build, "--show-bin-path"], capture_output=True, text=True, check=True)
        return Programs.found(Path(shown.stdout.strip()))

    @staticmethod
    def found(folder: Path) -> "Programs":
        """Takes programs that were built before."""
        for product in PRODUCTS:
            if not (folder / product).is_file():
                raise Broken(f"there is no {product} in {folder}; build it, or leave --binaries away")
        return Programs(folder.resolve())

    def call(self, product: str, *arguments: object) -> str:
        """What a program prints; it must succeed."""
        command = [str(self.folder / product), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise Broken(f"{product} exited with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def bare_network(self, model: Path, side: int, runs: int, warm_up: int) -> list[float]:
        """Times of the network alone, in microseconds, from a process of its own."""
        printed = self.call(
            "NetworkBenchmark", model, "--side", side, "--runs", runs, "--warmup", warm_up
        )
        times = [float(line) for line in printed.split()]
        if len(times) != runs:
            raise Broken(f"NetworkBenchmark printed {len(times)} times instead of {runs}")
        return times
