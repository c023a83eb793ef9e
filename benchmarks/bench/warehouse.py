"""From conformed rows to the page: dbt against its SQL, 100 reports more against 100 in an empty home, the peak."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from statistics import median

from benchmarks.bench.measure import SEED, Corpus, Cost, Row, cost_of
from benchmarks.corpus.__main__ import write_documents
from benchmarks.corpus.raw_rows import write_raw_rows
from benchmarks.corpus.reports import SHARE
from dagster_project.paths import Home
from dagster_project.publish.increment import about

WORK = "benchmarks.bench.work"
ADDED, TIMES = 100, 5
_STAGES = ("load", "build", "gate", "publish")


def rows(corpus: Corpus) -> list[Row]:
    """Rows of the corpus as a home that is built, in as many shares as memory asks for, and of what is added to it."""
    there = corpus.reports // SHARE * SHARE
    raw, full = corpus.folder / "raw-of-home", corpus.folder / "full"
    if not raw.is_dir():
        write_raw_rows(raw, there, SEED)
    cost_of(WORK, "parse", full)
    built, first, sql = _build_all(full, raw)
    starts, to_none, to_all = [], [], []
    for number in range(TIMES):
        added, empty = corpus.folder / f"added-{number}", corpus.folder / f"empty-{number}"
        added.mkdir()
        # Of the next counties: departments of their own, as most reports of a year are.
        write_documents(added, ADDED, SEED, "txt", first=there + number * ADDED)
        cost_of(WORK, "parse", empty)
        _run(empty)
        os.sync()  # what was written before is not to be waited for
        # Start-up, which is taken off: a run that finds nothing to do.
        starts.append(_run(empty))
        to_none.append(_add(empty, added))
        os.sync()
        to_all.append(_add(full, added))
    start, to_empty, to_full = map(_medians, (starts, to_none, to_all))
    peak = max(cost.peak for cost in (*built.values(), *to_full.values()))
    build = built["build"].wall
    return [
        Row("dbt build of the first share", first.wall, "its SQL alone", sql.wall, "s", "≤ 1.5"),
        *(
            Row(f"{stage}, {there:,} reports", cost.wall, "their dbt build", build, "s")
            for stage, cost in built.items()
        ),
        *(
            Row(
                f"{stage}, {ADDED} more to {there:,}",
                cost.wall,
                "to none, start-up included",
                to_empty[stage].wall,
                "s",
            )
            for stage, cost in to_full.items()
        ),
        *(
            _added(there, f"s, turn {turn}", *(_all(costs.values()).wall for costs in added_then))
            for turn, added_then in enumerate(zip(to_all, to_none, starts, strict=True), start=1)
        ),
        _added(there, "s", *(_all(costs.values()).wall for costs in (to_full, to_empty, start))),
        _added(there, "s of processors", *(_all(costs.values()).processor for costs in (to_full, to_empty, start))),
        Row(f"peak of a stage, {there:,}", peak / 1e6, "4 GiB", 4 * 2**30 / 1e6, "MB", "≤ 1"),
    ]


def _added(there: int, unit: str, to_full: float, to_empty: float, start: float) -> Row:
    return Row(f"{ADDED} more to {there:,}", to_full - start, "to none", to_empty - start, unit, "≤ 1.3")


def _build_all(home: Path, raw: Path) -> tuple[dict[str, Cost], Cost, Cost]:
    """What the stages cost over all shares; dbt's build of the first share, and its SQL without dbt and its tests."""
    stages: dict[str, list[Cost]] = {"conform": [cost_of(WORK, "conform", home, raw)]}
    sql = None
    while sql is None or about(Home(home).build_file).remaining:
        for stage in _STAGES:
            stages.setdefault(stage, []).append(cost_of(WORK, stage, home))
        # Once more into the same file, which the next share begins anew. Shares are alike.
        sql = sql or cost_of(WORK, "sql", home)
    stages["page"] = [cost_of(WORK, "page", home)]
    return {stage: _all(costs) for stage, costs in stages.items()}, stages["build"][0], sql


def _run(home: Path) -> dict[str, Cost]:
    return {stage: cost_of(WORK, stage, home) for stage in (*_STAGES, "page")}


def _add(home: Path, added: Path) -> dict[str, Cost]:
    """What reading the documents and a run after it cost."""
    return {"ingest": cost_of(WORK, "ingest", home, added), **_run(home)}


def _medians(runs: Sequence[Mapping[str, Cost]]) -> dict[str, Cost]:
    """Of each stage the median seconds and the largest peak."""
    return {
        stage: Cost(
            median(run[stage].wall for run in runs),
            median(run[stage].processor for run in runs),
            max(run[stage].peak for run in runs),
        )
        for stage in runs[0]
    }


def _all(costs: Collection[Cost]) -> Cost:
    return Cost(
        sum(cost.wall for cost in costs), sum(cost.processor for cost in costs), max(cost.peak for cost in costs)
    )
