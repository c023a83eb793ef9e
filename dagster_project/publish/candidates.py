"""What the candidates come to under the gate's verdict, as a snapshot file: marts, quarantine, and what they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagster_project.database import attach, connect
from dagster_project.publish.built import says_what_it_is_about, write_built
from dagster_project.publish.comments import TableComments, commented
from dagster_project.publish.difference import PUBLISHED_SCHEMAS
from dagster_project.publish.errors import PublishError
from dagster_project.publish.tables import Column, Table, attach_snapshot, create_like, quoted, tables_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import duckdb

    from dagster_project.checks.verdict import QuarantineReason

_READING_ORDER = ("report_id", "char_start")
# Kept whole whatever the verdict: what a quarantined report did wrong, and what was decided about it, must be seen.
_WHOLE = ("dim_", "fct_finding", "fct_decision")

_REASON = Table(
    name="quarantine_reason",
    columns=(
        Column("report_id", "VARCHAR", False, "报告编号"),
        Column("suite", "VARCHAR", False, "期望集"),
        Column("expectation_id", "VARCHAR", False, "未满足的期望"),
        Column("message", "VARCHAR", False, "说明"),
        Column("message_en", "VARCHAR", False, "英文说明"),
        Column("failing_count", "INTEGER", False, "不合格行数"),
    ),
    # As the other tables of a snapshot: without a key, which would count as taken until a transaction ends.
    primary_key=(),
    comment="报告未予发布的原因",
)


def write_snapshot(
    build_file: Path,
    candidate: Path,
    quarantined: Mapping[str, Sequence[QuarantineReason]],
    comments: Mapping[str, TableComments],
) -> None:
    """Write a build's candidates as a snapshot file. Raises PublishError where they do not fit the verdict.

    quarantined: report_id to reasons. comments: by table, in place of those in the build file.
    """
    connection = connect(spill_to=candidate.parent)
    try:
        attach(connection, build_file, "build")
        attach_snapshot(connection, candidate)
        tables = [commented(table, comments) for table in tables_of(connection, "build", "marts")]
        _require_fit(connection, tables, quarantined)
        # At once: there is a comment for each column, and every commit waits for the disk.
        connection.execute("begin")
        for schema in PUBLISHED_SCHEMAS:
            connection.execute(f"create schema snapshot.{schema}")
        create_like(connection, _REASON, "snapshot.quarantine")
        for table in tables:
            create_like(connection, table, "snapshot.marts")
            if not table.name.startswith(_WHOLE):
                create_like(connection, table.without_key(), "snapshot.quarantine")
        connection.execute("commit")
        _write_reasons(connection, quarantined)
        for table in tables:
            _write_table(connection, table)
        if says_what_it_is_about(connection):
            write_built(connection)
        connection.execute("checkpoint snapshot")
        connection.execute("detach snapshot")
    finally:
        connection.close()


def _require_fit(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[Table],
    quarantined: Mapping[str, Sequence[QuarantineReason]],
) -> None:
    names = {table.name for table in tables}
    if "dim_report" not in names:
        raise PublishError("候选数据中没有 marts.dim_report：请先运行 dbt。 (No candidates: run dbt first.)")
    split = [table for table in tables if not table.name.startswith(_WHOLE)]
    loose = [table.name for table in split if "report_id" not in table.column_names]
    if loose:
        raise PublishError(f"表中没有 report_id，无法隔离报告：{loose}。 (No report_id: cannot be split by verdict.)")
    statuses = dict(connection.execute("select report_id, status from build.marts.dim_report").fetchall())
    unheld = {report_id for report_id, status in statuses.items() if status == "quarantined"} - set(quarantined)
    strangers = set(quarantined) - set(statuses)
    if strangers or unheld:
        raise PublishError(
            f"检验结论与候选数据不是同一次构建的：{sorted(strangers | unheld)}。"
            " (The verdict is not about this build: it names reports that are not in it, or lets pass what it refuses.)"
        )


def _write_reasons(
    connection: duckdb.DuckDBPyConnection, quarantined: Mapping[str, Sequence[QuarantineReason]]
) -> None:
    rows = sorted(
        (report_id, reason.suite, reason.expectation_id, reason.message, reason.message_en, reason.failing_count)
        for report_id, reasons in quarantined.items()
        for reason in reasons
    )
    if rows:
        connection.executemany("insert into snapshot.quarantine.quarantine_reason values (?, ?, ?, ?, ?, ?)", rows)
    connection.execute("create temp table quarantined_report (report_id varchar)")
    if quarantined:
        connection.execute("insert into quarantined_report select unnest(?)", [sorted(quarantined)])


def _write_table(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    name = quoted(table.name)
    held = "report_id in (select report_id from quarantined_report)"
    order = _order(table)
    if table.name == "dim_report":
        status = f"case when {held} and status <> 'superseded' then 'quarantined' else status end"
        columns = f"* replace ({status} as status)"
        connection.execute(
            f"insert into snapshot.marts.{name} select {columns} from build.marts.{name} order by {order}"
        )
    elif table.name.startswith(_WHOLE):
        connection.execute(f"insert into snapshot.marts.{name} from build.marts.{name} order by {order}")
    else:
        rows = f"from build.marts.{name} where coalesce({held}, false)"
        connection.execute(f"insert into snapshot.quarantine.{name} {rows} order by {order}")
        rows = f"from build.marts.{name} where not coalesce({held}, false)"
        connection.execute(f"insert into snapshot.marts.{name} {rows} order by {order}")


def _order(table: Table) -> str:
    """A report's rows together and in reading order, then by key or, without one, by all columns."""
    reading = (column for column in _READING_ORDER if column in table.column_names)
    return ", ".join(map(quoted, dict.fromkeys((*reading, *(table.primary_key or table.column_names)))))
