"""Publishing an increment: the rows of the departments that were built take the place of those of before.

What was built is first written as a small snapshot of its own, with the verdict on its reports; then its rows are
compared with those that they replace, and only where they differ is the published file copied and changed. Lists
across departments (years, accounts, decisions) are made up from what the snapshot keeps by document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from dagster_project.database import attach, connect, remove_database
from dagster_project.publish.built import BUILT
from dagster_project.publish.difference import PUBLISHED_SCHEMAS, ChangedKeys, TableChange
from dagster_project.publish.errors import PublishError, UnfitError
from dagster_project.publish.files import copy_file
from dagster_project.publish.step import take_steps, write_step
from dagster_project.publish.tables import Table, attach_snapshot, quoted, tables_of

if TYPE_CHECKING:
    from pathlib import Path

    from dagster_project.publish.previous import Previous

# Lists whose rows stand for what some document prints: the row's name, and the table of `built` that keeps the use.
_USED = {"dim_year": ("fiscal_year", "year_use"), "dim_account": ("account_code", "account_use")}


@dataclass(frozen=True)
class _Scope:
    """A table, and which of its rows the increment may replace: those of the keys in a table of keys, or all."""

    schema: str
    table: Table
    key: str | None = None
    replaced: str | None = None

    @property
    def name(self) -> str:
        return f"{quoted(self.schema)}.{quoted(self.table.name)}"


@dataclass(frozen=True)
class About:
    """What a build adds to: the state of a snapshot, None for a new one; is_pending: that which readers do not see yet.

    remaining: documents that are for later builds.
    """

    base: str | None = None
    remaining: int = 0
    is_pending: bool = False


def about(build_file: Path) -> About:
    """What a build says of itself in schema increment; one that says nothing holds everything."""
    with connect(build_file, read_only=True) as connection:
        if not connection.execute(
            "from duckdb_tables() where schema_name = 'increment' and table_name = 'build'"
        ).fetchone():
            return About()
        [said] = connection.execute("select base, remaining, is_pending from increment.build").fetchall()
    return About(*said)


def add(build_file: Path, addition: Path, pending: Path) -> None:
    """Add the rows of `addition`, a build's own snapshot, to a pending snapshot, or begin that with them.

    Nobody reads it yet, so it is changed where it is, in one transaction. Raises PublishError where the build was not
    made to be added to it; UnfitError, where no other share can be, either.
    """
    connection = connect(spill_to=pending.parent)
    try:
        attach(connection, build_file, "build")
        attach_snapshot(connection, addition, "addition")
        _require_departments(connection)
        if connection.execute("from build.increment.build where base is not null").fetchone():
            _attach_old(connection, pending, read_only=False)
            _require_base(connection)
            _name_replaced(connection)
            _complete_lists(connection)
            scopes = _scopes(connection)
            connection.execute("begin")
            for scope in scopes:
                _replace_rows(connection, scope, "old_snapshot")
            connection.execute("commit")
            connection.execute("checkpoint old_snapshot")
            return
    finally:
        connection.close()
    addition.replace(pending)


def merge(
    build_file: Path, addition: Path, snapshot_file: Path, previous: Previous, candidate: Path
) -> tuple[TableChange, ...]:
    """Write the published snapshot with the rows of `addition`, the build's own snapshot, as `candidate`.

    Returns the tables with what differs, schema built among them; where nothing does, no candidate is written. Raises
    PublishError where the build was not made to be added to this snapshot.
    """
    connection = connect(spill_to=snapshot_file.parent)
    try:
        attach(connection, build_file, "build")
        attach_snapshot(connection, addition, "addition")
        _attach_old(connection, snapshot_file)
        _require_base(connection)
        _require_departments(connection)
        _name_replaced(connection)
        _complete_lists(connection)
        scopes = _scopes(connection)
        changes = tuple(_change(connection, scope) for scope in scopes)
        connection.execute("detach old_snapshot")
        if any(change.changed for change in changes):
            write_step(connection, changes)
            connection.execute("checkpoint addition")
            connection.execute("detach addition")
            is_previous = previous.become(snapshot_file, candidate)
            if not (is_previous and take_steps(connection, (*previous.steps, addition), candidate, changes)):
                remove_database(candidate)
                copy_file(snapshot_file, candidate)
                if not take_steps(connection, (addition,), candidate, changes):
                    raise PublishError(
                        "写入的行数与比对结果不符，请运行 xianzhang run --full。"
                        " (There are not as many rows as were counted: run xianzhang run --full.)"
                    )
    finally:
        connection.close()
    return changes


def _other_snapshot() -> PublishError:
    return PublishError(
        "已发布的快照不是这次构建所依据的快照，请重新运行 xianzhang run。"
        " (The published snapshot is not the one that this build adds to: run xianzhang run again.)"
    )


def _attach_old(connection: duckdb.DuckDBPyConnection, snapshot: Path, *, read_only: bool = True) -> None:
    try:
        if read_only:
            attach(connection, snapshot, "old_snapshot")
        else:
            attach_snapshot(connection, snapshot, "old_snapshot")
    except duckdb.Error as error:
        raise _other_snapshot() from error


def _require_base(connection: duckdb.DuckDBPyConnection) -> None:
    """The snapshot is the one that was compared with, or this increment is in it already."""
    try:
        found = connection.execute(
            f"select 1 from old_snapshot.{BUILT}.state as old, build.increment.build as new"
            " where old.basis = new.basis and old.state in (new.base, new.state)"
        ).fetchone()
    except duckdb.CatalogException as error:
        raise _other_snapshot() from error
    if not found:
        raise _other_snapshot()


def _require_departments(connection: duckdb.DuckDBPyConnection) -> None:
    """The models put every document into a department that loading took as a whole."""
    if stray := connection.execute(
        f"""
        select document_sha256 from addition.{BUILT}.document
        where
            document_sha256 not in (select document_sha256 from build.increment.replaced)
            or department_key not in (select department_key from build.increment.department)
        """
    ).fetchone():
        raise UnfitError(
            f"文件 {stray[0][:8]} 归入了未重新构建的部门，请运行 xianzhang run --full；若分批构建，请先加大内存上限"
            " XIANZHANG_MEMORY_LIMIT，使其一次构建。"
            f" (Document {stray[0][:8]} is of a department that was not built: run xianzhang run --full, and if that"
            " goes in shares, with a XIANZHANG_MEMORY_LIMIT that lets it be one build.)"
        )


def _name_replaced(connection: duckdb.DuckDBPyConnection) -> None:
    # Those that are there: new ones need not be sought in table after table.
    connection.execute(
        f"""
        create temp table replaced_document as
        select document_sha256 from old_snapshot.{BUILT}.document
        where document_sha256 in (select document_sha256 from build.increment.replaced)
        """
    )
    connection.execute("create temp table replaced_department as from build.increment.department")
    connection.execute(
        """
        create temp table replaced_report as
        select report_id from old_snapshot.marts.dim_report
        where
            document_sha256 in (select document_sha256 from replaced_document)
            or report_id in (select report_id from addition.marts.dim_report)
        """
    )


def _complete_lists(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the addition the rows of lists across departments that stand for documents which were not built."""
    names = {table.name for table in tables_of(connection, "addition", "marts")}
    for table, (column, use) in _USED.items():
        if table in names:
            connection.execute(
                f"""
                insert into addition.marts.{table}
                from old_snapshot.marts.{table} as old
                where
                    old.{column} not in (select {column} from addition.marts.{table})
                    and old.{column} in (
                        select {column} from old_snapshot.{BUILT}.{use}
                        where document_sha256 not in (select document_sha256 from replaced_document)
                    )
                """
            )
    if "fct_decision" in names:
        connection.execute(
            """
            insert into addition.marts.fct_decision
            from old_snapshot.marts.fct_decision as old
            where exists (
                from build.increment.kept_decision
                where sha_prefix in (left(old.document_sha256, 8), left(split_part(old.report_id, '-', -1), 8))
            )
            """
        )


def _scopes(connection: duckdb.DuckDBPyConnection) -> list[_Scope]:
    scopes = []
    for schema in (*PUBLISHED_SCHEMAS, BUILT):
        tables = tables_of(connection, "addition", schema)
        old = tables_of(connection, "old_snapshot", schema)
        if [_shape(table) for table in tables] != [_shape(table) for table in old]:
            raise UnfitError(
                "已发布的表与候选数据的列不同，请运行 xianzhang run --full。"
                " (The published tables have other columns: run xianzhang run --full.)"
            )
        scopes += [_Scope(schema, table, *_replaced(table)) for table in tables]
    return scopes


def _shape(table: Table) -> tuple[object, ...]:
    return table.name, table.primary_key, [(column.name, column.data_type) for column in table.columns]


def _replaced(table: Table) -> tuple[str, str] | tuple[()]:
    if table.name == "fct_decision":
        return ()
    if "report_id" in table.column_names:
        return "report_id", "replaced_report"
    if table.name == "dim_department":
        return "department_key", "replaced_department"
    if "document_sha256" in table.column_names:
        return "document_sha256", "replaced_document"
    return ()


def _change(connection: duckdb.DuckDBPyConnection, scope: _Scope) -> TableChange:
    new, old = f"from addition.{scope.name}", f"from old_snapshot.{scope.name}"
    # The published table is read once, of most rows its key alone: what follows is about a few departments' rows.
    those = f" where rowid in (select rowid {old} where {scope.key} in (from {scope.replaced}))" if scope.key else ""
    connection.execute(f"create or replace temp table given_way as {old}{those}")
    connection.execute(f"create or replace temp table added as {new} except all from given_way")
    connection.execute(f"create or replace temp table removed as from given_way except all {new}")
    row = connection.execute(
        f"""
        select
            (select count(*) {old}) - (select count(*) from given_way) + (select count(*) {new}),
            (select count(*) from added),
            (select count(*) from removed)
        """
    ).fetchone()
    assert row is not None
    keys = _changed_keys(connection, scope.key) if scope.key and any(row[1:]) else None
    return TableChange(scope.schema, scope.table.name, row[0], added=row[1], removed=row[2], reshaped=False, keys=keys)


def _changed_keys(connection: duckdb.DuckDBPyConnection, key: str) -> ChangedKeys:
    rows = connection.execute(
        f"""
        select {key}, {key} in (select {key} from given_way)
        from (select {key} from added union select {key} from removed)
        order by {key}
        """
    ).fetchall()
    return ChangedKeys(key, tuple(name for name, _ in rows), tuple(name for name, was_there in rows if was_there))


def _replace_rows(connection: duckdb.DuckDBPyConnection, scope: _Scope, database: str) -> None:
    """Put the addition's rows in place of those that they replace."""
    rows, replaced = f"{database}.{scope.name}", f" where {scope.key} in (from {scope.replaced})" if scope.key else ""
    connection.execute(f"delete from {rows}{replaced}")
    connection.execute(f"insert into {rows} from addition.{scope.name}")
