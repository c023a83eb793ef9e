"""From pages to a document: paragraphs over line and page breaks, tables over pages, without page furniture."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from dagster_project.reading.grid import GridCell
from dagster_project.reading.ocr_numbers import trusted
from dagster_project.reading.pdf_continued import PageCell, PageTable, continues, joined
from dagster_project.reading.pdf_lines import Line, is_full, joint, lines_of, lowest, running_text
from dagster_project.reading.pdf_page import Char, PageContent
from dagster_project.reading.pdf_tables import RuledCell, RuledTable, ruled_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dagster_project.reading.builder import DocumentBuilder

_PAGE_NUMBER = re.compile(
    r"^[-—–－·~\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/／,，共]\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–－·~\s]*$"
)
_CONTINUED = re.compile(r"^[（(]?(?:续(?:上)?表|表?续)[^，。]{0,12}$")
_MARGIN_SHARE = 0.12  # of the page's height, at its head and foot: where page furniture stands
_SHORTEST_FULL_LINE = 0.6  # of the page's width
_PAD_LIMIT = 6.0  # points between a cell's line and its text


@dataclass(frozen=True)
class _FlowLine:
    page: int
    line: Line
    follows_break: bool  # first of its page or behind a table


_Item = _FlowLine | PageTable


def _page_items(page: PageContent) -> list[tuple[float, _Item]]:
    """(y, line or table) of a page from top to bottom; a table within a table comes behind the outer one."""
    tables = ruled_tables(page)
    held: dict[int, list[Char]] = {number: [] for number in range(len(tables))}
    free: list[Char] = []
    for char in page.chars:
        # Smallest first, so that a table within a table keeps its own characters.
        number = next((n for n, table in enumerate(tables) if table.holds(*char.middle)), None)
        (free if number is None else held[number]).append(char)
    items: list[tuple[float, _Item]] = [(line.baseline, _FlowLine(page.number, line, False)) for line in lines_of(free)]
    for number, table in sorted(enumerate(tables), key=lambda item: -item[1].area):
        items.append((_order(table, tables), _page_table(page.number, table, held[number])))
    return sorted(items, key=lambda item: item[0])


def _order(table: RuledTable, tables: list[RuledTable]) -> float:
    """The y to sort a table by: its own top, or just below the table that holds it."""
    outer = [o for o in tables if o.area > table.area and o.holds(table.xs[0], table.ys[0])]
    return max((o.ys[-1] for o in outer), default=table.ys[0])


def _page_table(page: int, table: RuledTable, chars: list[Char]) -> PageTable:
    by_cell: dict[RuledCell, list[Char]] = {}
    for char in chars:
        cell = table.cell_at(*char.middle)
        if cell is not None:
            by_cell.setdefault(cell, []).append(char)
    lines = {cell: lines_of(cell_chars) for cell, cell_chars in by_cell.items()}
    gaps = [line.x0 - table.xs[cell.column] for cell, own in lines.items() for line in own]
    pad = min(max(min(gaps, default=0.0), 0.0), _PAD_LIMIT)
    cells = []
    for cell in table.cells:
        left, right = table.xs[cell.column] + pad, table.xs[cell.column_end] - pad
        own = tuple(lines.get(cell, ()))
        text = running_text(own, left, right)
        spans = cell.row_end - cell.row, cell.column_end - cell.column
        cells.append(PageCell(cell.row, cell.column, *spans, text, own, left, right))
    return PageTable(page, table.xs, tuple(cells))


def _without_furniture(pages: list[PageContent]) -> list[list[_Item]]:
    """The items of every page without running heads and feet and page numbers."""
    items = [_page_items(page) for page in pages]
    repeated = Counter(
        key
        for page, placed in zip(pages, items, strict=True)
        for key in {_furniture_key(page, y, item) for y, item in placed}
        if key is not None
    )
    kept: list[list[_Item]] = []
    for page, placed in zip(pages, items, strict=True):
        shown = []
        for number, (y, item) in enumerate(placed):
            key = _furniture_key(page, y, item)
            at_edge = number in (0, len(placed) - 1)
            furniture = key is not None and (
                repeated[key] >= max(2, len(pages) // 2)
                or (at_edge and isinstance(item, _FlowLine) and bool(_PAGE_NUMBER.match(item.line.text)))
            )
            if not furniture:
                shown.append(item)
        kept.append(shown)
    return kept


def _furniture_key(page: PageContent, y: float, item: _Item) -> tuple[str, int] | None:
    """What a line in the page's margins is recognised by on other pages: its text without numbers, and its height."""
    in_margin = y < _MARGIN_SHARE * page.height or y > (1 - _MARGIN_SHARE) * page.height
    if not in_margin or not isinstance(item, _FlowLine):
        return None
    return re.sub(r"\d+", "#", item.line.text), round(y / 6)


def _flow(pages: list[list[_Item]]) -> Iterator[_Item]:
    """All items in order, tables that run on over pages joined."""
    table: PageTable | None = None
    for page in pages:
        start = 0
        if table is not None:
            while start < len(page) and _is_continuation_mark(page[start]):
                start += 1
            first = page[start] if start < len(page) else None
            if isinstance(first, PageTable) and continues(table, first):
                table = joined(table, first)
                start += 1
            else:
                start = 0
            if start < len(page) or start == 0:
                yield table
                table = None
        rest = page[start:]
        last = rest[-1] if rest else None
        if isinstance(last, PageTable):
            table = last
            rest = rest[:-1]
        for number, item in enumerate(rest):
            behind_table = number == 0 or isinstance(rest[number - 1], PageTable)
            yield _FlowLine(item.page, item.line, behind_table) if isinstance(item, _FlowLine) else item
    if table is not None:
        yield table


def _is_continuation_mark(item: _Item) -> bool:
    return isinstance(item, _FlowLine) and bool(_CONTINUED.match(item.line.text))


class _Paragraphs:
    """Joins lines to paragraphs by the margins of the whole document."""

    def __init__(self, lines: list[_FlowLine], width: float, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._open: list[_FlowLine] = []
        texts = [item.line for item in lines]
        self._left = sorted(line.x0 for line in texts)[len(texts) // 10] if texts else 0.0
        longest = sorted(line.x1 for line in texts)[-1 - len(texts) // 50] if texts else 0.0
        # Where all lines are short, none of them is full.
        self._right = max(longest, self._left + _SHORTEST_FULL_LINE * width)
        pitches = [
            after.line.baseline - before.line.baseline
            for before, after in pairwise(lines)
            if before.page == after.page and not after.follows_break
        ]
        self._pitch = median(pitches) if pitches else 0.0

    def add(self, item: _FlowLine) -> None:
        if self._open and not self._goes_on(self._open[-1], item):
            self.end()
        self._open.append(item)

    def end(self) -> None:
        if not self._open:
            return
        text = self._open[0].line.text
        for before, after in pairwise(self._open):
            text += joint(before.line, after.line) + after.line.text
        confidence = lowest(item.line.confidence for item in self._open)
        self._builder.paragraph(text, page=self._open[0].page, confidence=trusted(text, confidence))
        self._open = []

    def _goes_on(self, before: _FlowLine, after: _FlowLine) -> bool:
        upper, lower = before.line, after.line
        if lower.x0 - self._left > 0.9 * lower.size or abs(upper.size - lower.size) > 0.15 * upper.size:
            return False
        if before.page == after.page and lower.baseline - upper.baseline > 1.6 * max(self._pitch, upper.size):
            return False
        return is_full(upper, lower, self._left, self._right)


def append_pages(pages: list[PageContent], builder: DocumentBuilder) -> None:
    """Append what the pages print, in reading order, to a document."""
    items = list(_flow(_without_furniture(pages)))
    width = min(page.width for page in pages)
    paragraphs = _Paragraphs([item for item in items if isinstance(item, _FlowLine)], width, builder)
    for item in items:
        if isinstance(item, _FlowLine):
            paragraphs.add(item)
        else:
            paragraphs.end()
            cells = (
                GridCell(c.row, c.column, c.text, c.row_span, c.column_span, trusted(c.text, c.confidence))
                for c in item.cells
            )
            builder.table(cells, page=item.page)
    paragraphs.end()
