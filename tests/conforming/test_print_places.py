"""Where the words of a cell are printed: a goal that prints no number is traced by them."""

from __future__ import annotations

import pytest

from dagster_project.conforming.print_places import PrintPlace, find_words
from dagster_project.extraction.records import TableCell
from tests.conforming.printed import TITLE, conformed, table

BROKEN = "推进\n工业 发展；完成造林"


def cell(text: str, source: str, *printed: tuple[int, str]) -> TableCell:
    return TableCell(1, 2, 3, text, 10, 10 + len(source), printed=printed)


@pytest.mark.parametrize(
    ("held", "words", "place"),
    [
        pytest.param(
            cell("推进工业发展；完成造林", BROKEN, (10, BROKEN)),
            ("推进工业发展",),
            PrintPlace("推进\n工业 发展", 3, 10, 18),
            id="the space that the print has is part of it",
        ),
        pytest.param(
            cell("推进工业发展；完成造林", BROKEN, (10, BROKEN)),
            ("完成造林",),
            PrintPlace("完成造林", 3, 19, 23),
            id="one of two",
        ),
        pytest.param(cell("完成造林", "完成造林"), ("造林",), PrintPlace("造林", 3, 12, 14), id="a cell as printed"),
        pytest.param(
            cell("完成造林", "完成造林"),
            ("造林（上级）", "完成"),
            PrintPlace("完成", 3, 10, 12),
            id="the first that is printed",
        ),
        pytest.param(
            cell("完成造林…", "完成造林" * 10, (10, "完成造林")),
            ("完成造林…",),
            PrintPlace("完成造林", 3, 10, 14),
            id="a cut text up to the cut",
        ),
        pytest.param(cell("完成造林", "完成造林"), ("修路",), PrintPlace(None, 3, 10, 14), id="only the cell is known"),
        pytest.param(
            cell("完成造林", "完成[x]造林"), ("造林",), PrintPlace(None, 3, 10, 17), id="a cell unlike its print"
        ),
    ],
)
def test_words_are_found_where_they_are_printed(held: TableCell, words: tuple[str, ...], place: PrintPlace) -> None:
    assert find_words(held, *words) == place


def test_no_cell_prints_nothing() -> None:
    assert find_words(None, "造林") == PrintPlace()


def test_every_goal_and_indicator_of_a_form_is_printed_where_it_says() -> None:
    form = table(
        "年度总体目标|预期目标|实际完成情况",
        "年度总体目标|1.推进新型 工业化；2.推进科技创新|完成",
        "一级指标|二级指标|三级指标|年度指标值|实际完成值",
        "产出指标|数量指标|培训 班期数|按期完成|已完成",
    )
    indicators = conformed(form)[1].indicators

    named = [indicator.printed for indicator in indicators]
    assert named == ["推进新型 工业化", "推进科技创新", "培训 班期数"]
    assert [(TITLE + form)[i.char_start : i.char_end] for i in indicators] == named
