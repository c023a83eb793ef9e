"""What a measure works on and gives, and how seconds of processors are counted."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.corpus.__main__ import write_documents
from dagster_project.processes import PROCESSES_VARIABLE

RUNS = 5
SEED = 1


@dataclass(frozen=True)
class Row:
    """A line of the table: what is measured, against what, in which unit; ratio: of the first to the second."""

    measured: str
    value: float
    against: str
    reference: float
    unit: str
    bar: str = ""  # what the ratio is to reach

    @property
    def ratio(self) -> float:
        """How many times the reference it is."""
        return self.value / self.reference


@dataclass(frozen=True)
class Corpus:
    """Generated text reports, in a folder that is there for this run."""

    folder: Path
    reports: int

    def documents(self, count: int) -> Path:
        """A folder of the first reports as text files."""
        folder = self.folder / f"documents-{count}"
        if not folder.is_dir():
            folder.mkdir()
            write_documents(folder, count, SEED, "txt")
        return folder


class Cost(NamedTuple):
    """What a process and all its children took."""

    wall: float
    processor: float  # seconds of all processes
    peak: int  # bytes of the largest process


def seconds_of(*works: Callable[[], object]) -> list[float]:
    """Seconds of the processor that each work takes: medians over RUNS rounds of all of them in turn."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS):
        for work, times in zip(works, taken, strict=True):
            started = time.process_time()
            work()
            times.append(time.process_time() - started)
    return [median(times) for times in taken]


def cost_of(module: str, *arguments: str | Path, processes: int = 1) -> Cost:
    """What `python -m module arguments` costs. Errors: CalledProcessError where it fails."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own module
        command, env={**os.environ, PROCESSES_VARIABLE: str(processes)}, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(time.perf_counter() - started, used.ru_utime + used.ru_stime, _bytes(used))


def _bytes(used: resource.struct_rusage) -> int:
    return used.ru_maxrss * 1024
