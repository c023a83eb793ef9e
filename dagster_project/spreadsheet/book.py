"""An Excel workbook in one style: frozen header, filter, print setup; every value as what it is, never as a formula."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dagster_project.spreadsheet.cells import begins_a_formula, exact_number, storable, text_width

EXCEL_ROWS = 1_048_576
# Of a sheet: beyond it Excel calls a file damaged.
_EXCEL_LINKS = 65_000
# Of a page in landscape, in characters of the font at full size.
_A4, _A3, _A4_CHARACTERS = 9, 8, 150
_LINE_POINTS, _TALLEST_POINTS = 15, 405

_FONT = {"font_name": "Microsoft YaHei", "font_size": 10}
_CELL = {"valign": "top", "border": 1, "border_color": "#D9D9D9"}
_HEADER = {
    "bold": True,
    "text_wrap": True,
    "align": "center",
    "valign": "vcenter",
    "font_color": "#FFFFFF",
    "bg_color": "#1F4E78",
    "border": 1,
    "border_color": "#D9D9D9",
}
# What a value looks like by its kind.
_KINDS: dict[str, dict[str, Any]] = {
    "text": {},
    # A cell whose text looks like a formula would become one as soon as somebody edits it.
    "formula": {"quote_prefix": True},
    "digits": {"align": "right"},
    "date": {"num_format": "yyyy-mm-dd"},
    "integer": {"num_format": "0_ "},
    "whole": {"num_format": "#,##0_ "},
    "decimal": {"num_format": "#,##0.######_ "},
    "money": {"num_format": "#,##0.00####_ "},
    "link": {"font_color": "#0563C1", "underline": 1},
}
# Distinct in grey, too, and the word stands in the cell.
_SEVERITIES: dict[str, dict[str, Any]] = {
    "错误": {"bg_color": "#F8CBAD", "font_color": "#7F1D00", "bold": True},
    "警告": {"bg_color": "#FFF2CC", "font_color": "#7F6000"},
    "提示": {"bg_color": "#DDEBF7", "font_color": "#1F4E78"},
}

Value = str | int | bool | Decimal | date | None


@dataclass(frozen=True)
class Column:
    """A column: header, width in characters (of ASCII); wraps: long text goes over several lines; money: always with
    two decimal places; severity: coloured by its word; prints: on paper, with all before it."""

    header: str
    width: float
    wraps: bool = False
    money: bool = False
    severity: bool = False
    prints: bool = True


@dataclass(frozen=True)
class Link:
    """A cell that leads to a cell of the workbook."""

    text: str
    sheet: str
    row: int


Row = Sequence[Value | Link]


class Book(AbstractContextManager["Book"]):
    """A workbook that is written row by row, in memory that does not grow with it.

    rows_a_sheet: rows after which a sheet goes on in another one, its header included. created: what the file's
    properties say, so that the same content makes the same file.
    """

    def __init__(self, path: Path, title: str, created: datetime | None = None, rows_a_sheet: int = EXCEL_ROWS) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": _FONT,
        }
        self._workbook = xlsxwriter.Workbook(str(path), options)
        self._workbook.set_properties({"title": title, **({"created": created} if created else {})})
        self._formats: dict[tuple[str, bool, str | None], Format] = {}
        self.rows_a_sheet = rows_a_sheet

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Write the file. Raises OSError where that cannot be."""
        try:
            self._workbook.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error

    def sheet(self, name: str, columns: Sequence[Column], frozen_columns: int = 0) -> Sheet:
        """The next sheet, a table with these columns."""
        return Sheet(self, name, columns, frozen_columns)

    def page(self, name: str, widths: Sequence[float]) -> Worksheet:
        """The next sheet, empty, for what is no table."""
        worksheet: Worksheet = self._workbook.add_worksheet(name)
        for number, width in enumerate(widths):
            worksheet.set_column(number, number, width)
        worksheet.set_landscape()
        worksheet.set_paper(_A4)
        worksheet.fit_to_pages(1, 0)
        worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        worksheet.set_footer("&L&A&R第 &P 页，共 &N 页")
        return worksheet

    def row_of(self, name: str, number: int) -> tuple[str, int]:
        """Where the row of a table is that is written as its `number`th, from 1: name of the sheet, row of it."""
        part, index = divmod(number - 1, self.rows_a_sheet - 1)
        return part_name(name, part), index + 2

    def format(self, **properties: Any) -> Format:
        """A new format in the font of the book."""
        return self._workbook.add_format({**_FONT, **properties})

    def header_format(self) -> Format:
        return self._format_of("header", wraps=True)

    def write(self, worksheet: Worksheet, row: int, number: int, value: Value | Link, column: Column) -> None:
        """Write one cell; row and number (of the column) from 0."""
        if isinstance(value, str):
            kind = "formula" if begins_a_formula(value) else "text"
            severity = value if column.severity and value in _SEVERITIES else None
            worksheet.write_string(row, number, storable(value), self._format_of(kind, column.wraps, severity))
        elif value is None:
            worksheet.write_blank(row, number, None, self._format_of("text", column.wraps))
        elif isinstance(value, bool):
            worksheet.write_string(row, number, "是" if value else "否", self._format_of("text", column.wraps))
        elif isinstance(value, Decimal | int):
            self._write_number(worksheet, row, number, value, column)
        elif isinstance(value, date):
            worksheet.write_datetime(row, number, value, self._format_of("date", column.wraps))
        else:
            self._write_link(worksheet, row, number, value)

    def _write_number(self, worksheet: Worksheet, row: int, number: int, value: Decimal | int, column: Column) -> None:
        exact = exact_number(value)
        if exact is None:
            worksheet.write_string(row, number, f"{Decimal(value):f}", self._format_of("digits", column.wraps))
        else:
            kind = _number_kind(value, column)
            worksheet.write_number(row, number, exact, self._format_of(kind, column.wraps))

    def _write_link(self, worksheet: Worksheet, row: int, number: int, link: Link) -> None:
        if worksheet.hlink_count < _EXCEL_LINKS:
            target = f"internal:'{link.sheet}'!A{link.row}"
            worksheet.write_url(row, number, target, self._format_of("link", False), storable(link.text))
        else:
            worksheet.write_string(row, number, storable(link.text), self._format_of("text", False))

    def _format_of(self, kind: str, wraps: bool, severity: str | None = None) -> Format:
        """The format of a table's cell, made once."""
        key = kind, wraps, severity
        if key not in self._formats:
            look = _HEADER if kind == "header" else {**_CELL, **_KINDS[kind], "text_wrap": wraps}
            self._formats[key] = self.format(**look, **_SEVERITIES.get(severity or "", {}))
        return self._formats[key]


def _number_kind(value: Decimal | int, column: Column) -> str:
    if isinstance(value, int):
        return "integer"
    if column.money:
        return "money"
    return "whole" if value == value.to_integral_value() else "decimal"


class Sheet:
    """A table of a workbook. Where it is longer than a sheet can be, it goes on in one that is named after it."""

    def __init__(self, book: Book, name: str, columns: Sequence[Column], frozen_columns: int) -> None:
        self._book = book
        self._name = name
        self._columns = columns
        self._frozen_columns = frozen_columns
        self._wrapping = [(number, column) for number, column in enumerate(columns) if column.wraps]
        self._part = 0
        self._last_printed = max(number for number, column in enumerate(columns) if column.prints)
        self._worksheet, self._row = self._begin(), 1
        self.rows = 0

    def write_rows(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if self._row == self._book.rows_a_sheet:
                self.close()
                self._part += 1
                self._worksheet, self._row = self._begin(), 1
            lines = max((_lines(row[number], column) for number, column in self._wrapping), default=1)
            if lines > 1:
                self._worksheet.set_row(self._row, min(lines * _LINE_POINTS, _TALLEST_POINTS))
            for number, (value, column) in enumerate(zip(row, self._columns, strict=True)):
                self._book.write(self._worksheet, self._row, number, value, column)
            self._row += 1
            self.rows += 1

    def close(self) -> None:
        """What can be said only once the number of rows is known."""
        last = max(self._row - 1, 1)
        self._worksheet.autofilter(0, 0, last, len(self._columns) - 1)
        self._worksheet.print_area(0, 0, last, self._last_printed)

    def _begin(self) -> Worksheet:
        worksheet = self._book.page(part_name(self._name, self._part), [column.width for column in self._columns])
        worksheet.freeze_panes(1, self._frozen_columns)
        worksheet.repeat_rows(0)
        # Codes and keys are text on purpose.
        worksheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        worksheet.set_row(0, max(_lines(column.header, column) for column in self._columns) * _LINE_POINTS + 3)
        if sum(column.width for column in self._columns[: self._last_printed + 1]) > _A4_CHARACTERS:
            worksheet.set_paper(_A3)
        for number, column in enumerate(self._columns):
            worksheet.write_string(0, number, column.header, self._book.header_format())
        return worksheet


def part_name(name: str, part: int) -> str:
    """The sheet on which a table goes on: part 0 is its own."""
    return name if part == 0 else f"{name}{part + 1}"


def _lines(value: Value | Link, column: Column) -> int:
    """Lines that a text takes in a column; LibreOffice does not find the height of a row by itself."""
    if not isinstance(value, str):
        return 1
    return sum(max(1, math.ceil(text_width(line) / column.width)) for line in value.split("\n"))
