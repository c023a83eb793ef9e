"""Write a corpus into a folder: `python -m benchmarks.corpus --reports 5000 --seed 1 --form txt --out DIR`."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from benchmarks.corpus.documents import data_of
from benchmarks.corpus.raw_rows import write_raw_rows
from benchmarks.corpus.reports import reports


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("--reports", type=int, required=True, help="how many documents")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--form", choices=("txt", "html", "docx", "xlsx", "mixed"), default="txt")
    parser.add_argument("--level", choices=("documents", "raw"), default="documents", help="raw: see raw_rows.py")
    parser.add_argument("--first", type=int, default=0, help="the number of the first one: a corpus that goes on")
    parser.add_argument("--out", type=Path, required=True, help="folder, made where it is missing")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    if options.level == "raw":
        rows = write_raw_rows(options.out, options.reports, options.seed, options.first)
        said = ", ".join(f"{count} {name}" for name, count in rows.items() if count)
    else:
        size = write_documents(options.out, options.reports, options.seed, options.form, options.first)
        said = f"{options.reports} documents, {size / 1e6:.1f} MB"
    print(f"{said}; {time.perf_counter() - started:.1f} s", file=sys.stderr)  # noqa: T201


def write_documents(folder: Path, count: int, seed: int, form: str, first: int = 0) -> int:
    """Write documents as files; returns their size in bytes."""
    size = 0
    for report in reports(count, seed, form, first):
        data = data_of(report)
        (folder / report.name).write_bytes(data)
        size += len(data)
    return size


if __name__ == "__main__":
    main()
