"""From conformed rows to the page: dbt against its SQL, 100 reports more against 100 in an empty home, the peak."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.bench.measure import SEED, Corpus, Cost, Row, cost_of
from benchmarks.corpus.__main__ import write_documents
from benchmarks.corpus.raw_rows import write_raw_rows
from benchmarks.corpus.reports import SHARE
from dagster_project.paths import Home
from dagster_project.publish.increment import about

WORK = "benchmarks.bench.work"
ADDED = 100
_STAGES = ("load", "build", "gate", "publish")


def rows(corpus: Corpus) -> list[Row]:
    """Rows of the corpus as a home that is built, in as many shares as memory asks for, and of what is added to it."""
    there = corpus.reports // SHARE * SHARE
    raw, added = corpus.folder / "raw-of-home", corpus.folder / "added"
    if not raw.is_dir():
        write_raw_rows(raw, there, SEED)
    added.mkdir()
    # The next counties: departments of their own, as most reports of a year are.
    write_documents(added, ADDED, SEED, "txt", first=there)
    full, empty = corpus.folder / "full", corpus.folder / "empty"
    for home in (full, empty):
        cost_of(WORK, "parse", home)
    built, sql = _build_all(full, raw)
    start = _run(empty)
    to_empty, to_full = (_add(home, added) for home in (empty, full))
    peak = max(cost.peak for cost in (*built.values(), to_full))
    build = built["build"].wall
    return [
        Row(f"dbt build of {there:,} reports", build, "its SQL alone", sql.wall, "s", "≤ 1.5"),
        *(Row(f"{stage} of them", cost.wall, "build", build, "s") for stage, cost in built.items() if stage != "build"),
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


def _build_all(home: Path, raw: Path) -> tuple[dict[str, Cost], Cost]:
    """What the stages cost over all shares, and the SQL of the models without dbt and its tests."""
    stages: dict[str, list[Cost]] = {"conform": [cost_of(WORK, "conform", home, raw)]}
    sql = []
    left = True
    while left:
        for stage in _STAGES:
            stages.setdefault(stage, []).append(cost_of(WORK, stage, home))
        # Once more into the same file, which the next share begins anew.
        sql.append(cost_of(WORK, "sql", home))
        left = about(Home(home).build_file).remaining > 0
    stages["page"] = [cost_of(WORK, "page", home)]
    return {stage: _all(costs) for stage, costs in stages.items()}, _all(sql)


def _run(home: Path) -> Cost:
    return _all([cost_of(WORK, stage, home) for stage in (*_STAGES, "page")])


def _add(home: Path, added: Path) -> Cost:
    """What reading the documents and a run after it cost."""
    return _all([cost_of(WORK, "ingest", home, added), _run(home)])


def _all(costs: Sequence[Cost]) -> Cost:
    return Cost(
        sum(cost.wall for cost in costs), sum(cost.processor for cost in costs), max(cost.peak for cost in costs)
    )
