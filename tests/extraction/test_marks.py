"""Numbering, brackets and fillers around the words."""

from __future__ import annotations

import pytest

from dagster_project.extraction.marks import (
    innermost,
    is_filler,
    levels_of,
    numbering,
    without_brackets,
    without_numbering,
)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("附件2", 0),
        ("附：自评表", 0),
        ("三、支出", 1),
        ("第一部分", 1),
        ("（三）支出", 2),
        ("3、支出", 3),
        ("①支出", 3),
        ("支出", None),
        ("附属单位", None),
        ("3.5万元", None),
    ],
)
def test_levels_of_numbering(text: str, level: int | None) -> None:
    found = numbering(text)
    assert (found[0] if found else None) == level


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("一、基本支出", "基本支出"),
        ("（一）1.基本支出", "基本支出"),
        ("• 基本支出", "基本支出"),
        ("2.2021年科普专项", "2021年科普专项"),
        ("附属单位上缴收入", "附属单位上缴收入"),
        ("1.5万元以上", "1.5万元以上"),
    ],
)
def test_numbering_is_taken_off(text: str, words: str) -> None:
    assert without_numbering(text) == words


def test_bracketed_remarks_are_taken_off() -> None:
    assert without_brackets("分值（10分）") == "分值"
    assert without_brackets("得分(自评") == "得分"


@pytest.mark.parametrize("text", ["", "—", "-- ", "/", "……", "　"])
def test_fillers_of_empty_cells(text: str) -> None:
    assert is_filler(text)


@pytest.mark.parametrize("text", ["0", "无", "-1"])
def test_what_says_something_is_no_filler(text: str) -> None:
    assert not is_filler(text)


def test_joined_labels() -> None:
    assert levels_of("财政供养人员 / 编制数") == ["财政供养人员", "编制数"]
    assert innermost("财政供养人员 / 编制数") == "编制数"
    assert (levels_of(None), innermost(None)) == ([], "")
