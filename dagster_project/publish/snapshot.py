"""Publishing: candidates become the snapshot that readers see, in one step or not at all.

A new file is written beside the published one, compared with it, and takes its place by a rename. Where nothing
differs, the published file stays as it is, byte for byte. A build of some departments only (see increments) gives the
new file their rows, and leaves it those of all others.

The snapshot is a link, marts.duckdb -> marts.snapshot/xianzhang.duckdb: DuckDB names a database after the file that a
link leads to, and in a database named marts every `marts.fct_budget` would be an ambiguous name.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from dagster_project.database import attach, connect, is_locked, remove_database, remove_spills
from dagster_project.increments import pending_file
from dagster_project.publish import increment, parquet
from dagster_project.publish.built import BUILT
from dagster_project.publish.candidates import write_snapshot
from dagster_project.publish.difference import TableChange, differences
from dagster_project.publish.errors import PublishError, UnfitError
from dagster_project.publish.files import copy_file, flush, unfinished
from dagster_project.publish.lock import warehouse_lock
from dagster_project.publish.previous import Previous
from dagster_project.publish.version import bytes_version_of, version_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from dagster_project.checks.verdict import QuarantineReason
    from dagster_project.publish.comments import TableComments

_log = logging.getLogger(__name__)
_DATABASE = "xianzhang.duckdb"


@dataclass(frozen=True)
class PublishResult:
    """What a publication did: whether anything differs from before, and the tables of the snapshot.

    is_complete: False where the build is a share of what is to take the snapshot's place: readers see it with the last.
    """

    unchanged: bool
    tables: tuple[TableChange, ...]
    quarantined: tuple[str, ...]
    is_complete: bool = True

    @property
    def changes(self) -> tuple[TableChange, ...]:
        return tuple(table for table in self.tables if table.changed)

    def rows(self, name: str, schema: str = "marts") -> int:
        """Rows of a table of the snapshot. Raises KeyError for a table that is not in it."""
        return {(table.schema, table.name): table.rows for table in self.tables}[schema, name]


def publish(
    build_file: Path,
    snapshot_file: Path,
    parquet_dir: Path,
    quarantined: Mapping[str, Sequence[QuarantineReason]],
    comments: Mapping[str, TableComments] | None = None,
) -> PublishResult:
    """Publish the candidates in schema marts of `build_file`.

    snapshot_file becomes a link to a DuckDB file with schema marts (dimensions and findings whole, all else without the
    quarantined reports) and schema quarantine (the same tables with the quarantined reports' rows, and
    quarantine_reason). parquet_dir becomes a link to a folder with schema marts as Parquet, a folder of parts for each
    table. quarantined: the gate's verdict, report_id to reasons. A build that is an increment changes the rows of its
    departments only; the verdict on all other reports stays. One that is a share of a full build is added to the
    pending snapshot beside the published one, which takes its place with the last share. comments: by table, in place
    of those in the build file. Two publications of one snapshot wait for each other. Raises PublishError where the
    candidates do not fit the verdict or the snapshot.
    """
    snapshot_file.parent.mkdir(parents=True, exist_ok=True)
    with warehouse_lock(snapshot_file.with_name(f".{snapshot_file.name}.lock"), "publish"):
        database = _database(snapshot_file)
        building = unfinished(database)
        database.parent.mkdir(exist_ok=True)
        for left in (building, _addition(building)):
            remove_database(left)
        parquet.remove_unfinished(parquet_dir)
        for folder in (snapshot_file.parent, database.parent):
            remove_spills(folder)
        was_published = _is_published(snapshot_file)
        about = increment.about(build_file)
        pending = pending_file(snapshot_file)
        candidate = pending if about.is_pending else building
        previous = Previous(database)
        try:
            if not about.is_pending or about.base is None:
                remove_database(pending)
            if about.base is None and not about.is_pending:
                write_snapshot(build_file, candidate, quarantined, comments or {})
                tables = _compare(candidate, snapshot_file)
            else:
                addition = _addition(building)
                write_snapshot(build_file, addition, quarantined, comments or {})
                if not about.is_pending:
                    tables = increment.merge(build_file, addition, snapshot_file, previous, candidate)
                else:
                    _add(build_file, addition, pending)
                    if about.remaining:
                        return PublishResult(unchanged=True, tables=(), quarantined=(), is_complete=False)
                    tables = _compare(pending, snapshot_file)
            shown_tables = tuple(table for table in tables if table.schema != BUILT)
            kept = _is_published(snapshot_file) and not any(table.changed for table in tables)
            if not kept and not candidate.exists():
                copy_file(snapshot_file, candidate)
            source = snapshot_file if kept else candidate
            version = version_of(source)
            if parquet.is_current(parquet_dir, version) and any(table.changed for table in shown_tables):
                version = bytes_version_of(source)  # somebody changed what is published: no name tells the two apart
            shown = parquet.is_current(parquet_dir, version)
            if not shown:
                before = version_of(snapshot_file) if snapshot_file.is_file() else None
                parquet.write_version(source, parquet_dir, version, tables, before, _addition(building))
            if not kept:
                is_step = was_published and about.base is not None and not about.is_pending
                flush(candidate)
                previous.hold(_addition(building) if is_step else None)
                _replace(candidate, snapshot_file)
            if not shown:
                parquet.show_version(parquet_dir, version)
            remove_database(pending)
            held = _held(snapshot_file)
            if not kept:
                previous.settle()
        finally:
            remove_database(building)
            remove_database(_addition(building))
    unchanged = kept or (was_published and not any(table.changed for table in shown_tables))
    return PublishResult(unchanged, shown_tables, held)


def _add(build_file: Path, addition: Path, pending: Path) -> None:
    try:
        increment.add(build_file, addition, pending)
    except UnfitError:
        remove_database(pending)
        raise


def _held(snapshot_file: Path) -> tuple[str, ...]:
    with connect(snapshot_file, read_only=True) as connection:
        rows = connection.execute("select distinct report_id from quarantine.quarantine_reason order by all").fetchall()
    return tuple(row[0] for row in rows)


def _compare(candidate: Path, snapshot_file: Path) -> tuple[TableChange, ...]:
    connection = connect(spill_to=snapshot_file.parent)
    try:
        attach(connection, candidate, "new_snapshot")
        old = "old_snapshot" if snapshot_file.exists() and _attach_old(connection, snapshot_file) else None
        return differences(connection, "new_snapshot", old)
    finally:
        connection.close()


def _attach_old(connection: duckdb.DuckDBPyConnection, snapshot_file: Path) -> bool:
    """Whether the published snapshot can be read; a damaged one is to be replaced, one in someone's hands is not."""
    try:
        attach(connection, snapshot_file, "old_snapshot")
    except duckdb.Error as error:
        if is_locked(error):
            raise PublishError(
                f"{snapshot_file.name} 正被别的程序以可写方式打开，请关闭后再运行。"
                f" ({snapshot_file.name} is open for writing in another program: close it and run again.)"
            ) from error
        _log.warning("the published snapshot cannot be read and will be replaced: %s", error)
        return False
    return True


def _replace(candidate: Path, snapshot_file: Path) -> None:
    database = _database(snapshot_file)
    # DuckDB would apply the log of a writer that crashed on the old file to the new one, without a word.
    for path in (database, snapshot_file):
        _wal(path).unlink(missing_ok=True)
    if _wal(candidate).exists():
        raise PublishError(f"{candidate.name} 未能完整写入。 ({candidate.name} was not written completely.)")
    candidate.replace(database)
    flush(database.parent)
    if not _is_published(snapshot_file):
        link = unfinished(database.with_name("link"))
        link.unlink(missing_ok=True)
        link.symlink_to(database.relative_to(snapshot_file.parent))
        link.replace(snapshot_file)
        flush(snapshot_file.parent)


def _database(snapshot_file: Path) -> Path:
    """The file that the link leads to."""
    return snapshot_file.with_name(f"{snapshot_file.stem}.snapshot") / _DATABASE


def _is_published(snapshot_file: Path) -> bool:
    return snapshot_file.is_symlink() and snapshot_file.exists() and snapshot_file.samefile(_database(snapshot_file))


def _addition(candidate: Path) -> Path:
    """What an increment's own build comes to, beside the candidate that it is merged into."""
    return unfinished(candidate.with_name("addition"))


def _wal(database: Path) -> Path:
    return database.with_name(f"{database.name}.wal")
