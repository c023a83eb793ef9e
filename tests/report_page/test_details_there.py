"""Details that a county's page has are taken from it where the report's department is what it was, and only there."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from dagster_project.report_page import county_pages
from dagster_project.report_page.page import render
from dagster_project.report_page.payload import details_json

from .home import Home, Report
from .test_directory import FORMS, contents, run
from .test_write import interrupted, write

COUNTIES = "430101", "430102", "450201"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """One county of two departments and a report of none, and two counties more."""
    home = Home(tmp_path / "snapshot.duckdb")
    home.reports = {
        "r1": Report("430101", "d1", 1),
        "r2": Report("430101", "d1", 2),
        "r3": Report("430101", "d2", 2),
        "r4": Report("430101", None, 1),
        "r5": Report("430102", "d1", 2),
        "r6": Report("450201", "d1", 1),
    }
    home.publish()
    return home


@pytest.fixture
def folder(home: Home, tmp_path: Path) -> Path:
    return write(home.snapshot, tmp_path / "report", size_budget=0).index.parent


@pytest.fixture
def asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Of which reports details are read, once there are pages."""
    asked: list[list[str]] = []

    def of_reports(sources: Any, overview: Any, report_ids: list[str]) -> Any:
        asked.append(report_ids)
        return details_json(sources, overview, report_ids)

    monkeypatch.setattr("dagster_project.report_page.write.details_json", of_reports)
    return asked


def assert_as_if_anew(home: Home, folder: Path, tmp_path: Path, **settings: int) -> None:
    anew = tmp_path / f"anew{len(list(tmp_path.iterdir()))}"
    write(home.snapshot, anew, **settings)
    assert contents(folder) == contents(anew)


def add(home: Home) -> None:
    home.reports["r7"] = Report("430101", "d2", 1)


CHANGES: dict[str, tuple[Callable[[Home], Any], list[str]]] = {
    "read otherwise": (lambda home: home.set("r1", value=3), ["r1", "r2"]),
    "added": (add, ["r3", "r7"]),
    "withdrawn": (lambda home: home.reports.pop("r2"), ["r1"]),
    "the only one withdrawn": (lambda home: home.reports.pop("r3"), []),
    "of no department": (lambda home: home.set("r4", value=2), ["r4"]),
    "of another department": (lambda home: home.set("r2", department="d2"), ["r1", "r2", "r3"]),
    "of another county": (lambda home: home.set("r2", county="430102"), ["r1", "r2", "r5"]),
    "decided": (lambda home: home.decisions.add(("r1", "r2")), ["r1", "r2"]),
}


@pytest.mark.parametrize(("change", "read"), CHANGES.values(), ids=CHANGES)
def test_details_are_read_of_departments_in_which_something_changed(
    home: Home, folder: Path, tmp_path: Path, asked: list[list[str]], change: Callable[[Home], Any], read: list[str]
) -> None:
    change(home)
    home.publish()
    write(home.snapshot, folder, size_budget=0)

    assert asked == ([read] if read else [])
    assert_as_if_anew(home, folder, tmp_path, size_budget=0)


def test_a_decision_ties_all_documents_of_two_departments(
    home: Home, folder: Path, tmp_path: Path, asked: list[list[str]]
) -> None:
    home.decisions.add(("r2", "r5"))
    home.publish()
    write(home.snapshot, folder, size_budget=0)
    # With it the finding of r2 comes, so that what was told of r5, in another county, is told no more.
    home.set("r1", value=3)
    home.publish()
    write(home.snapshot, folder, size_budget=0)

    assert asked == [sorted(home.reports)] * 2
    assert_as_if_anew(home, folder, tmp_path, size_budget=0)


def of_another_basis(home: Home, _: Path) -> None:
    run(home.snapshot, "update built.state set basis = 'another'")


def of_an_unknown_basis(home: Home, _: Path) -> None:
    run(home.snapshot, "drop schema built cascade")


def with_a_longer_page(_: Home, folder: Path) -> None:
    page = folder / "430101.html"
    page.write_bytes(page.read_bytes() + b"\n")


def with_another_part(_: Home, folder: Path) -> None:
    part = folder / "counties" / "430101.tsv"
    part.write_bytes(b"\xff" * part.stat().st_size)


def without_a_part(_: Home, folder: Path) -> None:
    (folder / "counties" / "430101.tsv").unlink()


def without_what_was_kept(_: Home, folder: Path) -> None:
    (folder / "counties.json").unlink()


HARMS = [
    of_another_basis, of_an_unknown_basis, with_a_longer_page, with_another_part, without_a_part, without_what_was_kept
]  # fmt: skip


@pytest.mark.parametrize("harm", HARMS)
def test_nothing_is_taken_from_what_is_not_as_it_was_left(
    home: Home, folder: Path, tmp_path: Path, asked: list[list[str]], harm: Callable[[Home, Path], None]
) -> None:
    home.set("r1", value=3)
    home.publish()
    harm(home, folder)
    write(home.snapshot, folder, size_budget=0)

    assert {"r1", "r2", "r3", "r4"} <= {*asked[0]}
    assert_as_if_anew(home, folder, tmp_path, size_budget=0)


def test_details_that_a_page_lacks_are_read(home: Home, folder: Path, tmp_path: Path, asked: list[list[str]]) -> None:
    page = folder / "430101.html"
    page.write_bytes(page.read_bytes().replace(b"chunk-report-r3", b"chunk-report-xx"))
    home.set("r1", value=3)
    home.publish()
    write(home.snapshot, folder, size_budget=0)

    assert asked == [["r1", "r2", "r3"]]
    assert_as_if_anew(home, folder, tmp_path, size_budget=0)


def test_only_so_many_reports_are_read_and_held_at_a_time(
    home: Home, folder: Path, tmp_path: Path, asked: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(county_pages, "BATCH", 2)
    for report_id in ("r3", "r5", "r6"):
        home.set(report_id, value=3)
    home.publish()
    write(home.snapshot, folder, size_budget=0)
    assert asked == [["r3", "r5"], ["r6"]]

    asked.clear()
    monkeypatch.setattr(county_pages, "HELD", 4)
    for report_id in ("r3", "r5", "r6"):
        home.set(report_id, value=1)
    home.publish()
    write(home.snapshot, folder, size_budget=0)
    assert asked == [["r3"], ["r5", "r6"]]
    assert_as_if_anew(home, folder, tmp_path, size_budget=0)


class Changes:
    """A home in which one thing after another changes at random, and often is again what it was."""

    def __init__(self, home: Home, seed: int) -> None:
        self.home, self.random, self.number = home, random.Random(seed), 10

    def _any(self) -> str:
        return self.random.choice(sorted(self.home.reports))

    def _a_department(self) -> str | None:
        return self.random.choice(["d1", "d2", "d3", None])

    def add(self) -> None:
        self.number += 1
        county = self.random.choice(COUNTIES)
        self.home.reports[f"r{self.number}"] = Report(county, self._a_department(), self.random.randint(1, 3))

    def withdraw(self) -> None:
        if len(self.home.reports) > 3:
            del self.home.reports[self._any()]

    def read_otherwise(self) -> None:
        self.home.set(self._any(), value=self.random.randint(1, 3))

    def move(self) -> None:
        self.home.set(self._any(), county=self.random.choice(COUNTIES), department=self._a_department())

    def decide(self) -> None:
        self.home.decisions ^= {(self._any(), self._any())}

    def take_back(self) -> None:
        self.home.decisions.clear()

    def change(self) -> None:
        kinds = [self.add, self.withdraw, self.read_otherwise, self.read_otherwise, self.move, self.decide]
        self.random.choice([*kinds, self.take_back])()


def once(function: Callable[..., str]) -> Callable[..., str]:
    """The function, which an interruption takes the place of when it is called again."""
    functions = iter([function])
    return lambda *given, **settings: next(functions, interrupted)(*given, **settings)  # type: ignore[return-value]


@pytest.mark.parametrize("form", ["index of all", "directory"])
@pytest.mark.parametrize("seed", range(2))
def test_pages_that_follow_random_changes_are_as_if_made_anew(
    home: Home, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, form: str
) -> None:
    changes = Changes(home, seed)
    for _ in range(12):
        changes.change()
        home.publish()
        if changes.random.random() < 0.3:  # a run that is interrupted behind its first page, if it writes another
            monkeypatch.setattr(county_pages, "render", once(render))
            with suppress(KeyboardInterrupt):
                write(home.snapshot, folder, **FORMS[form])
            monkeypatch.undo()
            changes.change()
            home.publish()
        write(home.snapshot, folder, **FORMS[form])
        assert_as_if_anew(home, folder, tmp_path, **FORMS[form])


def test_what_fits_into_one_file_again_is_taken_there(
    home: Home, folder: Path, tmp_path: Path, asked: list[list[str]]
) -> None:
    home.set("r5", value=3)
    home.publish()
    write(home.snapshot, folder)

    assert asked == [["r5"]]
    assert_as_if_anew(home, folder, tmp_path)
