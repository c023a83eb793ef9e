"""Which paragraphs are headings, at which level, and what stands open above a paragraph."""

from __future__ import annotations

import pytest

from dagster_project.extraction.headings import Outline, heading_of


@pytest.mark.parametrize(
    ("paragraph", "level", "heading"),
    [
        ("附件1：自评表", 0, "附件1：自评表"),
        ("一、部门概况", 1, "一、部门概况"),
        ("第二部分 收支情况", 1, "第二部分收支情况"),
        ("（一）基本支出情况", 2, "（一）基本支出情况"),
        ("1.项目支出情况", 3, "1.项目支出情况"),
        ("（2）项目管理情况", 3, "（2）项目管理情况"),
        ("部门职责及机构设置", 2, "部门职责及机构设置"),
    ],
)
def test_a_line_of_its_own_heads_what_follows(paragraph: str, level: int, heading: str) -> None:
    assert heading_of(paragraph) == (level, heading, True)


def test_a_run_in_heading_ends_at_the_first_stop() -> None:
    assert heading_of("（一）基本支出。本年支出650万元，比上年增加。") == (2, "（一）基本支出", False)


@pytest.mark.parametrize(
    "paragraph",
    [
        "1.本年支出650万元",
        "本年支出650万元，其中基本支出400万元。",
        "附属单位上缴收入100万元",
        "一",
        "",
    ],
)
def test_what_prints_an_amount_or_is_prose_heads_nothing(paragraph: str) -> None:
    assert heading_of(paragraph) is None


def test_the_documents_own_mark_decides_where_no_numbering_does() -> None:
    assert heading_of("支出", marked_level=1) == (1, "支出", True)
    assert heading_of("支出") is None


def test_a_heading_closes_those_of_its_level_and_deeper() -> None:
    outline = Outline()
    paths = []
    for level, heading in ((1, "一、概况"), (2, "（一）职责"), (3, "1.人员"), (2, "（二）收支"), (1, "二、绩效")):
        outline.enter(level, heading)
        paths.append(outline.path)
    assert paths == [
        "一、概况",
        "一、概况 / （一）职责",
        "一、概况 / （一）职责 / 1.人员",
        "一、概况 / （二）收支",
        "二、绩效",
    ]
    assert Outline().path is None
