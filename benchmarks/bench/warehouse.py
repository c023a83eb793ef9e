"""The stages after loading: dbt against its own SQL, 100 reports more against 100 in an empty home, and their peak."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.bench.measure import SEED, Corpus, Cost, Row, cost_of
from benchmarks.corpus.__main__ import write_documents
from benchmarks.corpus.raw_rows import write_raw_rows
from benchmarks.corpus.reports import SHARE

WORK = "benchmarks.bench.work"
ADDED = 100
_STAGES = ("build", "gate", "publish", "page")


def rows(corpus: Corpus) -> list[Row]:
    """Rows of the corpus as a home that is built, and of what is added to it."""
    there = corpus.reports // SHARE * SHARE
    raw, added = corpus.folder / "raw-of-home", corpus.folder / "added"
    write_raw_rows(raw, there, SEED)
    added.mkdir()
    # The next counties: departments of their own, as most reports of a year are.
    write_documents(added, ADDED, SEED, "txt", first=there)
    full, empty = corpus.folder / "full", corpus.folder / "empty"
    for home in (full, empty):
        cost_of(WORK, "parse", home)
    loaded = cost_of(WORK, "load raw", full, raw)
    built = _stages(full)
    sql = cost_of(WORK, "sql", full)
    start = _all([cost_of(WORK, "load", empty), *_stages(empty)])
    to_empty, to_full = (_add(home, added) for home in (empty, full))
    peak = max(cost.peak for cost in (loaded, *built, to_full))
    return [
        Row(f"dbt build of {there:,} reports", built[0].wall, "its SQL alone", sql.wall, "s", "≤ 1.5"),
        Row(f"{ADDED} more to {there:,}", to_full.wall - start.wall, *_against(to_empty.wall - start.wall, "s")),
        Row(
            f"{ADDED} more to {there:,}",
            to_full.processor - start.processor,
            *_against(to_empty.processor - start.processor, "s of processors"),
        ),
        Row(f"peak of a stage, {there:,}", peak / 1e6, "4 GiB", 4 * 2**30 / 1e6, "MB", "≤ 1"),
    ]


def _against(reference: float, unit: str) -> tuple[str, float, str, str]:
    return "to none", reference, unit, "≤ 1.3"


def _stages(home: Path) -> list[Cost]:
    return [cost_of(WORK, stage, home) for stage in _STAGES]


def _add(home: Path, added: Path) -> Cost:
    """What reading the documents and a run after it cost."""
    return _all([cost_of(WORK, "ingest", home, added), cost_of(WORK, "load", home), *_stages(home)])


def _all(costs: Sequence[Cost]) -> Cost:
    return Cost(
        sum(cost.wall for cost in costs), sum(cost.processor for cost in costs), max(cost.peak for cost in costs)
    )
