"""A table as Parquet in parts, which are written once and never changed.

Written whole, a table is cut into parts of PART_ROWS rows, in the snapshot's order. A version that follows another has
hard links to the parts in which nothing changed. Rows that are new, and those of a part from which others gave way, are
written as one more part; where a table would come to more than MOST_SMALL parts of less than half the size, these are
written together with it.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dagster_project.publish.tables import Table, literal, quoted

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from dagster_project.publish.difference import ChangedKeys

PART_ROWS = 4 * 122_880  # DuckDB's row groups: a reader's threads share a part
MOST_SMALL = 8


@dataclass(frozen=True)
class Part:
    """A file of a table's folder, and what is known of it: its rows, bytes, and time in nanoseconds."""

    name: str
    rows: int
    size: int
    mtime_ns: int

    def is_intact(self, folder: Path) -> bool:
        """Whether the file in the table's folder is the one that was written."""
        try:
            state = (folder / self.name).stat()
        except OSError:
            return False
        return (state.st_size, state.st_mtime_ns) == (self.size, self.mtime_ns)


def write_whole(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> list[Part]:
    """Write all rows of a table of the attached `snapshot` into its folder, which is made; without rows, one part."""
    folder.mkdir(parents=True)
    return _write(connection, f"snapshot.marts.{quoted(table.name)}", folder, 0)


def link_all(parts: Sequence[Part], before: Path, folder: Path) -> list[Part]:
    """Take over every part of the folder of the version before."""
    folder.mkdir(parents=True)
    for part in parts:
        _link(before / part.name, folder / part.name)
    return list(parts)


def write_after(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    changed: ChangedKeys,
    parts: Sequence[Part],
    before: Path,
    folder: Path,
) -> list[Part]:
    """Write what became of a table: its parts of the version before, with the changed rows of the attached `addition`.

    before, folder: the table's folder in both versions; the latter is made.
    """
    _name_keys(connection, changed)
    touched = _touched(connection, changed, parts, before)
    untouched = [part for part in parts if part not in touched]
    small = [part for part in untouched if part.rows < PART_ROWS // 2]
    if len(small) >= MOST_SMALL:
        touched += small
        untouched = [part for part in untouched if part not in small]
    column = quoted(changed.column)
    connection.execute(
        f"create or replace temp table arriving as from addition.marts.{quoted(table.name)}"
        f" where {column} in (from changed_key)"
    )
    if touched:
        # Parts first: they were there before.
        connection.execute(
            f"create or replace temp table arriving as from {_read(touched, before)}"
            f" where not coalesce({column} in (from gone_key), false) union all from arriving"
        )
    written = link_all(untouched, before, folder)
    if _count(connection, "arriving"):
        next_number = max((int(part.name[len("part-") :].split(".")[0]) for part in parts), default=-1) + 1
        written += _write(connection, "arriving", folder, next_number)
    connection.execute("drop table arriving")
    if not written:
        shutil.rmtree(folder)
        return write_whole(connection, table, folder)
    return written


def _name_keys(connection: duckdb.DuckDBPyConnection, changed: ChangedKeys) -> None:
    for name, keys in (("changed_key", changed.keys), ("gone_key", changed.gone)):
        connection.execute(f"create or replace temp table {name} as select unnest(?::varchar[]) as key", [list(keys)])


def _touched(
    connection: duckdb.DuckDBPyConnection, changed: ChangedKeys, parts: Sequence[Part], folder: Path
) -> list[Part]:
    """The parts that hold rows which gave way; statistics and Bloom filters of the files spare reading most others."""
    if not changed.gone:
        return []
    rows = connection.execute(
        f"select distinct filename from {_read(parts, folder, 'filename = true')}"
        f" where {quoted(changed.column)} in (from gone_key)"
    ).fetchall()
    names = {row[0].rsplit("/", 1)[-1] for row in rows}
    return [part for part in parts if part.name in names]


def _read(parts: Sequence[Part], folder: Path, *options: str) -> str:
    files = ", ".join(literal(str(folder / part.name)) for part in parts)
    return f"read_parquet({', '.join((f'[{files}]', *options))})"


def _write(connection: duckdb.DuckDBPyConnection, source: str, folder: Path, first_number: int) -> list[Part]:
    """Cut a table, by the numbers of its rows, into parts. A file a statement: in one that writes several, the order
    of rows is lost.
    """
    last = connection.execute(f"select coalesce(max(rowid), 0) from {source}").fetchone()
    assert last is not None
    written: list[Part] = []
    for first in range(0, last[0] + 1, PART_ROWS):
        file = folder / f"part-{first_number + len(written):06d}.parquet"
        result = connection.execute(
            f"copy (from {source} where rowid >= {first} and rowid < {first + PART_ROWS}) to {literal(str(file))}"
            " (format parquet, compression zstd)"
        ).fetchone()
        assert result is not None
        if not result[0] and first:
            file.unlink()
            continue
        state = file.stat()
        written.append(Part(file.name, int(result[0]), state.st_size, state.st_mtime_ns))
    return written


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # a file system without links
        shutil.copy2(source, target)


def _count(connection: duckdb.DuckDBPyConnection, source: str) -> int:
    row = connection.execute(f"select count(*) from {source}").fetchone()
    assert row is not None
    return int(row[0])
