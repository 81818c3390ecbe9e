"""Where it was measured, and whether anybody else was at work there meanwhile."""

import importlib.metadata
import os
import platform
import re
import resource
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from programs import Programs

PEERS = ("openvino", "onnxruntime", "torch")
NOISY_LOAD = 0.3
INSTRUCTION_SETS = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile")


@dataclass(frozen=True)
class Machine:
    cpu: str
    cores: int
    instruction_sets: list[str]
    memory_bytes: int
    kernel: str
    load: float
    versions: dict[str, str]

    @staticmethod
    def here(programs: Programs) -> "Machine":
        cpuinfo = Path("/proc/cpuinfo").read_text()
        flags = set(_field(cpuinfo, "flags").split())
        memory = re.search(r"MemTotal:\s+(\d+) kB", Path("/proc/meminfo").read_text())
        return Machine(
            cpu=_field(cpuinfo, "model name") or platform.machine(),
            cores=usable_cores(),
            instruction_sets=[name for name in INSTRUCTION_SETS if name in flags],
            memory_bytes=int(memory[1]) * 1024 if memory else 0,
            kernel=platform.release(),
            load=os.getloadavg()[0],
            versions=_versions(programs),
        )

    @property
    def is_noisy(self) -> bool:
        return self.load > NOISY_LOAD


def usable_cores() -> int:
    """The cores this process may use, which every engine is told to use all of."""
    return len(os.sched_getaffinity(0))


def cpu_seconds(pid: int) -> float:
    """The processor time that a process's threads have used so far."""
    return time.clock_gettime((~pid << 3) | 2)  # clock_getcpuclockid(3), which Python does not have


class Witness:
    """Watches the machine from its making on: processor time that was not this run's."""

    def __init__(self) -> None:
        self._start = self._now()

    @staticmethod
    def _now() -> tuple[float, float, float, float]:
        user, nice, system, _idle, _wait, irq, soft, steal = (
            int(field) / os.sysconf("SC_CLK_TCK")
            for field in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]
        )
        own = sum(
            usage.ru_utime + usage.ru_stime
            for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        )
        return time.monotonic(), user + nice + system + irq + soft, own, steal

    def shares(self) -> tuple[float, float]:
        """The share of all cores that others used, and that the hypervisor took. Reap children first."""
        wall, busy, own, steal = (now - then for now, then in zip(self._now(), self._start))
        capacity = wall * (os.cpu_count() or 1)
        return max(0, busy - own) / capacity, steal / capacity


def _field(cpuinfo: str, name: str) -> str:
    found = re.search(rf"^{name}\s*:\s*(.*)$", cpuinfo, re.MULTILINE)
    return found[1] if found else ""


def _versions(programs: Programs) -> dict[str, str]:
    versions = {"landcoverd": programs.call("landcoverd", "--version").strip()}
    linked = subprocess.run(
        ["ldd", str(programs.folder / "landcoverd")], capture_output=True, text=True
    ).stdout
    library = re.search(r"libdnnl\S* => (\S+)", linked)
    if library:
        versions["oneDNN (ours)"] = Path(library[1]).resolve().name.partition(".so.")[2]
    return versions | {name: importlib.metadata.version(name) for name in PEERS}
