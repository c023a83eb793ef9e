"""From conformed rows to the page: dbt against its SQL, 100 reports more against 100 in lesser homes, the peak."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import attrgetter
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
_SECONDS = {"s": attrgetter("wall"), "s of processors": attrgetter("processor")}

_Costs = dict[str, Cost]  # by stage


@dataclass(frozen=True)
class _Built:
    """What the stages of a home cost over all shares; dbt's build of the first share, and its SQL without dbt and its
    tests.
    """

    stages: _Costs
    first_share: Cost
    sql: Cost


def rows(corpus: Corpus) -> list[Row]:
    """Rows of the corpus as a home that is built, in as many shares as memory asks for, and of what is added to it.

    What is added is added to a home of a tenth of the reports, too: whether it costs more where there is more.
    """
    there = corpus.reports // SHARE * SHARE
    tenth = there // 10 // SHARE * SHARE
    homes = {size: corpus.folder / f"full-{size}" for size in (there, tenth) if size}
    built = {size: _build_all(home, size) for size, home in homes.items()}
    starts: list[_Costs] = []
    to_none: list[_Costs] = []
    to_home: dict[int, list[_Costs]] = {size: [] for size in homes}
    for number in range(TIMES):
        empty = corpus.folder / f"empty-{number}"
        added = {size: _next_documents(corpus.folder / f"added-{size}-{number}", size, number) for size in homes}
        cost_of(WORK, "parse", empty)
        _run(empty)
        os.sync()  # what was written before is not to be waited for
        # Start-up, which is taken off: a run that finds nothing to do.
        starts.append(_run(empty))
        to_none.append(_add(empty, added[there]))
        # The one first and then the other: a machine is not as fast in one minute as in the next.
        for size in sorted(homes, reverse=number % 2 == 0):
            os.sync()
            to_home[size].append(_add(homes[size], added[size]))
    start, to_full = _medians(starts), _medians(to_home[there])
    lesser = {"none": _medians(to_none)} | {f"{size:,}": _medians(to_home[size]) for size in homes if size != there}
    peak = max(cost.peak for cost in (*built[there].stages.values(), *to_full.values()))
    build = built[there].stages["build"].wall
    first, sql = built[there].first_share, built[there].sql
    return [
        Row("dbt build of the first share", first.wall, "its SQL alone", sql.wall, "s", "≤ 1.5"),
        *(
            Row(f"{stage}, {there:,} reports", cost.wall, "their dbt build", build, "s")
            for stage, cost in built[there].stages.items()
        ),
        *(
            Row(
                f"{stage}, {ADDED} more to {there:,}", cost.wall, f"to {name}, start-up included", less[stage].wall, "s"
            )
            for name, less in lesser.items()
            for stage, cost in to_full.items()
        ),
        *(
            _added(there, f"s, turn {turn}", "none", *(_all(costs.values()).wall for costs in added_then))
            for turn, added_then in enumerate(zip(to_home[there], to_none, starts, strict=True), start=1)
        ),
        *(
            _added(there, unit, name, *(seconds(_all(costs.values())) for costs in (to_full, less, start)))
            for name, less in lesser.items()
            for unit, seconds in _SECONDS.items()
        ),
        Row(f"peak of a stage, {there:,}", peak / 1e6, "4 GiB", 4 * 2**30 / 1e6, "MB", "≤ 1"),
    ]


def _added(there: int, unit: str, lesser: str, to_full: float, to_lesser: float, start: float) -> Row:
    bar = "≤ 1.3" if lesser == "none" else "≤ 1"
    return Row(f"{ADDED} more to {there:,}", to_full - start, f"to {lesser}", to_lesser - start, unit, bar)


def _next_documents(folder: Path, there: int, number: int) -> Path:
    """Documents of the next counties: departments of their own, as most reports of a year are."""
    folder.mkdir()
    write_documents(folder, ADDED, SEED, "txt", first=there + number * ADDED)
    return folder


def _build_all(home: Path, reports: int) -> _Built:
    raw = home.with_name(f"raw-of-{reports}")
    if not raw.is_dir():
        write_raw_rows(raw, reports, SEED)
    cost_of(WORK, "parse", home)
    stages: dict[str, list[Cost]] = {"conform": [cost_of(WORK, "conform", home, raw)]}
    sql = None
    while sql is None or about(Home(home).build_file).remaining:
        for stage in _STAGES:
            stages.setdefault(stage, []).append(cost_of(WORK, stage, home))
        # Once more into the same file, which the next share begins anew. Shares are alike.
        sql = sql or cost_of(WORK, "sql", home)
    stages["page"] = [cost_of(WORK, "page", home)]
    return _Built({stage: _all(costs) for stage, costs in stages.items()}, stages["build"][0], sql)


def _run(home: Path) -> _Costs:
    return {stage: cost_of(WORK, stage, home) for stage in (*_STAGES, "page")}


def _add(home: Path, added: Path) -> _Costs:
    """What reading the documents and a run after it cost."""
    return {"ingest": cost_of(WORK, "ingest", home, added), **_run(home)}


def _medians(runs: Sequence[_Costs]) -> _Costs:
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
