"""Labels in tables: the words to the left of a number and the headings above it, and the unit that a heading gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from dagster_project.extraction.cell_numbers import BLANKS, accounted, is_rated, whole_number
from dagster_project.extraction.clipping import clip_cell, clip_head, squeeze, verbatim_lines
from dagster_project.extraction.marks import LABEL_SEPARATOR, innermost, is_filler, numbering
from dagster_project.extraction.persons import WITHHELD, is_name, names_persons
from dagster_project.extraction.prose import Place, printed_value, read_values
from dagster_project.extraction.records import PrintedValue, TableCell
from dagster_project.extraction.words import NOTHING, Words, surest
from dagster_project.reading.document import Cell, Document, Table

_HEADER_UNIT = re.compile(
    r"[（(，,]\s*(?:金额)?(?:单位)?\s*[：:]?\s*(亿元|百万元|万元|千元|元|人|名|家|个|%|％|㎡|平方米)\s*(?:[、，,][^）)]*)?[）)]"
    r"|单位\s*[：:]\s*(?:人民币)?\s*(亿元|百万元|万元|千元|元|人|%)"
)
_STATES_UNIT = re.compile(r"\s*(?:金额)?单位\s*[：:]\s*(?:人民币)?\s*(?:亿|百万|万|千)?元")
LABEL_AND_ANSWER = 2  # cells of a row that only answers a label: 负责人 | 张三
LONG_CELL = 60
LONGEST_HEADING = 30
MOST_HEADING_ROWS = 40


class Grid:
    """A table's cells by row and column, merged cells found at every place they cover.

    What is found once, of a cell or on the way up or left from it, is kept: a table of many rows else costs the square
    of their number.
    """

    def __init__(self, document: Document, table: Table) -> None:
        self.texts: dict[Cell, str] = {cell: document.text_of(cell) for cell in table.cells}
        self.rows: dict[int, list[Cell]] = {}
        self._at: dict[tuple[int, int], Cell] = {}
        for cell in table.cells:
            self.rows.setdefault(cell.row, []).append(cell)
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    self._at.setdefault((row, column), cell)
        self._words: dict[Cell, str] = {}
        self._is_number: dict[Cell, bool] = {}
        self._heads: dict[int, bool] = {}
        self.column_labels: dict[tuple[int, int], list[Words]] = {}
        self.row_labels: dict[tuple[int, int], list[Words]] = {}
        self.units: dict[int, Words] = {}
        self.carried: dict[int, Words] = {}

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers a place of the grid."""
        return self._at.get((row, column))

    def words(self, cell: Cell) -> str:
        """What a cell says, '' if it is empty or only dashes."""
        if cell not in self._words:
            text = squeeze(self.texts[cell])
            self._words[cell] = "" if is_filler(text) else text
        return self._words[cell]

    def is_number(self, cell: Cell) -> bool:
        """Whether a cell holds a number and nothing else."""
        if cell not in self._is_number:
            self._is_number[cell] = whole_number(self.texts[cell]) is not None
        return self._is_number[cell]

    @cached_property
    def headings_of_persons(self) -> dict[int, int]:
        """The first row that heads a column of persons' names, by column; an answer beside its label heads nothing."""
        found: dict[int, int] = {}
        for row, cells in sorted(self.rows.items()):
            if len(cells) > LABEL_AND_ANSWER and self.is_heading_row(row):
                for cell in cells:
                    if names_persons(self.words(cell)):
                        for column in range(cell.column, cell.column + cell.column_span):
                            found.setdefault(column, row)
        return found

    def is_heading_row(self, row: int) -> bool:
        """Whether a row names columns: it has words and no number of its own."""
        if row not in self._heads:
            cells = self.rows.get(row, [])
            worded = any(self.words(cell) for cell in cells)
            self._heads[row] = worded and not any(self.is_number(cell) for cell in cells)
        return self._heads[row]


def read_table(
    document: Document, table: Table, table_no: int, section: str | None, caption: Words, sentence_no: int = 1
) -> tuple[list[PrintedValue], list[TableCell]]:
    """Printed numbers and filled cells of a table. caption: the lines above it, where a unit may be printed."""
    grid = Grid(document, table)
    values: list[PrintedValue] = []
    cells: list[TableCell] = []
    for row_cells in grid.rows.values():
        for cell in row_cells:
            if not grid.texts[cell].strip():
                continue
            place = Place(
                cell.char_start,
                "cell",
                section,
                table.page,
                None,
                table_no,
                cell.row + 1,
                cell.column + 1,
                cell.confidence,
            )
            cells.append(_table_cell(grid, cell, table_no))
            values.extend(_cell_values(grid, cell, place, caption, sentence_no + len(values)))
    return values, cells


def _table_cell(grid: Grid, cell: Cell, table_no: int) -> TableCell:
    source = grid.texts[cell]
    text = WITHHELD if _is_person(grid, cell) else clip_cell(source)
    differs = text not in (source, WITHHELD)
    return TableCell(
        table_no=table_no,
        row_no=cell.row + 1,
        column_no=cell.column + 1,
        text=text,
        char_start=cell.char_start,
        char_end=cell.char_end,
        row_span=cell.row_span,
        column_span=cell.column_span,
        printed=tuple((cell.char_start + at, line) for at, line in verbatim_lines(source)) if differs else (),
    )


def _is_person(grid: Grid, cell: Cell) -> bool:
    """Whether a cell is a person's name: beside a label of contacts, or in a column of names."""
    if not is_name(grid.texts[cell]):
        return False
    left = grid.at(cell.row, cell.column - 1) if cell.column else None
    if left is not None and names_persons(grid.words(left)):
        return True
    first = grid.headings_of_persons.get(cell.column)
    return first is not None and first < cell.row


def _cell_values(grid: Grid, cell: Cell, place: Place, caption: Words, sentence_no: int) -> Iterator[PrintedValue]:
    text = grid.texts[cell]
    number = whole_number(text)
    over = column_labels(grid, cell)
    column_label = LABEL_SEPARATOR.join(label.text for label in over) or None
    if number is None:
        prose = replace(place, place="text") if len(text) > LONG_CELL and "。" in text else place
        for value in read_values(text, prose, sentence_no, numbered=True):
            yield replace(value, column_label=column_label, confidence=surest(value.confidence, over))
        return
    lead = len(text) - len(text.lstrip(BLANKS))
    left = row_labels(grid, cell)
    row_label = LABEL_SEPARATOR.join(label.text for label in left) or None
    unit, unit_place = Words(number.unit or ""), "cell" if number.unit else None
    if not unit.text:
        unit, unit_place = _unit_of(grid, cell, over, left, caption)
    body = replace(place, char_start=place.char_start + lead, place="table")
    value = replace(
        printed_value(text[lead:], number, body),
        unit=unit.text or None,
        unit_place=unit_place,
        label=row_label,
        column_label=column_label,
        confidence=surest(cell.confidence, (*left, *over), unit),
    )
    yield accounted(value, text.strip(BLANKS), innermost(column_label))


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
        elif _is_person(grid, left):
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


def _unit_of(grid: Grid, cell: Cell, over: list[Words], left: list[Words], caption: Words) -> tuple[Words, str | None]:
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


def _header_unit(text: str) -> str | None:
    match = _HEADER_UNIT.search(text)
    return (match.group(1) or match.group(2)) if match else None
