"""The index as a directory: prefectures with an index each; only those are written in which something changed."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.report_page import write_report_page
from dagster_project.report_page.counties import read_common, read_counties
from dagster_project.report_page.county_pages import CountyPages
from dagster_project.report_page.payload import county_page, details_json

from .snapshots import four_reports
from .test_payload import RULE
from .test_write import LIBRARIES, chunks, correct, interrupted, says_what_it_is_built_from, write

ALL_SPLIT = {"size_budget": 0, "index_budget": 0}


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    snapshot = four_reports(tmp_path / "snapshot.duckdb")
    says_what_it_is_built_from(snapshot)
    return snapshot


@pytest.fixture
def folder(snapshot: Path, tmp_path: Path) -> Path:
    """A folder with a directory of the snapshot."""
    return write(snapshot, tmp_path / "report", **ALL_SPLIT).index.parent


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Of which counties an index is made, and of which reports details are read, as it goes on."""
    asked: list[list[str]] = []
    index_chunks = CountyPages.index_chunks

    def of_counties(pages: CountyPages, index_json: Any, codes: Collection[str], *more: Any) -> dict[str, str]:
        asked.append(sorted(codes))
        return index_chunks(pages, index_json, codes, *more)

    def of_reports(sources: Any, overview: Any, report_ids: list[str]) -> Any:
        asked.append(report_ids)
        return details_json(sources, overview, report_ids)

    monkeypatch.setattr(CountyPages, "index_chunks", of_counties)
    monkeypatch.setattr("dagster_project.report_page.write.details_json", of_reports)
    return asked


def run(snapshot: Path, statement: str) -> None:
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute(statement)


def told(page: Path, chunk: str) -> dict[str, Any]:
    found = re.search(rf'id="chunk-{chunk}">([^<]*)<', page.read_text(encoding="utf-8"))
    assert found is not None
    return dict(json.loads(gzip.decompress(base64.b64decode(found[1]))))


def kept(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "counties.json").read_text(encoding="utf-8")))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_each_prefecture_has_an_index_of_its_own(snapshot: Path, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    pages = write(snapshot, folder, **ALL_SPLIT)

    assert (pages.county_pages, pages.prefecture_pages, pages.reports) == (3, 2, 4)
    assert {path.stem for path in folder.glob("*.html")} == {"index", "4301", "4502", "430101", "430102", "450201"}
    assert chunks(folder / "index.html") == {"directory"}
    assert chunks(folder / "4301.html") == {"overview"}
    of_east, of_west = told(folder / "4301.html", "overview"), told(folder / "4502.html", "overview")
    assert of_east["reports"]["report_id"] == ["r1", "r4", "r2"]
    assert of_west["reports"]["report_id"] == ["r3"]
    assert of_east["prefecture"] == {"code": "4301", "name": "东市", "province": "南省"}
    assert (of_east["county"], of_east["isSplit"]) == (None, True)
    assert told(folder / "430101.html", "overview")["prefecture"] is None


def test_the_directory_counts_reports_and_findings_of_counties(snapshot: Path, tmp_path: Path) -> None:
    run(snapshot, "update marts.dim_report set county_code = null, county_key = null where report_id = 'r2'")
    write(snapshot, tmp_path / "report", **ALL_SPLIT)

    assert told(tmp_path / "report" / "index.html", "directory") == {
        "counties": {
            "code": ["430101", "450201", "000000"],
            "name": ["甲县", "丙区", None],
            "reports": [2, 1, 1],
            "error": [0, 1, 0],
            "warning": [1, 0, 0],
            "info": [0, 0, 1],
        },
        "prefectures": {"0000": None, "4301": "东市", "4502": "西市"},
        "provinces": {"00": None, "43": "南省", "45": "北省"},
    }
    assert chunks(tmp_path / "report" / "0000.html") == {"overview"}


def test_regions_are_named_as_they_were_last(snapshot: Path, tmp_path: Path) -> None:
    run(snapshot, "insert into marts.dim_county values ('k4', '430101', '甲市', '新东市', '南省', 2010)")
    run(snapshot, "insert into marts.dim_county values ('k5', '430102', '旧县', '老东市', '南省', 1970)")
    write(snapshot, tmp_path / "report", **ALL_SPLIT)

    directory = told(tmp_path / "report" / "index.html", "directory")
    assert directory["counties"]["name"] == ["甲市", "乙县", "丙区"]
    assert directory["prefectures"]["4301"] == "新东市"


def test_an_index_of_all_stays_where_it_is_small_enough(snapshot: Path, folder: Path) -> None:
    size = sum(page["overview"] for page in kept(folder)["counties"].values())

    assert chunks(write(snapshot, folder, size_budget=0, index_budget=size).index) == {"overview"}
    assert chunks(write(snapshot, folder, size_budget=0, index_budget=size - 1).index) == {"directory"}
    assert "report-r1" in chunks(write(snapshot, folder, index_budget=0).index), "one file is no index"


def test_a_prefecture_has_the_words_of_its_findings_where_they_fit(snapshot: Path, folder: Path) -> None:
    sizes = {code: page["texts"] + page["overview"] for code, page in kept(folder)["counties"].items()}
    west, east = sizes["450201"], sizes["430101"] + sizes["430102"]
    assert west < east

    write(snapshot, folder, size_budget=west, index_budget=0)
    assert chunks(folder / "4301.html") == {"overview"}
    assert chunks(folder / "4502.html") == {"overview", "findings"}
    write(snapshot, folder, size_budget=west - 1, index_budget=0)
    assert chunks(folder / "4502.html") == {"overview"}


def test_only_counties_and_prefectures_that_changed_are_made_again(
    snapshot: Path, folder: Path, tmp_path: Path, asked: list[list[str]]
) -> None:
    assert write(snapshot, folder, **ALL_SPLIT).unchanged
    assert asked == []

    before = contents(folder)
    correct(snapshot, "r2")
    pages = write(snapshot, folder, **ALL_SPLIT)

    assert asked == [["r2"], ["430101", "430102"]]
    assert (pages.unchanged, pages.prefecture_pages) == (False, 2)
    after = contents(folder)
    assert {name for name in after if after[name] != before[name]} == {
        "430102.html", "4301.html", "counties/430102.tsv", "counties.json"
    }  # fmt: skip
    write(snapshot, tmp_path / "anew", **ALL_SPLIT)
    assert after == contents(tmp_path / "anew")


def test_a_county_that_comes_or_goes_changes_its_prefecture_alone(
    snapshot: Path, folder: Path, tmp_path: Path, asked: list[list[str]]
) -> None:
    run(snapshot, "update marts.dim_report set county_code = '430103' where report_id = 'r2'")
    write(snapshot, folder, **ALL_SPLIT)
    assert asked == [["r2"], ["430101", "430103"]]

    run(snapshot, "delete from marts.dim_report where report_id = 'r3'")
    pages = write(snapshot, folder, **ALL_SPLIT)

    assert len(asked) == 2
    assert (pages.prefecture_pages, pages.unchanged) == (1, False)
    write(snapshot, tmp_path / "anew", **ALL_SPLIT)
    assert contents(folder) == contents(tmp_path / "anew")
    assert "4502.html" not in contents(folder)


def test_a_damaged_page_of_a_prefecture_is_made_again(snapshot: Path, folder: Path) -> None:
    before = contents(folder)
    (folder / "4502.html").write_bytes(b"")
    (folder / "4301.html").unlink()

    assert not write(snapshot, folder, **ALL_SPLIT).unchanged
    assert contents(folder) == before


FORMS: dict[str, dict[str, int]] = {"one file": {}, "index of all": {"size_budget": 0}, "directory": ALL_SPLIT}


@pytest.mark.parametrize(
    ("first", "then"), [(one, other) for one in FORMS for other in FORMS if one != other], ids=lambda form: form
)
def test_nothing_stays_of_another_form(snapshot: Path, tmp_path: Path, first: str, then: str) -> None:
    write(snapshot, tmp_path / "report", **FORMS[first])
    write(snapshot, tmp_path / "report", **FORMS[then])
    write(snapshot, tmp_path / "anew", **FORMS[then])

    assert contents(tmp_path / "report") == contents(tmp_path / "anew")


def test_pages_of_counties_say_the_same_below_an_index_and_a_directory(
    snapshot: Path, folder: Path, asked: list[list[str]]
) -> None:
    write(snapshot, folder, size_budget=0)
    assert asked == [["430101", "430102", "450201"]]
    write(snapshot, folder, **ALL_SPLIT)
    assert asked[1:] == [["430101", "430102"], ["450201"]]


def test_an_interrupted_run_is_not_taken_for_what_was_there(
    snapshot: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(folder)
    original = tmp_path / "original.duckdb"
    shutil.copy(snapshot, original)
    correct(snapshot, "r2")
    for place in ("county_pages.render", "directory.render", "write.remove_others"):
        monkeypatch.setattr(f"dagster_project.report_page.{place}", interrupted)
        with pytest.raises(KeyboardInterrupt):
            write(snapshot, folder, **ALL_SPLIT)
        monkeypatch.undo()
        said = kept(folder)
        if place == "county_pages.render":
            # Its prefecture's page is still there as it was.
            assert (set(said["counties"]), set(said["prefectures"])) == ({"430101", "450201"}, {"4301", "4502"})
        else:
            assert set(said["counties"]) == {"430101", "430102", "450201"}
            assert set(said["prefectures"]) == {"4502"}
    assert contents(folder)["4301.html"] != before["4301.html"]

    write(original, folder, **ALL_SPLIT)

    assert contents(folder) == before


def test_a_snapshot_that_does_not_say_what_it_is_built_from_has_every_page_made_again(
    snapshot: Path, folder: Path, asked: list[list[str]]
) -> None:
    run(snapshot, "drop schema built cascade")
    for _ in range(2):
        write(snapshot, folder, **ALL_SPLIT)
        assert asked == [["r1", "r2", "r3", "r4"], ["430101", "430102"], ["450201"]]
        asked.clear()


def test_what_was_kept_before_there_were_prefectures_is_made_again(snapshot: Path, folder: Path) -> None:
    before = contents(folder)
    (folder / "counties.json").write_text(json.dumps(kept(folder)["counties"]), encoding="utf-8")
    write(snapshot, folder, **ALL_SPLIT)

    assert contents(folder) == before


def states(snapshot: Path, **given: Any) -> dict[str, str]:
    settings = {"names": {}, "libraries": LIBRARIES, "rules": []} | given
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        common = read_common(connection, **settings)
        return {code: county.state for code, county in read_counties(connection, common).items()}


@pytest.mark.parametrize(
    "change",
    [
        "update built.document set input_hash = 'x' where document_sha256 = 'bb22'",
        "update built.document set department_key = null where document_sha256 = 'bb22'",
        "update built.document set is_conformed = false where document_sha256 = 'bb22'",
        "delete from built.document where document_sha256 = 'bb22'",
        "update marts.dim_report set report_id = 'r5' where report_id = 'r2'",
        "insert into marts.dim_report (report_id, county_code) values ('r5', '430102')",
    ],
)
def test_a_county_follows_from_its_reports_and_their_documents(snapshot: Path, change: str) -> None:
    before = states(snapshot)
    run(snapshot, change)
    after = states(snapshot)

    assert {code for code in after if after[code] != before[code]} == {"430102"}


def test_it_does_not_matter_in_which_order_a_snapshot_has_its_reports(snapshot: Path) -> None:
    before = states(snapshot)
    run(snapshot, "create or replace table marts.dim_report as from marts.dim_report order by report_id desc")
    run(snapshot, "create or replace table built.document as from built.document order by document_sha256 desc")

    assert states(snapshot) == before


def test_every_county_follows_from_the_basis_the_rules_and_the_libraries(snapshot: Path) -> None:
    before = states(snapshot)
    others = [
        states(snapshot, rules=[RULE]),
        states(snapshot, libraries=replace(LIBRARIES, charts="other()")),
        states(snapshot, names={"funds": {}}),
    ]
    run(snapshot, "update built.state set basis = 'another'")
    for after in (*others, states(snapshot)):
        assert all(after[code] != before[code] for code in before)


@pytest.mark.parametrize("code", ["430102", "43010", "4301022", "../x", "430102\n", "４３０１０２", "", None])
def test_the_database_names_the_county_of_a_report_as_the_page_does(snapshot: Path, code: str | None) -> None:
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute("delete from marts.dim_report where report_id <> 'r2'")
        connection.execute("update marts.dim_report set county_code = $1", [code])

    assert list(states(snapshot)) == [county_page(code)]


def test_pages_are_made_of_a_snapshot_without_reports(snapshot: Path, tmp_path: Path) -> None:
    run(snapshot, "delete from marts.dim_report")
    pages = write_report_page(snapshot, tmp_path / "report", LIBRARIES, [], **ALL_SPLIT)

    assert (pages.county_pages, pages.prefecture_pages, chunks(pages.index)) == (0, 0, {"overview", "findings"})
