"""Publishing a snapshot on a PostgreSQL server: loaded beside what readers see, then put in its place at once.

Schemas marts and quarantine are built as marts_new and quarantine_new. One transaction locks every table of the old
version, renames the schemas and drops the old tables: whoever has read one table of a version in a transaction holds
it, so that no statement and no transaction sees two. The wait for readers is short and repeated: those who come
meanwhile wait no longer than that, and are let go before the server would take the two waits for a deadlock (1 s).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import duckdb
from adbc_driver_manager import Error
from adbc_driver_manager.dbapi import Connection

from dagster_project.database import attach, connect
from dagster_project.publish.difference import PUBLISHED_SCHEMAS
from dagster_project.publish.lock import warehouse_lock
from dagster_project.publish.models import Mart
from dagster_project.publish.postgres import ddl
from dagster_project.publish.postgres.server import PostgresError, connected
from dagster_project.publish.tables import Table, quoted, tables_of
from dagster_project.publish.version import version_of

# A schema without this in its comment is somebody else's, and is not touched.
_MARK = "县账 xianzhang"
_SCHEMA_NAMES = {"marts": "已发布的数据集市", "quarantine": "未通过检验的报告的数据"}
_LOCK_CLASS, _LOCK = 0x7869616E, 1  # "xian"

_ROWS_A_BATCH = 50_000
_LOCK_WAITS_MS = (100, 200, 400, 800)
_BETWEEN_SECONDS = 1.0
_READERS_IN_THE_WAY = {"55P03", "57014", "40P01"}


@dataclass(frozen=True)
class PublishedTable:
    """A table on the server and its rows."""

    schema: str
    name: str
    rows: int


@dataclass(frozen=True)
class PostgresPublication:
    """What the server has now: the version of the snapshot (version_of) and its tables."""

    version: str
    tables: tuple[PublishedTable, ...]


def publish_to_postgres(
    snapshot_file: Path, dsn: str, marts: Sequence[Mart], reader: str | None = None, patience: float = 120.0
) -> PostgresPublication:
    """Make schemas marts and quarantine of a PostgreSQL database the snapshot's, with keys and comments.

    dsn: a libpq URI or keyword string. marts: what declares the keys of schema marts. reader: a role that may read both
    schemas and write nothing, made without login where it is missing; nobody else may read. patience: seconds to wait
    for readers who hold the old version. Raises FileNotFoundError where nothing is published here, PostgresError where
    the server refuses: it then has what it had before.
    """
    if not snapshot_file.exists():
        raise FileNotFoundError(f"尚未发布：{snapshot_file.name}。请先运行 xianzhang run。 (Nothing published yet.)")
    with connected(dsn) as server, connect(spill_to=snapshot_file.parent) as source:
        _exclude_others(server)
        with warehouse_lock(snapshot_file.with_name(f".{snapshot_file.name}.lock"), "publish postgres"):
            version = version_of(snapshot_file)
            attach(source, snapshot_file, "snapshot")
        _require_ours(server)
        try:
            tables = [_load(server, source, schema, marts, version) for schema in PUBLISHED_SCHEMAS]
            if reader:
                _admit(server, reader)
            server.commit()
            _swap(server, patience)
        except (Error, PostgresError):
            server.rollback()
            _remove_unfinished(server)
            raise
    return PostgresPublication(version, tuple(table for schema in tables for table in schema))


def _exclude_others(server: Connection) -> None:
    ((alone,),) = _rows(server, f"select pg_try_advisory_lock({_LOCK_CLASS}, {_LOCK})")
    if not alone:
        raise PostgresError("另一个发布正在进行，请稍后再试。 (Another publication is under way: try again later.)")


def _require_ours(server: Connection) -> None:
    """Refuse a database where the schemas are somebody else's; remove what a killed publication left."""
    for schema in (*PUBLISHED_SCHEMAS, *map(_old, PUBLISHED_SCHEMAS), *map(_new, PUBLISHED_SCHEMAS)):
        ours = _is_ours(server, schema)
        if ours is False:
            raise PostgresError(
                f"数据库中已有别人的模式 {schema}，未作改动。请换一个数据库。"
                f" (Schema {schema} of this database is not xianzhang's: use another database.)"
            )
    _remove_unfinished(server)


def _is_ours(server: Connection, schema: str) -> bool | None:
    """Whether a schema was made here; None where there is none."""
    found = _rows(server, f"select obj_description(oid) from pg_namespace where nspname = {ddl.literal(schema)}")
    return str(found[0][0]).startswith(_MARK) if found else None


def _load(
    server: Connection, source: duckdb.DuckDBPyConnection, schema: str, marts: Sequence[Mart], version: str
) -> list[PublishedTable]:
    """Build a schema's next version, which nobody reads yet."""
    tables = tables_of(source, "snapshot", schema)
    # What failed the gate may break any key: quarantine has none but the snapshot's own.
    keys = ddl.keys_of(tables, marts if schema == "marts" else ())
    new = _new(schema)
    comment = f"{_MARK} · {_SCHEMA_NAMES[schema]} · {version}"
    _run(server, f"create schema {new}", f"comment on schema {new} is {ddl.literal(comment)}")
    loaded = []
    for table in tables:
        _run(server, ddl.create_table(new, table), *ddl.comments(new, table))
        loaded.append(PublishedTable(schema, table.name, _load_rows(server, source, schema, table)))
        _run(server, *ddl.primary_key(new, table, keys[table.name]))
    for table in tables:
        _run(server, *ddl.foreign_keys(new, table, keys[table.name]))
        _run(server, f"analyze {new}.{quoted(table.name)}")
    return loaded


def _load_rows(server: Connection, source: duckdb.DuckDBPyConnection, schema: str, table: Table) -> int:
    name = f"snapshot.{schema}.{quoted(table.name)}"
    rows = source.execute(f"select {ddl.source_columns(table)} from {name}").to_arrow_reader(_ROWS_A_BATCH)
    with server.cursor() as cursor:
        cursor.adbc_ingest(table.name, rows, mode="append", db_schema_name=_new(schema))
    ((sent,),) = source.execute(f"select count(*) from {name}").fetchall()
    ((arrived,),) = _rows(server, f"select count(*) from {_new(schema)}.{quoted(table.name)}")
    if sent != arrived:
        raise PostgresError(f"{table.name}: {sent} 行只到达 {arrived} 行。 ({arrived} rows of {sent} arrived.)")
    return int(sent)


def _admit(server: Connection, reader: str) -> None:
    """Let a role read the new version. Refuses one that may write: a superuser, or a member of the publisher's role."""
    found = _rows(
        server, f"select pg_has_role(oid, current_user, 'member') from pg_roles where rolname = {ddl.literal(reader)}"
    )
    if found and found[0][0]:
        raise PostgresError(f"角色 {reader} 可以写入，不能作为只读角色。 (Role {reader} may write: name another.)")
    role = quoted(reader)
    if not found:
        _run(server, f"create role {role} nologin")
    for schema in map(_new, PUBLISHED_SCHEMAS):
        _run(
            server,
            f"grant usage on schema {schema} to {role}",
            f"grant select on all tables in schema {schema} to {role}",
        )


def _swap(server: Connection, patience: float) -> None:
    """Put the new version in the old one's place, as soon as nobody holds a table of the old one."""
    deadline = time.monotonic() + patience
    for wait in chain(_LOCK_WAITS_MS, repeat(_LOCK_WAITS_MS[-1])):
        try:
            _try_to_swap(server, wait)
        except Error as error:
            server.rollback()
            if error.sqlstate not in _READERS_IN_THE_WAY:
                raise
        else:
            return
        if time.monotonic() > deadline:
            break
        time.sleep(_BETWEEN_SECONDS)
    raise PostgresError(
        f"{patience:g} 秒内总有查询占用已发布的表，未作改动。请稍后再试。"
        " (Queries hold the published tables: nothing was changed, try again later.)"
    )


def _try_to_swap(server: Connection, wait: int) -> None:
    old = {schema: _tables(server, schema) for schema in PUBLISHED_SCHEMAS if _is_ours(server, schema)}
    held = [f"{schema}.{name}" for schema, names in old.items() for name in names]
    if held:
        # The second setting is of all locks together.
        _run(server, f"set local lock_timeout = {wait}", f"set local statement_timeout = {wait}")
        _run(server, f"lock table {', '.join(held)} in access exclusive mode", "set local statement_timeout = default")
    for schema in PUBLISHED_SCHEMAS:
        if schema in old:
            _run(server, f"alter schema {schema} rename to {_old(schema)}")
        _run(server, f"alter schema {_new(schema)} rename to {schema}")
    # Not cascade: a view that somebody made on these tables must not vanish without a word.
    dropped = [f"{_old(schema)}.{name}" for schema, names in old.items() for name in names]
    if dropped:
        _run(server, f"drop table {', '.join(dropped)}")
    _run(server, *(f"drop schema {_old(schema)}" for schema in old))
    server.commit()


def _remove_unfinished(server: Connection) -> None:
    for schema in map(_new, PUBLISHED_SCHEMAS):
        if _is_ours(server, schema):
            _run(server, f"drop schema {schema} cascade")
    server.commit()


def _tables(server: Connection, schema: str) -> list[str]:
    """Quoted names of the tables of a schema: facts first, as queries of a star name them, so that whoever is between
    a fact and its dimensions when the locks are taken is not held up."""
    found = _rows(server, f"select tablename from pg_tables where schemaname = {ddl.literal(schema)}")
    return [
        quoted(name) for name in sorted((name for (name,) in found), key=lambda name: (name.startswith("dim_"), name))
    ]


def _new(schema: str) -> str:
    return f"{schema}_new"


def _old(schema: str) -> str:
    return f"{schema}_old"


def _run(server: Connection, *statements: str) -> None:
    with server.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _rows(server: Connection, query: str) -> list[tuple[Any, ...]]:
    with server.cursor() as cursor:
        cursor.execute(query)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
