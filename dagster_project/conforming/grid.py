"""A table of an extract as conforming reads it: cells by place, their numbers, and the roles of headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from dagster_project.conforming.lexicon import Lexicon, normalise
from dagster_project.extraction.marks import is_filler, without_brackets, without_numbering
from dagster_project.extraction.records import Extract, PrintedValue, TableCell

ROLES_KEPT = 16_384  # forms print the same headings again and again
_COLON = re.compile(r"[：:]$")


@dataclass
class FormTable:
    """One table: rows and columns count from 1."""

    table_no: int
    cells: dict[tuple[int, int], TableCell] = field(default_factory=dict)
    values: dict[tuple[int, int], list[PrintedValue]] = field(default_factory=dict)
    covered: dict[tuple[int, int], TableCell] = field(default_factory=dict)

    @cached_property
    def _by_row(self) -> dict[int, list[TableCell]]:
        """The cells by row, once all are there."""
        rows: dict[int, list[TableCell]] = {}
        for (row, _), cell in sorted(self.cells.items()):
            rows.setdefault(row, []).append(cell)
        return rows

    @property
    def rows(self) -> list[int]:
        """Numbers of the rows that hold anything."""
        return list(self._by_row)

    def row_cells(self, row: int) -> list[TableCell]:
        """Filled cells that begin in a row, from left to right."""
        return self._by_row.get(row, [])

    def at(self, row: int, column: int) -> TableCell | None:
        """The filled cell that covers a place."""
        return self.covered.get((row, column))

    def text(self, row: int, column: int) -> str:
        """What stands at a place, '' where nothing or only dashes do."""
        cell = self.at(row, column)
        return "" if cell is None or is_filler(cell.text) else cell.text

    def numbers(self, row: int, column: int) -> list[PrintedValue]:
        """Quantities printed in the cell that begins at a place."""
        return [v for v in self.values.get((row, column), []) if v.is_quantity]

    def lone(self, row: int, column: int) -> PrintedValue | None:
        """The number of a cell that holds nothing else."""
        found = [v for v in self.values.get((row, column), []) if v.place == "table"]
        return found[0] if found else None

    def lone_numbers(self, row: int) -> list[PrintedValue]:
        """The numbers of a row that stand alone in their cells, from left to right."""
        return [v for cell in self.row_cells(row) if (v := self.lone(row, cell.column_no)) is not None]

    def is_alone(self, row: int, column: int) -> bool:
        """Whether a cell holds a number and nothing else."""
        return self.lone(row, column) is not None


def tables_of(extract: Extract) -> list[FormTable]:
    """The tables of an extract, in order."""
    tables: dict[int, FormTable] = {}
    for cell in extract.cells:
        table = tables.setdefault(cell.table_no, FormTable(cell.table_no))
        table.cells[cell.row_no, cell.column_no] = cell
        for row in range(cell.row_no, cell.row_no + cell.row_span):
            for column in range(cell.column_no, cell.column_no + cell.column_span):
                table.covered.setdefault((row, column), cell)
    for value in extract.values:
        if value.table_no is not None and value.row_no is not None and value.column_no is not None:
            table = tables.setdefault(value.table_no, FormTable(value.table_no))
            table.values.setdefault((value.row_no, value.column_no), []).append(value)
    return [tables[number] for number in sorted(tables)]


def cells_to_the_right(extract: Extract, cell: TableCell, columns: int) -> list[TableCell]:
    """The filled cells that begin in the columns next to a cell, in its row, from left to right."""
    return sorted(
        (
            other
            for other in extract.cells
            if (other.table_no, other.row_no) == (cell.table_no, cell.row_no)
            and 0 < other.column_no - cell.column_no <= columns
        ),
        key=lambda other: other.column_no,
    )


@lru_cache(ROLES_KEPT)
def role_of(text: str, lexicon: Lexicon) -> str | None:
    """The role a heading gives its column: name, target, weight, initial_budget, ...; None for no heading."""
    bare = without_brackets(text)
    for candidate in (text, bare, without_numbering(bare)):
        meanings = lexicon.headings.exact(_COLON.sub("", normalise(candidate)))
        if meanings:
            return meanings[0].code
    return None


def roles_of_row(table: FormTable, row: int, lexicon: Lexicon) -> dict[int, str]:
    """Role by column of a heading row; a heading that a scan cut into neighbouring cells is joined again."""
    roles: dict[int, str] = {}
    cells = table.row_cells(row)
    for number, cell in enumerate(cells):
        role = role_of(cell.text, lexicon)
        if role is None and number + 1 < len(cells) and not role_of(cells[number + 1].text, lexicon):
            role = role_of(cell.text + cells[number + 1].text, lexicon)
        if role is not None:
            roles[cell.column_no] = role
    return roles
