"""The grid of a table: its cells by row and column, and what each says."""

from __future__ import annotations

from functools import cached_property

from dagster_project.extraction.cell_numbers import whole_number
from dagster_project.extraction.clipping import squeeze
from dagster_project.extraction.marks import is_filler
from dagster_project.extraction.persons import is_name, names_persons
from dagster_project.extraction.words import Words
from dagster_project.reading.document import Cell, Document, Table

LABEL_AND_ANSWER = 2  # cells of a row that only answers a label: 负责人 | 张三


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

    def is_person(self, cell: Cell) -> bool:
        """Whether a cell is a person's name: beside a label of contacts, or in a column of names."""
        if not is_name(self.texts[cell]):
            return False
        left = self.at(cell.row, cell.column - 1) if cell.column else None
        if left is not None and names_persons(self.words(left)):
            return True
        first = self.headings_of_persons.get(cell.column)
        return first is not None and first < cell.row
