"""Tables as printed numbers and filled cells, each number with the labels and the unit that its table gives it."""

from __future__ import annotations

from collections.abc import Iterator

from dagster_project.extraction.cell_numbers import BLANKS, accounted, whole_number
from dagster_project.extraction.clipping import clip_cell, verbatim_lines
from dagster_project.extraction.marks import LABEL_SEPARATOR, innermost
from dagster_project.extraction.persons import WITHHELD
from dagster_project.extraction.prose import Place, printed_value, read_values
from dagster_project.extraction.records import PrintedValue, TableCell, changed
from dagster_project.extraction.table_grid import Grid
from dagster_project.extraction.table_labels import column_labels, row_labels, unit_of
from dagster_project.extraction.words import Words, surest
from dagster_project.reading.document import Cell, Document, Table

LONG_CELL = 60


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
    text = WITHHELD if grid.is_person(cell) else clip_cell(source)
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


def _cell_values(grid: Grid, cell: Cell, place: Place, caption: Words, sentence_no: int) -> Iterator[PrintedValue]:
    text = grid.texts[cell]
    number = whole_number(text)
    over = column_labels(grid, cell)
    column_label = LABEL_SEPARATOR.join(label.text for label in over) or None
    if number is None:
        prose = changed(place, place="text") if len(text) > LONG_CELL and "。" in text else place
        for value in read_values(text, prose, sentence_no, numbered=True):
            yield changed(value, column_label=column_label, confidence=surest(value.confidence, over))
        return
    lead = len(text) - len(text.lstrip(BLANKS))
    left = row_labels(grid, cell)
    row_label = LABEL_SEPARATOR.join(label.text for label in left) or None
    unit, unit_place = Words(number.unit or ""), "cell" if number.unit else None
    if not unit.text:
        unit, unit_place = unit_of(grid, cell, over, left, caption)
    body = changed(place, char_start=place.char_start + lead, place="table")
    value = changed(
        printed_value(text[lead:], number, body),
        unit=unit.text or None,
        unit_place=unit_place,
        label=row_label,
        column_label=column_label,
        confidence=surest(cell.confidence, (*left, *over), unit),
    )
    yield accounted(value, text.strip(BLANKS), innermost(column_label))
