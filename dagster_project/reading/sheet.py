"""What sheets of both Excel formats have in common: where the printed part of a sheet ends."""

from __future__ import annotations

from dagster_project.reading.grid import GridCell
from dagster_project.reading.limits import LIMITS, too_large


def sheet_cells(stored: list[GridCell]) -> list[GridCell]:
    """The cells of the printed part of a sheet, blank rows and columns within it kept; nothing for a blank sheet.

    A sheet stores formatted cells far beyond its last value, and merged ranges as a first cell and covered ones.
    """
    filled = [cell for cell in stored if cell.text.strip()]
    if not filled:
        return []
    top, left = min(cell.row for cell in filled), min(cell.column for cell in filled)
    bottom = max(cell.row + cell.row_span for cell in filled)
    right = max(cell.column + cell.column_span for cell in filled)
    if (bottom - top) * (right - left) > LIMITS.table_cells:
        raise too_large("工作表有内容的区域格数", "cells in the filled part of a sheet", LIMITS.table_cells)
    merged = [
        GridCell(
            cell.row,
            cell.column,
            cell.text,
            min(cell.row_span, bottom - cell.row),
            min(cell.column_span, right - cell.column),
        )
        for cell in stored
        if top <= cell.row < bottom
        and left <= cell.column < right
        and (cell.text or cell.row_span * cell.column_span > 1)
    ]
    covered = {
        (row, column)
        for cell in merged
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    blanks = [
        GridCell(row, column, "")
        for row in range(top, bottom)
        for column in range(left, right)
        if (row, column) not in covered
    ]
    return merged + blanks
