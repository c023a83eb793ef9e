"""Writing the page: one file, or an index with a page for each county; nothing touched that says the same."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.report_page import LibrariesMissingError, WrittenPages, find_libraries, write_report_page
from dagster_project.report_page.libraries import Libraries
from dagster_project.report_page.payload import details_json

from .snapshots import four_reports

LIBRARIES = Libraries(charts="charts()", tables="tables()", table_style="", licences="")


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    return four_reports(tmp_path / "snapshot.duckdb")


def write(snapshot: Path, folder: Path, **settings: int) -> WrittenPages:
    return write_report_page(snapshot, folder, LIBRARIES, [], **settings)


def chunks(page: Path) -> set[str]:
    names = re.findall(r'id="chunk-([^"]*)"', page.read_text(encoding="utf-8"))
    return {name for name in names if name != "licences" and not name.startswith("library")}


def test_everything_is_in_one_file(snapshot: Path, tmp_path: Path) -> None:
    pages = write(snapshot, tmp_path / "report")

    assert [path.name for path in pages.index.parent.iterdir()] == ["index.html"]
    assert chunks(pages.index) == {"overview", "findings", "report-r1", "report-r2", "report-r3", "report-r4"}
    assert (pages.county_pages, pages.reports, pages.unchanged) == (0, 4, False)
    assert pages.index_bytes == pages.index.stat().st_size


def test_a_second_time_nothing_is_touched(snapshot: Path, tmp_path: Path) -> None:
    first = write(snapshot, tmp_path / "report")
    written = first.index.stat().st_mtime_ns
    second = write(snapshot, tmp_path / "report")

    assert second.unchanged
    assert second.index.stat().st_mtime_ns == written


def test_two_folders_get_the_same_bytes(snapshot: Path, tmp_path: Path) -> None:
    one, other = write(snapshot, tmp_path / "one"), write(snapshot, tmp_path / "other")

    assert one.index.read_bytes() == other.index.read_bytes()


def test_details_that_do_not_fit_go_to_a_page_for_each_county(snapshot: Path, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    pages = write(snapshot, folder, size_budget=0)

    assert pages.county_pages == 3
    assert chunks(folder / "index.html") == {"overview"}
    assert chunks(folder / "430101.html") == {"overview", "findings", "report-r1", "report-r4"}
    assert chunks(folder / "430102.html") == {"overview", "findings", "report-r2"}


def test_the_words_of_findings_stay_where_they_fit(snapshot: Path, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    write(snapshot, folder, size_budget=0)
    pages = json.loads((folder / "counties.json").read_text(encoding="utf-8"))["counties"].values()
    told = sum(page["texts"] + page["overview"] for page in pages)

    assert chunks(write(snapshot, folder, size_budget=told).index) == {"overview", "findings"}
    assert chunks(write(snapshot, folder, size_budget=told - 1).index) == {"overview"}


def test_pages_of_counties_that_are_needed_no_more_are_removed(snapshot: Path, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    write(snapshot, folder, size_budget=0)
    (folder / "index.html.building").touch()
    (folder / "notes.txt").touch()
    write(snapshot, folder)

    assert {path.name for path in folder.iterdir()} == {"index.html", "notes.txt"}


def test_a_report_without_a_county_has_a_page_too(snapshot: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute("update marts.dim_report set county_code = '../x' where report_id = 'r2'")
        connection.execute("update marts.dim_report set county_code = null where report_id = 'r3'")
    write(snapshot, tmp_path / "report", size_budget=0)

    assert chunks(tmp_path / "report" / "000000.html") == {"overview", "findings", "report-r2", "report-r3"}


def test_without_reports_there_is_a_page_too(snapshot: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute("delete from marts.dim_report")

    assert chunks(write(snapshot, tmp_path / "report").index) == {"overview", "findings"}


def says_what_it_is_built_from(snapshot: Path) -> None:
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute("create schema built")
        connection.execute("create table built.state as select 'basis' as basis, 'state' as state")
        connection.execute(
            """
            create table built.document as
            select document_sha256, 'as it came' as input_hash, 'a department' as department_key, true as is_conformed
            from marts.dim_report
            """
        )


def correct(snapshot: Path, report_id: str) -> None:
    """Change what a report's document was read as."""
    with duckdb.connect(str(snapshot)) as connection:
        sha = f"(select document_sha256 from marts.dim_report where report_id = '{report_id}')"
        connection.execute(f"update built.document set input_hash = 'corrected' where document_sha256 = {sha}")
        connection.execute(f"update marts.dim_report set title = 'corrected' where report_id = '{report_id}'")


@pytest.fixture
def split(snapshot: Path, tmp_path: Path) -> Path:
    """A folder of pages by county, of the snapshot, which says what it is built from."""
    says_what_it_is_built_from(snapshot)
    return write(snapshot, tmp_path / "report", size_budget=0).index.parent


def written_at(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in folder.glob("4*.html")}


def test_pages_of_counties_in_which_nothing_changed_are_not_made_again(
    snapshot: Path, split: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = written_at(split)
    correct(snapshot, "r2")
    asked: list[list[str]] = []

    def told(sources: Any, overview: Any, report_ids: list[str]) -> Any:
        asked.append(report_ids)
        return details_json(sources, overview, report_ids)

    monkeypatch.setattr("dagster_project.report_page.write.details_json", told)
    pages = write(snapshot, split, size_budget=0)

    assert asked == [["r2"]]
    after = written_at(split)
    assert {name for name in after if after[name] != before[name]} == {"430102.html"}
    assert (pages.county_pages, pages.reports, pages.unchanged) == (3, 4, False)
    write(snapshot, tmp_path / "anew", size_budget=0)
    assert {path.name: path.read_bytes() for path in split.glob("*.html")} == {
        path.name: path.read_bytes() for path in (tmp_path / "anew").glob("*.html")
    }


def test_a_composite_account_of_one_report_is_told_in_its_county_alone(
    snapshot: Path, split: Path, tmp_path: Path
) -> None:
    before = states(split)
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute("insert into marts.dim_account values ('econ.a+b', '甲、乙', 'A, B', 'money')")
        connection.execute("update marts.fct_expenditure set account_code = 'econ.a+b' where figure_key = 'x3'")
        connection.execute("update built.document set input_hash = 'other' where document_sha256 = 'bb22'")

    write(snapshot, split, size_budget=0)

    assert {code for code, state in states(split).items() if state != before[code]} == {"430102"}
    write(snapshot, tmp_path / "anew", size_budget=0)
    for code in before:
        assert (split / f"{code}.html").read_bytes() == (tmp_path / "anew" / f"{code}.html").read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        # A list across counties is on every page.
        "insert into marts.dim_account values ('econ.a', '甲', 'A', 'money')",
        # A decision may tell of r1, in another county, what r2 prints.
        "insert into marts.fct_decision values ('d1', 'r1', 'bb22')",
    ],
)
def test_what_counties_have_in_common_makes_every_page_again(
    snapshot: Path, split: Path, tmp_path: Path, change: str
) -> None:
    before = states(split)
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute(change)

    write(snapshot, split, size_budget=0)

    assert all(state != before[code] for code, state in states(split).items())
    write(snapshot, tmp_path / "anew", size_budget=0)
    assert (split / "430101.html").read_bytes() == (tmp_path / "anew" / "430101.html").read_bytes()


def states(folder: Path) -> dict[str, str]:
    kept = json.loads((folder / "counties.json").read_text(encoding="utf-8"))
    return {code: page["state"] for code, page in kept["counties"].items()}


def test_a_damaged_page_is_made_again(snapshot: Path, split: Path) -> None:
    as_it_was = (split / "430102.html").read_bytes()
    (split / "430102.html").write_bytes(b"")

    write(snapshot, split, size_budget=0)

    assert (split / "430102.html").read_bytes() == as_it_was


@pytest.mark.parametrize("harm", [Path.unlink, lambda part: part.write_bytes(b"")])
def test_a_damaged_part_of_the_index_is_made_again(split: Path, snapshot: Path, harm: Callable[[Path], Any]) -> None:
    as_it_was = (split / "index.html").read_bytes()
    harm(split / "counties" / "430102.tsv")

    assert write(snapshot, split, size_budget=0).unchanged
    assert (split / "index.html").read_bytes() == as_it_was
    assert (split / "counties" / "430102.tsv").stat().st_size


def test_what_the_index_says_of_a_county_goes_with_its_page(snapshot: Path, split: Path) -> None:
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute("delete from marts.dim_report where report_id = 'r2'")
        connection.execute("delete from built.document where document_sha256 = 'bb22'")
    write(snapshot, split, size_budget=0)

    assert {path.name for path in (split / "counties").iterdir()} == {"430101.tsv", "450201.tsv"}
    assert not (split / "430102.html").exists()


def test_pages_of_an_interrupted_run_are_made_again(
    snapshot: Path, split: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_was = (split / "430102.html").read_bytes()
    original = tmp_path / "original.duckdb"
    shutil.copy(snapshot, original)
    correct(snapshot, "r2")
    monkeypatch.setattr("dagster_project.report_page.write.remove_others", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(snapshot, split, size_budget=0)
    monkeypatch.undo()
    assert (split / "430102.html").read_bytes() != as_it_was

    write(original, split, size_budget=0)

    assert (split / "430102.html").read_bytes() == as_it_was


def interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_what_fits_into_one_file_again_goes_there(snapshot: Path, split: Path) -> None:
    pages = write(snapshot, split)

    assert [path.name for path in split.iterdir()] == ["index.html"]
    assert chunks(pages.index) == {"overview", "findings", "report-r1", "report-r2", "report-r3", "report-r4"}


def test_the_page_of_before_stays_where_the_snapshot_cannot_be_read(snapshot: Path, tmp_path: Path) -> None:
    before = write(snapshot, tmp_path / "report").index.read_bytes()
    damaged = tmp_path / "damaged.duckdb"
    damaged.write_bytes(b"no database")

    with pytest.raises(duckdb.Error):
        write(damaged, tmp_path / "report")
    assert (tmp_path / "report" / "index.html").read_bytes() == before


def test_a_missing_library_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LibrariesMissingError, match="make install"):
        find_libraries(tmp_path)


def test_libraries_come_without_source_maps_and_carriage_returns(tmp_path: Path) -> None:
    for name in (
        "echarts/dist/echarts.common.min.js", "tabulator-tables/dist/js/tabulator.min.js",
        "tabulator-tables/dist/css/tabulator.min.css", "echarts/LICENSE", "echarts/NOTICE", "tabulator-tables/LICENSE",
        "zrender/LICENSE", "tslib/LICENSE.txt",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"code()\r\n//# sourceMappingURL=code.js.map\n")

    assert find_libraries(tmp_path).charts == "code()\n"


def test_the_lock_of_the_libraries_names_no_host() -> None:
    root = Path(__file__).parents[2]
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))

    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert [name for name, package in lock["packages"].items() if name and "integrity" not in package] == []
