"""Labels in tables: the words to the left of a number and the headings above it, and the unit that they give."""

from __future__ import annotations

import re
from itertools import pairwise

from dagster_project.extraction.cell_numbers import is_rated
from dagster_project.extraction.clipping import clip_head
from dagster_project.extraction.marks import numbering
from dagster_project.extraction.remembered import remembered
from dagster_project.extraction.table_grid import Grid
from dagster_project.extraction.words import NOTHING, Words
from dagster_project.reading.document import Cell

_HEADER_UNIT = re.compile(
    r"[（(，,]\s*(?:金额)?(?:单位)?\s*[：:]?\s*(?:(?:人|名|个|家)\s*[、，,/]\s*)?(亿元|百万元|万元|千元|元|人|名|家|个|%|％|㎡|平方米)\s*(?:[、，,][^）)]*)?[）)]"
    r"|单位\s*[：:]\s*(?:人民币|(?:人|名|个|家)\s*[、，,/])?\s*(亿元|百万元|万元|千元|元|人|%)"
)
_STATES_UNIT = re.compile(r"\s*(?:金额)?单位\s*[：:]\s*(?:人民币)?\s*(?:亿|百万|万|千)?元")
LONGEST_HEADING = 30
MOST_HEADING_ROWS = 40


def row_labels(grid: Grid, cell: Cell) -> list[Words]:
    """The words to the left of a number: the nearest run of worded cells; merged and carried-down cells count."""
    labels: list[Words] = []
    column = cell.column - 1
    passed: list[int] = []  # columns from which the walk left gives the same
    while column >= 0:
        if not labels:
            if (cell.row, column) in grid.row_labels:
                labels = grid.row_labels[cell.row, column]
                break
            passed.append(column)
        left = grid.at(cell.row, column)
        if left is None:
            column -= 1
            continue
        if grid.is_number(left):
            if labels:
                break
        elif grid.is_person(left):
            pass
        elif words := grid.words(left):
            labels.insert(0, Words(clip_head(words), left.confidence))
        elif left.column == 0 and not labels and (carried := _carried(grid, left)).text:
            labels.insert(0, carried)
        column = left.column - 1
    grid.row_labels.update(((cell.row, column), labels) for column in passed)
    return labels


def _carried(grid: Grid, cell: Cell) -> Words:
    """What an empty first cell carries down from the cell above it."""
    passed: list[int] = []
    carried = NOTHING
    for row in range(cell.row - 1, -1, -1):
        if row in grid.carried:
            carried = grid.carried[row]
            break
        passed.append(row)
        above = grid.at(row, cell.column)
        if above is not None and (words := grid.words(above)):
            carried = NOTHING if grid.is_number(above) else Words(clip_head(words), above.confidence)
            break
    grid.carried.update(dict.fromkeys(passed, carried))
    return carried


def column_labels(grid: Grid, cell: Cell) -> list[Words]:
    """The headings above a cell, outermost first: the nearest heading row with words over it, and the rows above."""
    labels: list[Words] = []
    passed: list[int] = []  # rows from which the walk up gives the same
    for row in range(cell.row - 1, -1, -1):
        if (row, cell.column) in grid.column_labels:
            labels = grid.column_labels[row, cell.column]
            break
        passed.append(row)
        if grid.is_heading_row(row) and (found := _headings(grid, row, cell.column)) is not None:
            labels = found
            break
    grid.column_labels.update(((row, cell.column), labels) for row in passed)
    return labels


def _headings(grid: Grid, nearest: int, column: int) -> list[Words] | None:
    """What a heading row and those above it say over a column; None where the row says nothing of it."""
    labels: list[Words] = []
    for row in range(nearest, max(-1, nearest - MOST_HEADING_ROWS), -1):
        if not grid.is_heading_row(row):
            break
        above = grid.at(row, column)
        words = grid.words(above) if above is not None else ""
        if not labels and _opens_pairs(grid, row):
            return []
        if len(grid.rows.get(row, [])) == 1:
            if labels or "（" in words or "(" in words:
                break
            return None  # a title over the whole table
        if len(words) > LONGEST_HEADING or "。" in words:
            break  # a cell of prose heads nothing
        if above is not None and words and (label := clip_head(words)) not in {said.text for said in labels}:
            labels.insert(0, Words(label, above.confidence))
        if not labels:
            return None
    return labels


def _opens_pairs(grid: Grid, row: int) -> bool:
    """Whether a numbered title opens a part of labels with their answers beside them, which no heading above heads."""
    said = [words for cell in grid.rows.get(row, []) if (words := grid.words(cell))]
    numbered = numbering(said[0]) if len(said) == 1 else None
    cells = grid.rows.get(row + 1, [])
    if numbered is None or numbered[0] > 1 or grid.is_heading_row(row + 1) or not cells:
        return False
    alone = [grid.is_number(cell) for cell in cells]
    return not any(one and other for one, other in pairwise(alone))


def unit_of(grid: Grid, cell: Cell, over: list[Words], left: list[Words], caption: Words) -> tuple[Words, str | None]:
    """The unit that a number without one takes from its headings, its row, its table's title or its caption.

    Its confidence is that of the words which state it.
    """
    if over and is_rated(over[-1].text):
        return NOTHING, None
    for label in (*over, *left):
        if unit := _header_unit(label.text):
            return Words(unit, label.confidence), "header"
    if (above := _unit_above(grid, cell.row)).text:
        return above, "header"
    if unit := _header_unit(caption.text):
        return Words(unit, caption.confidence), "caption"
    return NOTHING, None


def _unit_above(grid: Grid, row: int) -> Words:
    """The unit that the nearest heading row above states for all that follows it, NOTHING without one."""
    unit = NOTHING
    passed: list[int] = []
    for above in range(row - 1, -1, -1):
        if above in grid.units:
            unit = grid.units[above]
            break
        passed.append(above)
        if grid.is_heading_row(above) and (unit := _row_unit(grid, above)).text:
            break
    grid.units.update(dict.fromkeys(passed, unit))
    return unit


def _row_unit(grid: Grid, row: int) -> Words:
    for cell in grid.rows.get(row, []):
        words = grid.words(cell)
        corner = cell.column == 0 or len(grid.rows[row]) <= 2 or _STATES_UNIT.match(words)
        if corner and (unit := _header_unit(words)):
            return Words(unit, cell.confidence)
    return NOTHING


@remembered
def _header_unit(text: str) -> str | None:
    match = _HEADER_UNIT.search(text)
    return (match.group(1) or match.group(2)) if match else None
