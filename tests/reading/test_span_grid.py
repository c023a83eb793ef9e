"""Columns and spans of a dump's cells, found again from where empty cells stand."""

from __future__ import annotations

import pytest

from dagster_project.reading.span_grid import place_rows


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        pytest.param(
            [["科目", "预算", "决算"], ["收入", "10", "9"]],
            ["0 1 2", "0 1 2"],
            id="as many cells: column by column",
        ),
        pytest.param(
            [["科目", "财政供养人员"], ["", "编制", "实有"], ["合计", "10", "9"]],
            ["0 1-2", "0 1 2", "0 1 2"],
            id="an empty cell below: merged downwards; filled ones below: merged sideways",
        ),
        pytest.param(
            [["指标", "目标", "备注"], ["", "数量", "质量", ""]],
            ["0 1-2 3", "0 1 2 3"],
            id="an empty cell ends the run of filled ones that a heading spans",
        ),
        pytest.param(
            [["一、总表"], ["科目", "预算", "决算"]],
            ["0", "0 1 2"],
            id="a narrower row over filled cells heads nothing: a band of its own",
        ),
        pytest.param(
            [["甲", "乙", "丙"], ["合计", "9"]], ["0 1 2", "0 1"], id="a narrower row below is a band of its own"
        ),
    ],
)
def test_places(rows: list[list[str]], places: list[str]) -> None:
    assert [" ".join(_span(*place) for place in row) for row in place_rows(rows)] == places


def _span(column: int, columns: int) -> str:
    return str(column) if columns == 1 else f"{column}-{column + columns - 1}"
