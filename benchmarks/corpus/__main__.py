"""Write a corpus into a folder: `python -m benchmarks.corpus --reports 5000 --seed 1 --form txt --out DIR`."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from benchmarks.corpus.documents import data_of
from benchmarks.corpus.reports import reports


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("--reports", type=int, required=True, help="how many documents")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--form", choices=("txt", "html", "docx", "xlsx", "mixed"), default="txt")
    parser.add_argument("--first", type=int, default=0, help="the number of the first one: a corpus that goes on")
    parser.add_argument("--out", type=Path, required=True, help="folder, made where it is missing")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    size = 0
    for report in reports(options.reports, options.seed, options.form, options.first):
        data = data_of(report)
        (options.out / report.name).write_bytes(data)
        size += len(data)
    seconds = time.perf_counter() - started
    print(f"{options.reports} documents, {size / 1e6:.1f} MB, {seconds:.1f} s", file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    main()
