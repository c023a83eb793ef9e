"""The canonical grid: coordinates depend on what is printed, not on how a format stores it."""

from __future__ import annotations

import pytest

from dagster_project.reading.errors import ReadingError
from dagster_project.reading.grid import GridCell, canonical, without


def places(*cells: GridCell) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in canonical(cells)]


def test_boundaries_that_no_cell_uses_are_dropped() -> None:
    assert places(GridCell(0, 0, "甲", 2, 3), GridCell(0, 3, "乙", 2, 2), GridCell(2, 0, "丙", 1, 5)) == [
        (0, 0, 1, 1, "甲"),
        (0, 1, 1, 1, "乙"),
        (1, 0, 1, 2, "丙"),
    ]


def test_rows_and_columns_without_cells_are_dropped() -> None:
    assert places(GridCell(1, 2, "甲"), GridCell(5, 2, "乙")) == [(0, 0, 1, 1, "甲"), (1, 0, 1, 1, "乙")]


def test_places_without_a_cell_become_empty_cells() -> None:
    assert places(GridCell(0, 0, "甲"), GridCell(0, 1, "1"), GridCell(1, 1, "2"))[2] == (1, 0, 1, 1, "")


def test_where_cells_claim_one_place_the_first_keeps_it_and_no_text_is_lost() -> None:
    assert places(GridCell(0, 0, "甲", 2, 2), GridCell(1, 1, "乙", 1, 2)) == [
        (0, 0, 2, 2, "甲"),
        (0, 2, 1, 1, ""),
        (1, 2, 1, 1, "乙"),
    ]


def test_a_merged_cell_loses_its_hidden_columns() -> None:
    assert without([GridCell(0, 0, "甲", 1, 3), GridCell(1, 1, "隐")], rows=(), columns={1, 2}) == [
        GridCell(0, 0, "甲")
    ]


def test_a_grid_beyond_the_limit_is_refused() -> None:
    cells = [GridCell(number, number, "甲") for number in range(1000)]
    with pytest.raises(ReadingError) as raised:
        canonical(cells)
    assert raised.value.reason_code == "too_large"
