"""Handing the published marts on as files, one per table: CSV for spreadsheets, Parquet for everything else."""

from __future__ import annotations

import codecs
import shutil
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import duckdb

from dagster_project.database import attach, connect
from dagster_project.publish.tables import Column, Table, literal, quoted, tables_of
from dagster_project.spreadsheet.cells import FORMULA, NUMBER

if TYPE_CHECKING:
    from pathlib import Path


class ExportFormat(StrEnum):
    """File formats of an export."""

    CSV = "csv"
    PARQUET = "parquet"


@dataclass(frozen=True)
class ExportedFile:
    """A file that was written, and the rows of its table."""

    path: Path
    rows: int


def export(snapshot_file: Path, out_dir: Path, format: ExportFormat | str) -> tuple[ExportedFile, ...]:  # noqa: A002
    """Write every table of schema marts of a snapshot to `<out_dir>/<table>.<format>`, replacing what is there.

    csv: UTF-8 with a byte order mark, so that Excel shows Chinese; lists joined by '; '; text that a spreadsheet would
    run as a formula gets a leading apostrophe; NULL is an empty cell. parquet: types as in the snapshot. Raises
    ValueError for another format, FileNotFoundError where nothing is published and OSError where a file cannot be
    written.
    """
    chosen = ExportFormat(format)
    if not snapshot_file.exists():
        raise FileNotFoundError(f"尚未发布：{snapshot_file.name}。请先运行 xianzhang run。 (Nothing published yet.)")
    out_dir.mkdir(parents=True, exist_ok=True)
    connection = connect(spill_to=snapshot_file.parent)
    try:
        attach(connection, snapshot_file, "snapshot")
        tables = tables_of(connection, "snapshot", "marts")
        return tuple(_export_table(connection, table, out_dir, chosen) for table in tables)
    finally:
        connection.close()


def _export_table(
    connection: duckdb.DuckDBPyConnection, table: Table, out_dir: Path, chosen: ExportFormat
) -> ExportedFile:
    path = out_dir / f"{table.name}.{chosen}"
    building = path.with_name(f".{path.name}.building")
    columns = "*" if chosen is ExportFormat.PARQUET else ", ".join(_cell(column) for column in table.columns)
    options = "format parquet, compression zstd" if chosen is ExportFormat.PARQUET else "format csv, header"
    try:
        result = connection.execute(
            f"copy (select {columns} from snapshot.marts.{quoted(table.name)}) to {literal(str(building))} ({options})"
        ).fetchone()
        if chosen is ExportFormat.CSV:
            _mark_as_utf8(building)
        building.replace(path)
    except duckdb.IOException as error:
        raise OSError(str(error)) from error
    finally:
        building.unlink(missing_ok=True)
    assert result is not None
    return ExportedFile(path, int(result[0]))


def _cell(column: Column) -> str:
    name = quoted(column.name)
    if column.data_type.endswith("[]"):
        text = f"array_to_string({name}, '; ')"
    elif column.data_type == "VARCHAR":
        text = name
    else:
        return name
    is_formula = f"regexp_matches({text}, {literal(FORMULA)}) and not regexp_matches({text}, {literal(NUMBER)})"
    return f"case when {is_formula} then '''' || {text} else {text} end as {name}"


def _mark_as_utf8(path: Path) -> None:
    marked = path.with_name(f"{path.name}.marked")
    with path.open("rb") as source, marked.open("wb") as target:
        target.write(codecs.BOM_UTF8)
        shutil.copyfileobj(source, target)
    marked.replace(path)
