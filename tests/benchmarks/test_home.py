"""A home of conformed rows is one whose documents a build takes without conforming them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.corpus.home import conformed_home
from benchmarks.corpus.raw_rows import write_raw_rows
from dagster_project.conforming.records import Conformed
from dagster_project.extraction import extract_file
from dagster_project.extraction.records import Extract
from dagster_project.increments import Departments, Increments
from dagster_project.loading import load
from dagster_project.paths import Home
from tests.increments.homes import SEEDS


def test_a_build_takes_them_in_shares(tmp_path: Path) -> None:
    def never(extract: Extract) -> Conformed:
        raise AssertionError(extract.document.source_name)

    home = Home(tmp_path / "home").create()
    write_raw_rows(tmp_path / "raw", 9, seed=1)
    conformed_home(home, tmp_path / "raw", "a basis")

    increments = Increments("a basis", Departments(SEEDS).department_of, numbers_per_build=300)
    result = load(home, never, extract_file.read, increments=increments)

    assert result.set_aside == ()
    with duckdb.connect(str(home.build_file), read_only=True) as connection:
        assert connection.execute("select basis, base, is_pending from increment.build").fetchall() == [
            ("a basis", None, True)
        ]
        documents = connection.execute("select count(*) from raw.document").fetchone()
        assert documents == (9 - result.remaining,)
        assert connection.execute("select count(*) > 200 from raw.printed_value").fetchall() == [(True,)]
    assert result.remaining > 0
