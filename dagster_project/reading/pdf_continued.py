"""Tables that run on over pages: repeated headings dropped, broken rows and merged cells joined again."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dagster_project.reading.pdf_lines import Line, is_full, joint, lowest

_SAME = 4.0  # points: how far the same line may shift from page to page
_NUMBER = re.compile(r"^[<>≤≥=±+-]?\s*[\d０-９][\d０-９.,，%％]*$")


@dataclass(frozen=True)
class PageCell:
    """A cell on a page: its place among the table's lines, its text, and the printed lines between its margins."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    lines: tuple[Line, ...]
    left: float
    right: float

    @property
    def confidence(self) -> float | None:
        """The lowest of its lines."""
        return lowest(line.confidence for line in self.lines)

    def runs_on_to(self, below: PageCell) -> bool:
        """Whether the text of this cell may go on in the cell below: its last line is only wrapped."""
        if not self.lines or not below.lines:
            return False
        return is_full(self.lines[-1], below.lines[0], self.left, self.right)

    def with_rest(self, below: PageCell) -> PageCell:
        """The cell with what stands of it on the next page."""
        between = joint(self.lines[-1], below.lines[0]) if self.lines and below.lines else ""
        return replace(
            self,
            row_span=self.row_span + below.row_span - 1,
            text=self.text + between + below.text,
            lines=self.lines + below.lines,
        )


@dataclass(frozen=True)
class PageTable:
    """A table on a page; its cells count columns by xs, the positions of its vertical lines in points."""

    page: int
    xs: tuple[float, ...]
    cells: tuple[PageCell, ...]

    @property
    def row_count(self) -> int:
        return max((cell.row + cell.row_span for cell in self.cells), default=0)

    def row(self, number: int) -> dict[int, PageCell]:
        """The cells that begin in a row, by column."""
        return {cell.column: cell for cell in self.cells if cell.row == number}

    def reaching(self, number: int) -> dict[int, PageCell]:
        """The cells that end with a row, by column."""
        return {cell.column: cell for cell in self.cells if cell.row + cell.row_span == number + 1}


def continues(table: PageTable, following: PageTable) -> bool:
    """Whether the first table of a page goes on with the last of the page before: same lines, or the same heading."""
    if abs(table.xs[0] - following.xs[0]) > _SAME or abs(table.xs[-1] - following.xs[-1]) > _SAME:
        return False
    same_lines = _within(table.xs, following.xs) or _within(following.xs, table.xs)
    return same_lines or _heading_rows(table, following) > 0


def joined(table: PageTable, following: PageTable) -> PageTable:
    """Both as one table on the first one's page."""
    xs = _united(table.xs, following.xs)
    upper, lower = _on(table, xs), _on(following, xs)
    repeated = _heading_rows(upper, lower)
    rest = [replace(cell, row=cell.row - repeated) for cell in lower.cells if cell.row >= repeated]
    last = upper.reaching(upper.row_count - 1)
    first = {cell.column: cell for cell in rest if cell.row == 0}
    broken = _is_broken_row(last, first)
    blanks = _leading_blanks(first)
    grown: dict[int, PageCell] = {}
    for column, cell in first.items():
        above = last.get(column)
        if above is None or above.column_span != cell.column_span:
            continue
        if broken:
            grown[column] = above.with_rest(cell)
        elif column in blanks and above.text:
            # A cell merged downwards is drawn again, empty, at the top of the next page.
            grown[column] = replace(above, row_span=above.row_span + cell.row_span)
    shift = upper.row_count - (1 if broken else 0)
    cells = [
        grown[cell.column] if last.get(cell.column) is cell and cell.column in grown else cell for cell in upper.cells
    ]
    cells += [replace(cell, row=cell.row + shift) for cell in rest if not (cell.row == 0 and cell.column in grown)]
    return PageTable(table.page, xs, tuple(cells))


def _is_broken_row(last: dict[int, PageCell], first: dict[int, PageCell]) -> bool:
    """Whether a page's end broke a row in two: only its long cells go on, its numbers and short ones stay above."""
    if not first or any(
        column not in last or last[column].column_span != cell.column_span for column, cell in first.items()
    ):
        return False
    going_on = {column for column, cell in first.items() if cell.text}
    if not going_on or not all(last[column].runs_on_to(first[column]) for column in going_on):
        return False
    stayed = [column for column in first if last[column].text and column not in going_on]
    numbers = [column for column in first if _NUMBER.match(last[column].text)]
    return bool(stayed) and not any(column in going_on for column in numbers)


def _leading_blanks(row: dict[int, PageCell]) -> set[int]:
    blanks: set[int] = set()
    for column in sorted(row):
        if row[column].text:
            break
        blanks.add(column)
    return blanks


def _heading_rows(table: PageTable, following: PageTable) -> int:
    """How many rows the following table repeats from the top of the table."""
    repeated = 0
    while repeated < min(table.row_count, following.row_count - 1):
        first = [(cell.text, cell.row_span) for _, cell in sorted(table.row(repeated).items())]
        again = [(cell.text, cell.row_span) for _, cell in sorted(following.row(repeated).items())]
        if first != again or not any(text for text, _ in first):
            break
        repeated += 1
    return repeated


def _within(xs: tuple[float, ...], others: tuple[float, ...]) -> bool:
    return all(any(abs(x - other) <= _SAME for other in others) for x in xs)


def _united(xs: tuple[float, ...], others: tuple[float, ...]) -> tuple[float, ...]:
    new = [other for other in others if not any(abs(x - other) <= _SAME for x in xs)]
    return tuple(sorted([*xs, *new]))


def _on(table: PageTable, xs: tuple[float, ...]) -> PageTable:
    """The table with its columns counted by other lines, a superset of its own."""
    numbers = [min(range(len(xs)), key=lambda number: abs(xs[number] - own)) for own in table.xs]
    cells = []
    for cell in table.cells:
        column, end = numbers[cell.column], numbers[cell.column + cell.column_span]
        cells.append(replace(cell, column=column, column_span=max(1, end - column)))
    return PageTable(table.page, xs, tuple(cells))
