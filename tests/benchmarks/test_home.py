"""A home made of raw rows is one in which a run finds nothing to do."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.corpus.home import load_home
from benchmarks.corpus.raw_rows import write_raw_rows
from dagster_project.increments.inputs import input_hashes
from dagster_project.ingestion import Manifest
from dagster_project.loading.loader import check_extracts
from dagster_project.paths import Home


def test_the_build_is_about_the_documents_of_the_manifest(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").create()
    write_raw_rows(tmp_path / "raw", 3, seed=1)

    load_home(home, tmp_path / "raw", "a basis")

    rows = Manifest(home.manifest).rows
    check_extracts(home, rows)
    with duckdb.connect(str(home.build_file), read_only=True) as connection:
        built = connection.execute("select document_sha256, input_hash from increment.document").fetchall()
        assert connection.execute("select basis, base from increment.build").fetchall() == [("a basis", None)]
        assert connection.execute("select count(*) from raw.document").fetchall() == [(3,)]
        assert connection.execute("select count(*) > 700 from raw.printed_value").fetchall() == [(True,)]
    assert dict(built) == input_hashes(home, rows, ())
