"""Tables of web pages: rows and spans as browsers lay them out, tables laid with div, and tables that only lay out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dagster_project.reading.grid import GridCell
from dagster_project.reading.html_page import is_dropped, printed_text, style_of
from dagster_project.reading.limits import LIMITS, too_large

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_SPAN_LIMIT = 1000  # as in browsers
_FLOW = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "div", "ul", "ol", "section"}


@dataclass(frozen=True)
class LaidTable:
    """A table's cells with the tables that stand in them, to be read after it."""

    cells: tuple[GridCell, ...]
    nested: tuple[etree._Element, ...]
    unruled: bool = False


def table_cells(table: etree._Element) -> LaidTable:
    """The cells of a table by the HTML standard's algorithm: a cell takes the next place that no span covers."""
    cells: list[GridCell] = []
    nested: list[etree._Element] = []
    covered_to: dict[int, int] = {}  # column → the row up to which a span from above covers it
    for section in _sections(table):
        for row_no, row in section:
            column = 0
            last = section[-1][0]
            for cell in row.iterchildren("td", "th"):
                while covered_to.get(column, 0) > row_no:
                    column += 1
                width = max(1, min(_number(cell.get("colspan"), 1), _SPAN_LIMIT))
                asked = _number(cell.get("rowspan"), 1)
                height = min(asked if asked > 0 else last - row_no + 1, last - row_no + 1)
                if column + width > LIMITS.table_columns * 2:
                    raise too_large("表格列数", "columns in a table", LIMITS.table_columns * 2)
                cells.append(GridCell(row_no, column, printed_text(cell), height, width))
                nested.extend(_outermost_tables(cell))
                for at in range(column, column + width):
                    covered_to[at] = max(covered_to.get(at, 0), row_no + height)
                column += width
    return LaidTable(tuple(cells), tuple(nested))


def is_layout(table: etree._Element) -> bool:
    """Whether a table only lays out the page: one cell in all, or little beside the tables and paragraphs within it."""
    cells = [cell for section in _sections(table) for _, row in section for cell in row.iterchildren("td", "th")]
    filled = [cell for cell in cells if printed_text(cell, with_tables=True)]
    if len(filled) <= 1:
        return True
    whole = sum(len(printed_text(cell, with_tables=True)) for cell in filled)
    inner = sum(len(printed_text(nested, with_tables=True)) for cell in filled for nested in _outermost_tables(cell))
    if inner and inner >= 0.7 * whole:
        return True
    fullest = max(filled, key=lambda cell: len(printed_text(cell, with_tables=True)))
    flow = sum(1 for child in fullest.iter() if child.tag in _FLOW)
    share = len(printed_text(fullest, with_tables=True)) / max(whole, 1)
    return len(filled) <= 6 and flow >= 3 and share >= 0.8 and not _ruled(table)


def div_rows(element: etree._Element) -> list[GridCell]:
    """The cells of a table laid with div by role or by CSS (display: table, flex or floats), or nothing."""
    if element.tag not in ("div", "section", "ul", "dl") or not len(element):
        return []
    rows = [list(_shown(row)) for row in _rows_of(element)]
    table_like = element.get("role") in ("table", "grid") or _display(element) == "table"
    widths = {len(row) for row in rows}
    laid = all(_display(row) in ("table-row", "flex") or _is_row(row) for row in _rows_of(element))
    floated = all("float:left" in style_of(cell) or _display(cell) == "table-cell" for row in rows for cell in row)
    if len(rows) < 2 or min(widths) < 2 or not (table_like or (len(widths) == 1 and (laid or floated))):
        return []
    return [
        GridCell(row_no, column, printed_text(cell))
        for row_no, row in enumerate(rows)
        for column, cell in enumerate(row)
    ]


def _rows_of(element: etree._Element) -> Iterator[etree._Element]:
    for child in _shown(element):
        if child.get("role") == "rowgroup" or _display(child) in ("table-row-group", "table-header-group"):
            yield from _shown(child)
        else:
            yield child


def _is_row(element: etree._Element) -> bool:
    return element.get("role") == "row"


def _shown(element: etree._Element) -> Iterator[etree._Element]:
    return (child for child in element.iterchildren() if isinstance(child.tag, str) and not is_dropped(child))


def _display(element: etree._Element) -> str:
    for rule in style_of(element).split(";"):
        name, _, value = rule.partition(":")
        if name.strip() == "display":
            return value.strip()
    return ""


def _ruled(table: etree._Element) -> bool:
    return str(table.get("border", "0")).strip() not in ("", "0") or "border" in style_of(table)


def _sections(table: etree._Element) -> list[list[tuple[int, etree._Element]]]:
    """Rows numbered over the table, by row group: a span ends with its group. Heads come first, feet last."""
    groups: list[list[etree._Element]] = []
    loose: list[etree._Element] = []
    ordered = sorted(table.iterchildren(), key=lambda child: {"thead": 0, "tfoot": 2}.get(str(child.tag), 1))
    for child in ordered:
        if child.tag == "tr":
            loose.append(child)
            if len(loose) == 1:
                groups.append(loose)
        elif child.tag in ("thead", "tbody", "tfoot"):
            loose = []
            groups.append(list(child.iterchildren("tr")))
    sections, row_no = [], 0
    for group in groups:
        section = []
        for row in group:
            if not is_dropped(row):
                section.append((row_no, row))
                row_no += 1
        if section:
            sections.append(section)
    return sections


def _outermost_tables(cell: etree._Element) -> Iterator[etree._Element]:
    for child in cell.iterchildren():
        if child.tag == "table":
            yield child
        else:
            yield from _outermost_tables(child)


def _number(text: str | None, default: int) -> int:
    digits = (text or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else default
