"""Publishing: what goes where, when nothing changes, and what a reader sees whatever happens."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dagster_project.publish import PublishError, PublishResult, TableChange, TableComments, parquet, publish, snapshot
from dagster_project.publish.version import version_of

from .builds import OVERSPENT, build, row_groups, rows


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse"


def published(warehouse: Path, build_file: Path, **verdict) -> PublishResult:
    return publish(
        build_file,
        warehouse / "marts.duckdb",
        warehouse / "marts",
        {name: [reason] for name, reason in verdict.items()},
    )


def files(warehouse: Path) -> set[str]:
    """What stands in the folder, without the lock, the versions of the Parquet files and the files of the snapshot."""
    found = {str(path.relative_to(warehouse)) for path in warehouse.rglob("*")}
    return {
        name for name in found if not name.startswith((".marts.duckdb.lock", "marts.versions", "marts.snapshot/"))
    } | {name for name in found if name.endswith((".building", ".wal"))}


def test_all_reports_are_published_where_none_is_held_back(warehouse: Path, tmp_path: Path) -> None:
    result = published(warehouse, build(tmp_path / "build.duckdb"))
    assert not result.unchanged
    assert result.rows("fct_budget") == 2
    assert result.rows("fct_budget", "quarantine") == 0
    assert files(warehouse) == {"marts.duckdb", "marts", "marts.snapshot"}


def test_rows_stand_by_report_and_in_reading_order(warehouse: Path, tmp_path: Path) -> None:
    lines = "('z', 'r1', 5, 'a'), ('a', 'r2', 1, 'b'), ('y', 'r1', 30, 'c'), ('b', 'r1', null, 'd')"
    table = (
        "create table marts.fct_indicator (indicator_key varchar, report_id varchar, char_start integer, name varchar)"
    )
    published(warehouse, build(tmp_path / "b", ("r1", "r2"), table, f"insert into marts.fct_indicator values {lines}"))
    names = rows(warehouse / "marts.duckdb", "select name from marts.fct_indicator")
    assert names == [("a",), ("c",), ("d",), ("b",)]


def test_a_quarantined_report_is_split_off(warehouse: Path, tmp_path: Path) -> None:
    published(warehouse, build(tmp_path / "build.duckdb"), r2=OVERSPENT)
    file = warehouse / "marts.duckdb"
    assert rows(file, "select report_id, status from marts.dim_report order by all") == [
        ("r1", "published"),
        ("r2", "quarantined"),
    ]
    for table in ("fct_budget", "fct_mention"):
        assert rows(file, f"select report_id from marts.{table}") == [("r1",)]
        assert rows(file, f"select report_id from quarantine.{table}") == [("r2",)]
    assert rows(file, "select report_id from marts.fct_finding order by all") == [("r1",), ("r2",)]
    assert rows(file, "select report_id, expectation_id, message from quarantine.quarantine_reason") == [
        ("r2", "rule_A1_error", "支出大于收入")
    ]


def test_a_quarantined_report_changes_nothing_for_the_others(warehouse: Path, tmp_path: Path) -> None:
    published(warehouse, build(tmp_path / "build.duckdb", ["r1"]))
    result = published(warehouse, build(tmp_path / "build.duckdb", ["r1", "r2"]), r2=OVERSPENT)
    assert {(t.schema, t.name): (t.added, t.removed) for t in result.changes} == {
        ("marts", "dim_report"): (1, 0),
        ("marts", "fct_finding"): (1, 0),
        ("quarantine", "fct_budget"): (1, 0),
        ("quarantine", "fct_mention"): (1, 0),
        ("quarantine", "quarantine_reason"): (1, 0),
    }


def test_a_superseded_report_stays_superseded(warehouse: Path, tmp_path: Path) -> None:
    change = "update marts.dim_report set status = 'superseded' where report_id = 'r2'"
    published(warehouse, build(tmp_path / "build.duckdb", ["r1", "r2"], change), r2=OVERSPENT)
    assert rows(warehouse / "marts.duckdb", "select status from marts.dim_report where report_id = 'r2'") == [
        ("superseded",)
    ]


def test_types_keys_and_comments_are_kept(warehouse: Path, tmp_path: Path) -> None:
    published(warehouse, build(tmp_path / "build.duckdb"))
    file = warehouse / "marts.duckdb"
    assert rows(file, "select amount_wan from marts.fct_budget limit 1") == [(Decimal("12.345678"),)]
    assert rows(file, "select mention_ids from marts.fct_finding limit 1") == [(["m1", "m2"],)]
    assert rows(
        file, "select comment from duckdb_tables() where table_name = 'fct_budget' and schema_name = 'marts'"
    ) == [("预算数",)]
    assert rows(
        file,
        "select schema_name, constraint_column_names from duckdb_constraints()"
        " where table_name = 'fct_budget' and constraint_type = 'PRIMARY KEY'",
    ) == [("marts", ["figure_key"])]


def test_a_reader_names_a_mart_by_its_schema_alone(warehouse: Path, tmp_path: Path) -> None:
    published(warehouse, build(tmp_path / "build.duckdb"))
    assert rows(warehouse / "marts.duckdb", "select current_database(), count(*) from marts.fct_budget") == [
        ("xianzhang", 2)
    ]


def test_the_warehouse_can_be_moved(warehouse: Path, tmp_path: Path) -> None:
    published(warehouse, build(tmp_path / "build.duckdb"))
    moved = warehouse.rename(tmp_path / "moved")
    assert rows(moved / "marts.duckdb", "select count(*) from marts.fct_budget") == [(2,)]
    assert published(moved, build(tmp_path / "build.duckdb")).unchanged


def test_a_file_in_the_place_of_the_link_is_replaced(warehouse: Path, tmp_path: Path) -> None:
    published(warehouse, build(tmp_path / "build.duckdb"))
    link = warehouse / "marts.duckdb"
    content = link.read_bytes()
    link.unlink()
    link.write_bytes(content)
    assert not published(warehouse, build(tmp_path / "build.duckdb")).unchanged
    assert rows(link, "select count(*) from marts.fct_budget") == [(2,)]


def test_comments_may_come_from_the_models(warehouse: Path, tmp_path: Path) -> None:
    comments = {"dim_year": TableComments("年度", {"fiscal_year": "财政年度"})}
    publish(build(tmp_path / "build.duckdb"), warehouse / "marts.duckdb", warehouse / "marts", {}, comments)
    query = "select column_name, comment from duckdb_columns() where table_name = 'dim_year' order by all"
    assert rows(warehouse / "marts.duckdb", query) == [("fiscal_year", "财政年度"), ("version", None)]


def test_the_same_content_leaves_the_file_as_it_is(warehouse: Path, tmp_path: Path) -> None:
    published(warehouse, build(tmp_path / "build.duckdb"), r2=OVERSPENT)
    file = warehouse / "marts.duckdb"
    before, stat = file.read_bytes(), file.stat()
    result = published(warehouse, build(tmp_path / "other.duckdb", ["r2", "r1"]), r2=OVERSPENT)
    assert result.unchanged
    assert result.changes == ()
    assert result.rows("fct_budget") == 1
    assert file.read_bytes() == before
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (stat.st_ino, stat.st_mtime_ns)


def test_a_comparison_in_buckets_is_the_same(warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def changes(folder: Path) -> tuple[TableChange, ...]:
        published(folder, build(tmp_path / "build.duckdb", ("r1", "r2", "r3")), r2=OVERSPENT)
        changed = "update marts.fct_finding set mention_ids = [null] where report_id = 'r1'"
        return published(folder, build(tmp_path / "build.duckdb", ("r1", "r3", "r4"), changed), r3=OVERSPENT).changes

    at_once = changes(warehouse)
    monkeypatch.setattr("dagster_project.publish.difference._ROWS_AT_A_TIME", 1)
    assert changes(tmp_path / "other") == at_once
    assert at_once


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            "update marts.fct_budget set amount_wan = 12.345679 where report_id = 'r1'",
            TableChange("marts", "fct_budget", 2, 1, 1, reshaped=False),
        ),
        (
            "update marts.fct_budget set amount_wan = null where report_id = 'r1'",
            TableChange("marts", "fct_budget", 2, 1, 1, reshaped=False),
        ),
        (
            "insert into marts.fct_mention from marts.fct_mention where report_id = 'r1'",
            TableChange("marts", "fct_mention", 3, 1, 0, reshaped=False),
        ),
        ("delete from marts.fct_finding", TableChange("marts", "fct_finding", 0, 0, 2, reshaped=False)),
        (
            "alter table marts.dim_year alter version type bigint",
            TableChange("marts", "dim_year", 1, 1, 1, reshaped=True),
        ),
        ("comment on table marts.dim_year is '年度'", TableChange("marts", "dim_year", 1, 0, 0, reshaped=True)),
        ("create table marts.dim_fund (fund varchar)", TableChange("marts", "dim_fund", 0, 0, 0, reshaped=True)),
        ("drop table marts.dim_year", TableChange("marts", "dim_year", 0, 0, 1, reshaped=True)),
    ],
)
def test_a_change_is_named_and_published(warehouse: Path, tmp_path: Path, change: str, expected: TableChange) -> None:
    published(warehouse, build(tmp_path / "build.duckdb"))
    result = published(warehouse, build(tmp_path / "build.duckdb", ["r1", "r2"], change))
    assert not result.unchanged
    assert result.changes == (expected,)


@pytest.mark.parametrize(
    ("change", "verdict", "message"),
    [
        ("drop table marts.dim_report", {}, "dbt"),
        ("create table marts.fct_loose (amount_wan integer)", {}, "fct_loose"),
        ("select 1", {"r9": OVERSPENT}, "r9"),
        ("update marts.dim_report set status = 'quarantined' where report_id = 'r2'", {}, "r2"),
    ],
)
def test_candidates_that_do_not_fit_the_verdict_leave_the_old_snapshot(
    warehouse: Path, tmp_path: Path, change: str, verdict: dict, message: str
) -> None:
    published(warehouse, build(tmp_path / "build.duckdb"))
    before = (warehouse / "marts.duckdb").read_bytes()
    with pytest.raises(PublishError, match=message):
        published(warehouse, build(tmp_path / "build.duckdb", ["r1", "r2"], change, version=2), **verdict)
    assert (warehouse / "marts.duckdb").read_bytes() == before
    assert files(warehouse) == {"marts.duckdb", "marts", "marts.snapshot"}


class KilledError(Exception):
    """Stands for the end of the process."""


def kill(*_arguments: object) -> None:
    raise KilledError


@pytest.mark.parametrize(
    ("module", "step"),
    [
        (snapshot, "_compare"),
        (parquet, "write_version"),
        (snapshot, "_replace"),
    ],
)
def test_a_run_killed_before_the_swap_leaves_the_old_snapshot(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: object, step: str
) -> None:
    published(warehouse, build(tmp_path / "build.duckdb", version=1))
    before = (warehouse / "marts.duckdb").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(module, step, kill)
        with pytest.raises(KilledError):
            published(warehouse, build(tmp_path / "build.duckdb", version=2))
    assert (warehouse / "marts.duckdb").read_bytes() == before
    assert read_parquet(warehouse) == [(1,), (1,)]
    assert not published(warehouse, build(tmp_path / "build.duckdb", version=2)).unchanged
    assert read_parquet(warehouse) == [(2,), (2,)]


def test_a_run_killed_between_the_swaps_is_mended_by_the_next(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(warehouse, build(tmp_path / "build.duckdb", version=1))
    with monkeypatch.context() as patch:
        patch.setattr(parquet, "show_version", kill)
        with pytest.raises(KilledError):
            published(warehouse, build(tmp_path / "build.duckdb", version=2))
    assert published(warehouse, build(tmp_path / "build.duckdb", version=2)).unchanged
    assert read_parquet(warehouse) == [(2,), (2,)]


def read_parquet(warehouse: Path) -> list[tuple]:
    return duckdb.sql(f"select version from '{warehouse}/marts/fct_mention/*.parquet'").fetchall()


def test_what_a_killed_run_left_is_cleaned_up(warehouse: Path, tmp_path: Path) -> None:
    published(warehouse, build(tmp_path / "build.duckdb"))
    (warehouse / "marts.snapshot" / "xianzhang.duckdb.building").write_bytes(b"half a file")
    (warehouse / "marts.snapshot" / "xianzhang.duckdb.building.wal").write_bytes(b"half a log")
    (warehouse / "marts.versions" / "0123.building").mkdir()
    published(warehouse, build(tmp_path / "build.duckdb", version=2))
    assert files(warehouse) == {"marts.duckdb", "marts", "marts.snapshot"}
    assert not list((warehouse / "marts.versions").glob("*.building"))


def test_the_log_of_a_crashed_writer_is_not_applied_to_the_new_snapshot(warehouse: Path, tmp_path: Path) -> None:
    published(warehouse, build(tmp_path / "build.duckdb"))
    (warehouse / "marts.duckdb.wal").write_bytes(b"")
    (warehouse / "marts.snapshot" / "xianzhang.duckdb.wal").write_bytes(b"")
    published(warehouse, build(tmp_path / "build.duckdb", version=2))
    assert files(warehouse) == {"marts.duckdb", "marts", "marts.snapshot"}


def test_a_damaged_snapshot_is_replaced(warehouse: Path, tmp_path: Path) -> None:
    published(warehouse, build(tmp_path / "build.duckdb"))
    (warehouse / "marts.duckdb").write_bytes(b"not a database" * 1000)
    result = published(warehouse, build(tmp_path / "build.duckdb"))
    assert not result.unchanged
    assert rows(warehouse / "marts.duckdb", "select count(*) from marts.fct_budget") == [(2,)]


def test_parquet_holds_what_the_snapshot_holds(warehouse: Path, tmp_path: Path) -> None:
    published(warehouse, build(tmp_path / "build.duckdb"), r2=OVERSPENT)
    folder = warehouse / "marts"
    assert sorted(path.name for path in folder.iterdir() if path.is_dir()) == [
        "dim_report",
        "dim_year",
        "fct_budget",
        "fct_finding",
        "fct_mention",
    ]
    assert duckdb.sql(f"select report_id, amount_wan from '{folder}/fct_budget/*.parquet'").fetchall() == [
        ("r1", Decimal("12.345678"))
    ]


def test_parquet_keeps_the_version_before_for_those_who_read_it(warehouse: Path, tmp_path: Path) -> None:
    versions = []
    for version in (1, 2, 3):
        published(warehouse, build(tmp_path / "build.duckdb", version=version))
        versions.append(version_of(warehouse / "marts.duckdb"))
    assert {path.name for path in (warehouse / "marts.versions").iterdir()} == set(versions[1:])
    assert (warehouse / "marts").resolve().name == versions[2]


def test_content_that_was_changed_by_hand_gets_parquet_of_another_name(warehouse: Path, tmp_path: Path) -> None:
    stated = "create schema increment; create table increment.build as"
    stated += " select 'b' as basis, null::varchar as base, 's' as state, 0 as remaining, false as is_pending;"
    stated += " create table increment.document (document_sha256 varchar, input_hash varchar);"
    stated += " create table marts.fct_decision (decision_key varchar, report_id varchar);"
    stated += " alter table marts.dim_report add column document_sha256 varchar;"
    stated += " alter table marts.dim_report add column department_key varchar; create schema intermediate;"
    for model in ("int_year_use", "int_account_use", "int_unmatched_value"):
        stated += f" create table intermediate.{model} (document_sha256 varchar);"
    names = []
    for version in (1, 2, 2):
        published(warehouse, build(tmp_path / "build.duckdb", ("r1", "r2"), stated, version=version))
        names.append((warehouse / "marts").resolve().name)
        assert read_parquet(warehouse) == [(version,), (version,)]
    assert names[0] == names[2] == version_of(warehouse / "marts.duckdb")
    assert names[1] != names[0]


def test_a_folder_in_the_place_of_the_link_is_replaced(warehouse: Path, tmp_path: Path) -> None:
    (warehouse / "marts").mkdir(parents=True)
    (warehouse / "marts" / "fct_mention.parquet").write_bytes(b"old")
    published(warehouse, build(tmp_path / "build.duckdb"))
    assert read_parquet(warehouse) == [(1,), (1,)]


def test_a_row_group_is_small(warehouse: Path, tmp_path: Path) -> None:
    more = "insert into marts.fct_budget select 'k' || i, 'r1', '', 1, 1 from range(50000) as of (i)"
    published(warehouse, build(tmp_path / "build.duckdb", ("r1", "r2"), more))
    assert row_groups(warehouse / "marts.duckdb", "marts.fct_budget") == [40_960, 9_042]
