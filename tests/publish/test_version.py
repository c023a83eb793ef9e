"""The name of a snapshot's content: after its state, where it has one; then after its bytes no more."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dagster_project.publish.version import bytes_version_of, version_of


@pytest.fixture(params=["xianzhang.duckdb", "marts_pending.duckdb", "marts.duckdb", "a copy.duckdb"])
def snapshot(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    made, file = tmp_path / "made.duckdb", tmp_path / str(request.param)
    with duckdb.connect(str(made)) as connection:
        connection.execute(
            "create schema built; create table built.state (basis varchar, state varchar);"
            " insert into built.state values ('b', 's');"
            " create table built.document (document_sha256 varchar, is_conformed boolean);"
            " insert into built.document values ('x', true), ('y', false);"
            " create schema marts; create table marts.fct_decision (decision_key varchar, is_applied boolean)"
        )
    return made.rename(file)


def change(snapshot: Path, statement: str) -> None:
    made = snapshot.rename(snapshot.with_name("made.duckdb"))
    with duckdb.connect(str(made)) as connection:
        connection.execute(statement)
    made.rename(snapshot)


def test_the_same_state_is_the_same_version(snapshot: Path) -> None:
    before = version_of(snapshot), bytes_version_of(snapshot)
    change(snapshot, "create table built.more (x integer)")
    assert version_of(snapshot) == before[0]
    assert bytes_version_of(snapshot) != before[1]


@pytest.mark.parametrize(
    "statement",
    [
        "update built.state set state = 't'",
        "update built.document set is_conformed = true",
        "insert into built.document values ('z', false)",
        "insert into marts.fct_decision values ('about nothing that is there', false)",
        "drop table built.state",
    ],
)
def test_another_state_failed_document_or_decision_is_another(snapshot: Path, statement: str) -> None:
    before = version_of(snapshot)
    change(snapshot, statement)
    assert version_of(snapshot) != before


def test_a_snapshot_without_a_state_is_named_after_its_bytes(snapshot: Path) -> None:
    change(snapshot, "drop table built.state")
    assert version_of(snapshot) == bytes_version_of(snapshot)
    snapshot.write_bytes(b"not a database")
    assert version_of(snapshot) == bytes_version_of(snapshot)
