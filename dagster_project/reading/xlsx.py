"""Excel workbooks (.xlsx): each visible sheet is a table of what its cells print."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from typing import TYPE_CHECKING

from dagster_project.reading import libreoffice
from dagster_project.reading.builder import DocumentBuilder
from dagster_project.reading.errors import ReadingError
from dagster_project.reading.grid import GridCell, without
from dagster_project.reading.limits import LIMITS, too_large
from dagster_project.reading.number_format import printed_date, printed_number
from dagster_project.reading.ooxml import Package, damaged, has_part, parse_xml
from dagster_project.reading.reader import Reader
from dagster_project.reading.sheet import sheet_cells

if TYPE_CHECKING:
    from lxml import etree
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from dagster_project.reading.document import Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CONSTANT = re.compile(r"^=\s*\d+(?:\.\d+)?\s*[%％]?$")
_SHEET_PART = re.compile(r"^xl/worksheets/[^/]+\.xml$")


def printed_value(value: object, number_format: str | None) -> str:
    """What a cell prints for a stored value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return printed_number(value, number_format)
    if isinstance(value, (dt.datetime, dt.date, dt.time, dt.timedelta)):
        return printed_date(value, number_format)
    return str(value)


def _check_sheets(package: Package) -> list[str]:
    """Raise for sheets that openpyxl would unfold beyond the limits; the formulas that were never calculated."""
    from openpyxl.utils.cell import range_boundaries

    uncalculated: list[str] = []
    for name in sorted(package.names):
        if not _SHEET_PART.match(name):
            continue
        root = parse_xml(package.part(name) or b"", name)
        merged = 0
        for element in root.iter("{*}mergeCell"):
            left, top, right, bottom = (bound or 0 for bound in range_boundaries(str(element.get("ref"))))
            merged += (right - left + 1) * (bottom - top + 1)
        if merged > LIMITS.table_cells:
            raise too_large("合并单元格覆盖的格数", "cells under merged ranges", LIMITS.table_cells)
        if sum(1 for _ in root.iter("{*}c")) > LIMITS.table_cells:
            raise too_large("工作表单元格数", "cells in a sheet", LIMITS.table_cells)
        uncalculated += (f"={cell.findtext('{*}f')}" for cell in root.iter("{*}c") if _is_uncalculated(cell))
    return uncalculated


def _is_uncalculated(cell: etree._Element) -> bool:
    # A text result may be empty; no other kind is.
    return cell.find("{*}f") is not None and not cell.findtext("{*}v") and cell.get("t") != "str"


def _load(data: bytes, results: bool = True) -> Workbook:
    import openpyxl  # here, since it takes most of a second, which no other format should pay

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions (validations, drawings) that print no values
        return openpyxl.load_workbook(io.BytesIO(data), data_only=results, keep_links=False)


def _fill_in(workbook: Workbook, data: bytes, recalculated: Workbook | None) -> None:
    """Give formulas without a stored result the one that LibreOffice calculates; without it, they print themselves.

    A target that was typed as =100% is a formula to the program that saved it; it prints itself, too.
    """
    formulas = _load(data, results=False)
    for sheet in workbook.worksheets:
        results = recalculated[sheet.title]._cells if recalculated and sheet.title in recalculated.sheetnames else {}
        for at, cell in formulas[sheet.title]._cells.items():
            if cell.data_type == "f" and (stored := sheet._cells.get(at)) is not None and stored.value is None:
                formula = str(getattr(cell.value, "text", cell.value))
                result = results[at].value if at in results and not _CONSTANT.match(formula) else None
                stored.value = formula if result is None else result
                stored.number_format = cell.number_format


def _recalculated(data: bytes) -> Workbook | None:
    """The workbook as LibreOffice Calc calculates it, None where that is not installed or makes nothing of it."""
    try:
        calculated = libreoffice.converted(data, "Calc MS Excel 2007 XML", "xlsx:Calc MS Excel 2007 XML")
    except ReadingError as error:
        if error.reason_code == "damaged":
            return None
        raise
    return _load(calculated) if calculated else None


def _cells(sheet: Worksheet) -> list[GridCell]:
    spans = {
        (merged.min_row, merged.min_col): (
            merged.max_row - merged.min_row + 1,
            merged.max_col - merged.min_col + 1,
        )
        for merged in sheet.merged_cells.ranges
    }
    # Only the cells that the file stores: asking for rows would unfold the whole sheet.
    printed = [
        GridCell(row, column, printed_value(cell.value, cell.number_format), *spans.get((row, column), (1, 1)))
        for (row, column), cell in sheet._cells.items()
    ]
    hidden_rows = {number for number, row in sheet.row_dimensions.items() if row.hidden}
    hidden_columns = {
        column
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden and dimension.min and dimension.max
        for column in range(dimension.min, min(dimension.max, LIMITS.table_columns) + 1)
    }
    return without(sheet_cells(printed), hidden_rows, hidden_columns)


def _recognises(data: bytes) -> bool:
    return has_part(data, "xl/workbook.xml")


def _read(data: bytes, name: str) -> Document:
    package = Package(data)
    package.refuse_declarations()
    builder = DocumentBuilder(data, name, MEDIA_TYPE, READER.version)
    try:
        uncalculated = _check_sheets(package)
        workbook = _load(data)
        if uncalculated:
            constants = all(_CONSTANT.match(formula) for formula in uncalculated)
            _fill_in(workbook, data, None if constants else _recalculated(data))
        for sheet in workbook.worksheets:
            if sheet.sheet_state == "visible":
                builder.table(_cells(sheet), name=sheet.title)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, zipfile.BadZipFile) as error:
        raise damaged(f"{type(error).__name__}: {error}") from error
    return builder.build()


READER = Reader("xlsx/3", MEDIA_TYPE, (".xlsx", ".xlsm"), _recognises, _read)
