"""Ingestion and loading in processes of their own: one against two, small against large, and a bare load of Parquet."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from benchmarks.bench.measure import SEED, Corpus, Cost, Row, cost_of, seconds_of
from benchmarks.corpus.raw_rows import load_raw_rows, write_raw_rows

WORK = "benchmarks.bench.work"


def rows(corpus: Corpus) -> list[Row]:
    """Rows of processes, of memory and of loading."""
    home = corpus.folder / "home"
    start = cost_of(WORK, "start", home)
    small, large = corpus.reports // 4, corpus.reports
    one, two = (_ingest(corpus, home, large, processes) for processes in (1, 2))
    load_one, load_two = (cost_of(WORK, "load", home, processes=processes) for processes in (1, 2))
    size = (home / "warehouse" / "build.duckdb").stat().st_size
    few = _ingest(corpus, home, small, 1)
    load_few = cost_of(WORK, "load", home)
    raw, build_file = corpus.folder / "raw", corpus.folder / "bare.duckdb"
    write_raw_rows(raw, large, SEED)
    (bare,) = seconds_of(lambda: load_raw_rows(raw, build_file))
    counted = _counted(build_file)
    return [
        Row("ingest, one process", one.wall, "two", two.wall, "s", "≥ 1.8 on two idle cores"),
        Row("ingest, one process", one.processor, "two", two.processor, "s of processors", "≥ 0.9"),
        Row("load, one process", load_one.wall, "two", load_two.wall, "s", "≥ 1.8 on two idle cores"),
        Row("load, one process", load_one.processor, "two", load_two.processor, "s of processors", "≥ 0.9"),
        Row(
            f"load extracts, {counted:,} printed numbers, {size / 1e6:.0f} MB",
            load_one.processor - start.processor,
            "bare load of Parquet",
            bare,
            "s of processors",
        ),
        _slope(f"ingest {large:,} reports", one, few, start, large / small),
        _slope(f"load {large:,} reports", load_one, load_few, start, large / small),
        Row(f"peak of ingest, {large:,}", one.peak / 1e6, f"{small:,}", few.peak / 1e6, "MB", "≤ 1.1"),
        Row(f"peak of load, {large:,}", load_one.peak / 1e6, f"{small:,}", load_few.peak / 1e6, "MB", "≤ 1.3"),
    ]


def _ingest(corpus: Corpus, home: Path, count: int, processes: int) -> Cost:
    shutil.rmtree(home, ignore_errors=True)
    return cost_of(WORK, "ingest", home, corpus.documents(count), processes=processes)


def _slope(what: str, large: Cost, small: Cost, start: Cost, times: float) -> Row:
    """What many reports cost against as many times few of them, start-up taken off: 1 where it is linear."""
    expected = (small.processor - start.processor) * times
    return Row(
        what, large.processor - start.processor, f"{times:g} × a {times:g}th", expected, "s of processors", "≤ 1.1"
    )


def _counted(build_file: Path) -> int:
    with duckdb.connect(str(build_file), read_only=True) as connection:
        (count,) = connection.execute("select count(*) from raw.printed_value").fetchone() or (0,)
    return int(count)
