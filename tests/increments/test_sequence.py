"""Adds, corrections, supersessions, moves, re-readings and withdrawals at random: as if all were built at once."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from dagster_project.paths import Home
from dagster_project.report_page.sources import Sources, open_sources
from dagster_project.reviewing import Decision, write_decision
from tests.increments.homes import Report, add, content, parquet_content, reread, run, withdraw
from tests.report_page.snapshots import told

pytestmark = [pytest.mark.slow, pytest.mark.gx, pytest.mark.dbt]

COUNTIES = ("正定县", "双牌县", "信丰县")
DEPARTMENTS = ("水利局", "科学技术局")


class Changes:
    """A home that changes at random; what has been done is kept for the message of a failing test."""

    def __init__(self, home: Home, seed: int) -> None:
        self.home = home
        self.random = random.Random(seed)
        self.reports: dict[str, Report] = {}
        self.number = 0
        self.done: list[str] = []

    def add(self) -> None:
        money = self.random.randint
        total = money(40000, 66000)
        self._add(
            Report(
                self.random.choice(COUNTIES),
                self.random.choice(DEPARTMENTS),
                self.random.choice((2021, 2022, 2023)),
                total=total,
                basic=total // 2,
                last=money(40000, 66000),
                income=money(60000, 66000),
            )
        )

    def supersede(self) -> None:
        self._add(replace(self._any()[1], total=65050, basic=40000))

    def overspend(self) -> None:
        self._add(replace(self._any()[1], total=99000, basic=40000))

    def precede(self) -> None:
        _, report = self._any()
        self._add(replace(report, year=report.year - 1, total=report.last, basic=report.last // 3))

    def withdraw(self) -> None:
        sha, _ = self._any()
        del self.reports[sha]
        withdraw(self.home, sha)
        self.done.append(f"withdraw {sha[:8]}")

    def move(self) -> None:
        sha, report = self._any()
        to = self.random.choice([county for county in COUNTIES if county != report.county])
        reread(self.home, sha, report.county, to)
        self.reports[sha] = replace(report, county=to)
        self.done.append(f"move {sha[:8]} {to}")

    def read_otherwise(self) -> None:
        sha, report = self._any()
        extract = next(self.home.extracts.glob(f"*.{sha[:8]}.jsonl"))
        printed = f'"{report.basic / 100:.2f}"'
        if printed in extract.read_text(encoding="utf-8"):
            reread(self.home, sha, printed, '"101.01"')
            self.done.append(f"read otherwise {sha[:8]}")

    def accept(self) -> None:
        found = self._rows("select report_id, rule_id, subject from marts.fct_finding order by all")
        if found:
            report_id, rule_id, subject = self.random.choice(found)
            self._decide("accept", report_id=report_id, rule_id=rule_id, subject=subject)

    def correct(self) -> None:
        found = self._rows(
            "select document_sha256, char_start, printed_value from marts.fct_mention"
            " where role = 'figure' and printed_value like '%.%' order by all"
        )
        findings = self._rows("select report_id, rule_id, subject from marts.fct_finding order by all")
        if found and findings:
            sha, start, printed = self.random.choice(found)
            report_id, rule_id, subject = self.random.choice(findings)  # perhaps of another department
            place = {"document_sha256": sha, "char_start": str(start), "printed": printed, "corrected_value": "520.00"}
            finding = {"report_id": report_id, "rule_id": rule_id, "subject": subject}
            self._decide("correct", **finding, **place)

    def revoke(self) -> None:
        found = self._rows(
            "select report_id, rule_id, subject, document_sha256, char_start, printed_value from"
            " marts.fct_decision order by all"
        )
        if found:
            report_id, rule_id, subject, sha, start, printed = (
                "" if cell is None else str(cell) for cell in self.random.choice(found)
            )
            place = {"document_sha256": sha, "char_start": start, "printed": printed}
            finding = {"report_id": report_id, "rule_id": rule_id, "subject": subject}
            self._decide("withdraw", **finding, **place)

    def some(self, times: int) -> None:
        kinds: tuple[Callable[[], None], ...] = (
            self.add, self.supersede, self.overspend, self.precede, self.withdraw,
            self.move, self.read_otherwise, self.accept, self.correct, self.revoke,
        )  # fmt: skip
        for kind in self.random.choices(kinds, k=times):
            if self.reports:
                kind()

    def _any(self) -> tuple[str, Report]:
        sha = self.random.choice(sorted(self.reports))
        return sha, self.reports[sha]

    def _add(self, report: Report) -> None:
        if report.text() not in {known.text() for known in self.reports.values()}:
            self.number += 1
            # A blank line more, so that a report that was withdrawn or moved may come again.
            sha = add(self.home, f"report {self.number}", report.text() + "\n" * self.number)
            self.reports[sha] = report
            self.done.append(f"add {sha[:8]} {report}")

    def _decide(self, kind: str, **fields: str) -> None:
        decision = Decision(
            **{"decision": kind, "decided_by": "王某", "decided_on": "2024-05-31", "reason": "x", **fields}
        )
        write_decision(self.home.decisions, decision)
        self.done.append(str(decision))

    def _rows(self, query: str) -> list[tuple[str, ...]]:
        if not self.home.snapshot_file.exists():
            return []
        with duckdb.connect(str(self.home.snapshot_file), read_only=True) as connection:
            return connection.execute(query).fetchall()


def rebuilt(home: Home, folder: Path) -> Home:
    """A home with the same raw/ and a warehouse built at once."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(home.raw, folder / "raw")
    other = Home(folder).create()
    shutil.copytree(home.dbt_target, other.dbt_target, dirs_exist_ok=True)
    run(other)
    return other


def assert_as_rebuilt(home: Home, folder: Path, done: list[str]) -> None:
    at_once = content(rebuilt(home, folder).snapshot_file)
    grown = content(home.snapshot_file)
    assert grown.keys() == at_once.keys()
    for table, rows in at_once.items():
        wrong = {"only grown": grown[table] - rows, "only at once": rows - grown[table]}
        assert grown[table] == rows, (table, wrong, done)
    assert parquet_content(home) == {name: rows for name, rows in grown.items() if name.startswith("marts.")}


def assert_step_tells_the_same(home: Home) -> None:
    """The page says of reports of the last step what it says without it, and asks the snapshot for none of them."""
    if not home.snapshot_file.resolve().with_name("previous.duckdb").exists():
        return  # nobody can tell who reads a file of this file system: there are no steps
    with open_sources(home.snapshot_file) as sources:
        rows = sources.snapshot.execute("select report_id from marts.dim_report order by all").fetchall()
        everything = [report_id for (report_id,) in rows]
        in_step = [
            report_id
            for connection, ids in sources.of(everything) if connection is not sources.snapshot for report_id in ids
        ]  # fmt: skip
        assert in_step
        for report_ids in (everything, in_step):
            assert told(sources, report_ids) == told(Sources(sources.snapshot), report_ids)


@pytest.mark.parametrize("seed", [1])  # minutes each: more by hand
def test_a_warehouse_that_grew_is_the_one_that_is_built_at_once(tmp_path: Path, seed: int) -> None:
    changes = Changes(Home(tmp_path / "home").create(), seed)
    for _ in range(6):
        changes.add()
    run(changes.home)
    for times in (5, 5):
        changes.some(times)
        run(changes.home)
        assert_step_tells_the_same(changes.home)
        assert_as_rebuilt(changes.home, tmp_path / "at once", changes.done)


def test_a_warehouse_built_in_shares_is_the_one_that_is_built_at_once(tmp_path: Path) -> None:
    changes = Changes(Home(tmp_path / "home").create(), seed=2)
    for _ in range(7):
        changes.add()
    changes.overspend()
    changes.supersede()
    home = changes.home
    shares = 1
    # A report prints some thirty numbers.
    while not run(home, numbers=70).is_complete:
        assert not home.snapshot_file.exists()
        shares += 1
        assert shares < 12
    assert shares >= 3
    assert_as_rebuilt(home, tmp_path / "at once", changes.done)
    assert run(home, numbers=70).unchanged

    before = home.snapshot_file.read_bytes()
    for _ in range(shares):
        assert home.snapshot_file.read_bytes() == before
        done = run(home, full=True, numbers=70)
    assert done.is_complete
    assert done.unchanged
    assert home.snapshot_file.read_bytes() == before
