"""Measure and print: `python -m benchmarks.bench [--reports N]`, or `make bench`."""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.bench import extraction, pipeline, warehouse
from benchmarks.bench.measure import RUNS, Corpus, Row

# One entry a subject.
MEASURES: Mapping[str, Callable[[Corpus], list[Row]]] = {
    "extraction": extraction.rows,
    "pipeline": pipeline.rows,
    "warehouse": warehouse.rows,
}


def main(arguments: list[str] | None = None) -> None:
    """Print the table, and the machine that it was measured on."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__)
    parser.add_argument("--reports", type=int, default=2000, help="size of the generated corpus")
    parser.add_argument("--measure", choices=MEASURES, action="append", help="only this; may be given more than once")
    parser.add_argument("--folder", type=Path, help="an empty folder for the corpus and its homes, which are kept")
    options = parser.parse_args(arguments)
    console = Console(width=150)
    with tempfile.TemporaryDirectory() as folder, console.status("measuring …"):
        corpus = Corpus(options.folder or Path(folder), options.reports)
        found = [row for name in options.measure or MEASURES for row in MEASURES[name](corpus)]
    table = Table(box=None, pad_edge=False)
    for header, justify in (("measured", "left"), ("", "right"), ("against", "left"), ("", "right")):
        table.add_column(header, justify=justify)  # type: ignore[arg-type]
    for header in ("unit", "ratio", "to reach"):
        table.add_column(header, justify="right" if header == "ratio" else "left")
    for row in found:
        numbers = f"{row.value:,.2f}", f"{row.reference:,.2f}"
        table.add_row(row.measured, numbers[0], row.against, numbers[1], row.unit, f"{row.ratio:.2f}", row.bar)
    console.print(table)
    console.print(
        f"{_machine()}; medians of {RUNS} rounds where a measure is short; seconds in this process are of the"
    )
    console.print("wall seconds (s) it changes much.")


def _machine() -> str:
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    today = datetime.datetime.now(datetime.UTC).date()
    return f"{today}, Python {platform.python_version()}, {_processor()}, {cores} cores, load {load:.1f}"


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    lines = described.read_text(encoding="utf-8").splitlines() if described.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


if __name__ == "__main__":
    main()
