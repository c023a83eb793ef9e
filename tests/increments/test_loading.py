"""What loading takes into a build: the departments in which something changed, or everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pytest

from dagster_project.increments import Departments
from dagster_project.increments.inputs import input_hashes
from dagster_project.paths import Home
from dagster_project.reviewing import Decision, write_decision
from tests.increments.homes import BASIS, SEEDS, Report, add, built_documents, load_home, reread, withdraw

WATER = Report("正定县", "水利局", 2022)
SCIENCE = Report("双牌县", "科学技术局", 2022)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with a report of each of two departments, built."""
    made = Home(tmp_path / "home").create()
    add(made, "water", WATER)
    add(made, "science", SCIENCE)
    build(made)
    return made


def build(home: Home, basis: str = BASIS, *, full: bool = False) -> set[str]:
    """Load a home, and leave the `built` that publication would; the names of the documents that were loaded."""
    load_home(home, basis, full=full)
    department_of = Departments(SEEDS).department_of
    with duckdb.connect(str(home.build_file), read_only=True) as build:
        [(basis_now, state, is_full)] = build.execute(
            "select basis, state, base is null from increment.build"
        ).fetchall()
        inputs = dict(build.execute("select document_sha256, input_hash from increment.document").fetchall())
        replaced = [sha for (sha,) in build.execute("select document_sha256 from increment.replaced").fetchall()]
        headers = {
            sha: dict(zip(("county_code", "department_name", "department_stem", "fiscal_year"), said, strict=True))
            for sha, *said in build.execute(
                "select document_sha256, county_code, department_name, department_stem, fiscal_year"
                " from raw.report_header"
            ).fetchall()
        }
        names = {name for (name,) in build.execute("select source_name from raw.document").fetchall()}
    if is_full:
        home.snapshot_file.unlink(missing_ok=True)
    with duckdb.connect(str(home.snapshot_file)) as snapshot:
        snapshot.execute("create schema if not exists built")
        snapshot.execute("create or replace table built.state as select ? as basis, ? as state", [basis_now, state])
        snapshot.execute(
            "create table if not exists built.document (document_sha256 varchar, input_hash varchar,"
            " department_key varchar, is_conformed boolean)"
        )
        for sha in replaced:
            snapshot.execute("delete from built.document where document_sha256 = ?", [sha])
        for sha, input_hash in inputs.items():
            row = [sha, input_hash, department_of(sha, headers.get(sha, {})), sha in headers]
            snapshot.execute("insert into built.document values (?, ?, ?, ?)", row)
    return names


def test_nothing_new_loads_nothing(home: Home) -> None:
    assert build(home) == set()
    assert built_documents(home) == set()


@pytest.mark.parametrize("year", [2021, 2023])
def test_a_report_of_the_year_before_or_after_brings_the_one_it_is_compared_with(home: Home, year: int) -> None:
    add(home, "another year", Report("正定县", "水利局", year))
    assert build(home) == {"another year.txt", "water.txt"}
    assert build(home) == set()


def test_a_report_that_moves_brings_both_departments_and_then_its_new_one(home: Home) -> None:
    sha = add(home, "later", Report("正定县", "水利局", 2023))
    build(home)
    reread(home, sha, "正定县", "双牌县")
    assert build(home) == {"water.txt", "later.txt"}  # 双牌县水利局 has no other
    reread(home, sha, "水利局", "科学技术局")
    assert build(home) == {"later.txt", "science.txt"}


def test_a_withdrawn_document_brings_what_it_was_compared_with(home: Home) -> None:
    sha = add(home, "later", Report("正定县", "水利局", 2023))
    build(home)
    withdraw(home, sha)
    assert build(home) == {"water.txt"}


def test_a_decision_brings_the_department_that_it_touches(home: Home) -> None:
    with duckdb.connect(str(home.build_file), read_only=True) as connection:
        [(sha,)] = connection.execute(
            "select document_sha256 from raw.document where source_name = 'water.txt'"
        ).fetchall()
    signed = {"decided_by": "王某", "decided_on": "2024-05-31", "reason": "x"}
    write_decision(
        home.decisions, Decision("accept", report_id=f"130123-2022-x-{sha[:8]}", rule_id="r", subject="s", **signed)
    )
    assert build(home) == {"water.txt"}
    add(home, "science 2023", Report("双牌县", "科学技术局", 2023))
    assert build(home) == {"science.txt", "science 2023.txt"}
    with duckdb.connect(str(home.build_file), read_only=True) as connection:
        assert connection.execute("select count(*) from raw.decision").fetchone() == (0,)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many lines of the manifest each load hashes."""
    numbers: list[int] = []

    def counted(lines: Mapping[str, bytes], decisions: Sequence[Decision]) -> dict[str, str]:
        numbers.append(len(lines))
        return input_hashes(lines, decisions)

    monkeypatch.setattr("dagster_project.increments.changes.input_hashes", counted)
    return numbers


def test_of_a_manifest_that_grew_the_new_lines_are_hashed(home: Home, hashed: list[int]) -> None:
    add(home, "new", Report("信丰县", "文化局", 2022))
    assert build(home) == {"new.txt"}
    assert build(home) == set()
    add(home, "later", Report("正定县", "水利局", 2023))
    assert build(home) == {"later.txt", "water.txt"}
    assert hashed == [1, 0, 1]


def test_what_was_not_published_is_loaded_again_of_its_own_lines(home: Home, hashed: list[int]) -> None:
    add(home, "new", Report("信丰县", "文化局", 2022))
    load_home(home)
    assert build(home) == {"new.txt"}
    assert build(home) == set()
    assert hashed == [1, 1, 0]


def test_a_snapshot_that_does_not_say_its_documents_is_built_anew(home: Home, hashed: list[int]) -> None:
    with duckdb.connect(str(home.snapshot_file)) as snapshot:
        snapshot.execute("drop table built.document")
    assert build(home) == {"water.txt", "science.txt"}
    assert build(home) == set()
    assert hashed == [2, 0]


def test_another_basis_or_a_wish_or_a_lost_snapshot_loads_everything(home: Home) -> None:
    everything = {"water.txt", "science.txt"}
    assert build(home, "another basis") == everything
    assert build(home, "another basis") == set()
    assert build(home, "another basis", full=True) == everything
    home.snapshot_file.write_bytes(b"damaged")
    assert build(home, "another basis") == everything
