"""Small build files for publishing: reports with one fact, one mention and one finding each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from dagster_project.checks.verdict import QuarantineReason

OVERSPENT = QuarantineReason("rule_results", "rule_A1_error", "支出大于收入", "spending exceeds income", 1)

_TABLES = """
create schema marts;
create schema audit;
create table marts.dim_report (report_id varchar primary key, fiscal_year integer not null, status varchar);
create table marts.dim_year (fiscal_year integer, version integer);
create table marts.fct_budget (figure_key varchar primary key, report_id varchar not null, label varchar,
    amount_wan decimal(20, 6), version integer);
create table marts.fct_finding (finding_key varchar, report_id varchar, mention_ids varchar[]);
create table marts.fct_mention (mention_id varchar, report_id varchar, version integer);
comment on table marts.fct_budget is '预算数';
comment on column marts.fct_budget.amount_wan is '金额（万元）';
"""


def build(path: Path, reports: Sequence[str] = ("r1", "r2"), *changes: str, version: int = 1) -> Path:
    """Write a build file anew; `version` stands in every table that has a column for it."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(_TABLES)
        connection.execute(f"insert into marts.dim_year values (2023, {version})")
        for report in reports:
            connection.execute(f"""
                insert into marts.dim_report values ('{report}', 2023, 'published');
                insert into marts.fct_budget values ('{report}.f', '{report}', '项目支出', 12.345678, {version});
                insert into marts.fct_finding values ('{report}.e', '{report}', ['m1', 'm2']);
                insert into marts.fct_mention values ('{report}.m', '{report}', {version});
            """)
        for change in changes:
            connection.execute(change)
    return path


def rows(snapshot: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        return connection.execute(query).fetchall()


def row_groups(snapshot: Path, table: str) -> list[int]:
    """The rows of each row group of a table, with those that were deleted and are still there."""
    sizes = f"select max(count) from pragma_storage_info('{table}') group by row_group_id order by row_group_id"
    return [size for (size,) in rows(snapshot, sizes)]
