"""Excel 97–2003 workbooks (.xls): each visible sheet is a table of what its cells print."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import xlrd
from xlrd.biffh import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, XL_CELL_NUMBER, XL_CELL_TEXT

from dagster_project.reading.builder import DocumentBuilder
from dagster_project.reading.grid import GridCell, without
from dagster_project.reading.limits import LIMITS, too_large
from dagster_project.reading.macros import refuse_macro_streams
from dagster_project.reading.number_format import printed_date, printed_number
from dagster_project.reading.ooxml import damaged, encrypted
from dagster_project.reading.reader import Reader
from dagster_project.reading.sheet import sheet_cells

if TYPE_CHECKING:
    from dagster_project.reading.document import Document

MEDIA_TYPE = "application/vnd.ms-excel"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_DAMAGES = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    struct.error,
    AssertionError,
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    UnicodeDecodeError,
)


def _printed(book: xlrd.book.Book, cell: xlrd.sheet.Cell) -> str:
    if cell.ctype == XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype == XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERR!"))
    if cell.ctype not in (XL_CELL_NUMBER, XL_CELL_DATE):
        return ""
    number_format = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    if cell.ctype == XL_CELL_DATE:
        try:
            return printed_date(xlrd.xldate_as_datetime(cell.value, book.datemode), number_format)
        except (ValueError, OverflowError):
            return printed_number(cell.value, None)
    return printed_number(cell.value, number_format)


def _cells(book: xlrd.book.Book, sheet: xlrd.sheet.Sheet) -> list[GridCell]:
    if sheet.nrows * sheet.ncols > 50 * LIMITS.table_cells:
        raise too_large("工作表单元格数", "cells in a sheet", 50 * LIMITS.table_cells)
    spans = {(top, left): (bottom - top, right - left) for top, bottom, left, right in sheet.merged_cells}
    covered = sum(height * width for height, width in spans.values())
    if covered > LIMITS.table_cells:
        raise too_large("合并单元格覆盖的格数", "cells under merged ranges", LIMITS.table_cells)
    printed = [
        GridCell(row, column, _printed(book, sheet.cell(row, column)), *spans.get((row, column), (1, 1)))
        for row in range(sheet.nrows)
        for column in range(sheet.row_len(row))
    ]
    hidden_rows = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
    hidden_columns = {column for column, info in sheet.colinfo_map.items() if info.hidden}
    return without(sheet_cells(printed), hidden_rows, hidden_columns)


def _recognises(data: bytes) -> bool:
    # Names in the directory of the compound file; a Word document has none of them unless a workbook is embedded.
    return data.startswith(_OLE) and any(name in data for name in _STREAMS) and _WORD not in data


_WORD = "WordDocument".encode("utf-16-le")


def _read(data: bytes, name: str) -> Document:
    refuse_macro_streams(data)
    builder = DocumentBuilder(data, name, MEDIA_TYPE, READER.version)
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        for sheet in book.sheets():
            if sheet.visibility == 0:
                builder.table(_cells(book, sheet), name=sheet.name)
    except _DAMAGES as error:
        if "encrypted" in str(error).lower():
            raise encrypted() from error
        raise damaged(f"{type(error).__name__}: {error}") from error
    return builder.build()


READER = Reader("xls/2", MEDIA_TYPE, (".xls", ".et"), _recognises, _read)
