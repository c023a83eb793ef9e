"""The canonical grid: a table's cells at coordinates that depend on what is printed, not on how a format stores it.

Column and row boundaries that no cell uses are dropped, places that no cell covers become empty cells, and where two
cells claim a place the first keeps it. So the same table has the same coordinates from every format.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dagster_project.reading.limits import LIMITS, too_large

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


@dataclass(frozen=True)
class GridCell:
    """A cell and its text; row and column count from 0."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    confidence: float | None = None  # 0..1 where the text was recognised in an image


def canonical(cells: Iterable[GridCell]) -> tuple[GridCell, ...]:
    """The cells of the whole canonical grid in row order, empty ones included; raises ReadingError 'too_large'."""
    placed = _compressed(sorted(cells, key=lambda cell: (cell.row, cell.column)))
    row_count = max((cell.row + cell.row_span for cell in placed), default=0)
    column_count = max((cell.column + cell.column_span for cell in placed), default=0)
    claimed = sum(cell.row_span * cell.column_span for cell in placed)  # beyond the grid where cells overlap
    if max(row_count * column_count, claimed) > LIMITS.table_cells:
        raise too_large("单个表格的单元格数", "cells in one table", LIMITS.table_cells)
    taken: set[tuple[int, int]] = set()
    kept: list[GridCell] = []
    for cell in placed:
        fitted = _fitted(cell, taken)
        if fitted is not None:
            taken.update(_places(fitted))
            kept.append(fitted)
    holes = ((row, column) for row in range(row_count) for column in range(column_count))
    kept.extend(GridCell(row, column, "") for row, column in holes if (row, column) not in taken)
    return tuple(sorted(kept, key=lambda cell: (cell.row, cell.column)))


def without(cells: Iterable[GridCell], rows: Collection[int], columns: Collection[int]) -> list[GridCell]:
    """The cells that are still printed when these rows and columns are hidden; coordinates stay."""
    shown: list[GridCell] = []
    for cell in cells:
        cell_rows = [row for row in range(cell.row, cell.row + cell.row_span) if row not in rows]
        cell_columns = [
            column for column in range(cell.column, cell.column + cell.column_span) if column not in columns
        ]
        if cell_rows and cell_columns:
            spans = cell_rows[-1] - cell_rows[0] + 1, cell_columns[-1] - cell_columns[0] + 1
            shown.append(GridCell(cell_rows[0], cell_columns[0], cell.text, *spans))
    return shown


def _compressed(cells: list[GridCell]) -> list[GridCell]:
    """The cells with their boundaries renumbered 0, 1, 2, ... and rows and columns without any cell left out."""
    rows = _ranks([(cell.row, cell.row + cell.row_span) for cell in cells])
    columns = _ranks([(cell.column, cell.column + cell.column_span) for cell in cells])
    compressed = []
    for cell in cells:
        row, row_end = rows[cell.row], rows[cell.row + cell.row_span]
        column, column_end = columns[cell.column], columns[cell.column + cell.column_span]
        compressed.append(GridCell(row, column, cell.text, row_end - row, column_end - column, cell.confidence))
    return compressed


def _ranks(intervals: list[tuple[int, int]]) -> dict[int, int]:
    """The new number of every boundary in use; two boundaries with no cell between them become one."""
    boundaries = sorted({bound for interval in intervals for bound in interval})
    covered_to: dict[int, int] = {}
    for start, end in intervals:
        covered_to[start] = max(covered_to.get(start, end), end)
    ranks: dict[int, int] = {}
    rank, reach = -1, boundaries[0] if boundaries else 0
    for number, bound in enumerate(boundaries):
        if number == 0 or reach >= bound:
            rank += 1
        ranks[bound] = rank
        reach = max(reach, covered_to.get(bound, bound))
    return ranks


def _places(cell: GridCell) -> Iterable[tuple[int, int]]:
    for row in range(cell.row, cell.row + cell.row_span):
        for column in range(cell.column, cell.column + cell.column_span):
            yield row, column


def _fitted(cell: GridCell, taken: set[tuple[int, int]]) -> GridCell | None:
    """The cell cut to the places still free; None where its own place is taken and it holds no text."""
    if not any(place in taken for place in _places(cell)):
        return cell
    if (cell.row, cell.column) in taken:
        free = next((place for place in _places(cell) if place not in taken), None)
        return replace(cell, row=free[0], column=free[1], row_span=1, column_span=1) if free and cell.text else None
    width = 1
    while width < cell.column_span and (cell.row, cell.column + width) not in taken:
        width += 1
    return replace(cell, row_span=1, column_span=width)
