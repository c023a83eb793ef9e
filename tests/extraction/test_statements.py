"""Worded goals and results: the heads of their items, nothing of other paragraphs."""

from __future__ import annotations

from tests.conforming.printed import extracted

GOALS = "二、年度绩效目标\n\n"


def statements(text: str) -> list[tuple[str, int | None, str]]:
    extract = extracted(text)
    return [(line.kind, line.level, line.text) for line in extract.lines if line.section is not None]


def test_items_and_the_topic_before_them() -> None:
    text = GOALS + "科技体制改革不断深入，一是承接下放权限。共两项。二是推进单位改革；三是通过验收。\n"
    assert statements(text) == [
        ("topic", 0, "科技体制改革不断深入"),
        ("item", 1, "承接下放权限"),
        ("item", 2, "推进单位改革"),
        ("item", 3, "通过验收"),
    ]


def test_a_colon_makes_the_topic_the_goal() -> None:
    assert statements(GOALS + "按照部署，完成各项中心工作：一是招商引资；二是扶贫帮困。\n")[0] == (
        "topic",
        1,
        "完成各项中心工作",
    )


def test_what_stands_behind_a_label() -> None:
    text = GOALS + "绩效指标：高新企业增加。\n\n完成情况：新增高新企业19家。\n"
    assert statements(text) == [("goal", None, "高新企业增加"), ("result", None, "新增高新企业19家")]


def test_they_are_printed_where_they_say_and_long_ones_are_cut() -> None:
    text = GOALS + "改革不断深入，一是" + "推进各项工作任务" * 6 + "。\n"
    lines = [line for line in extracted(text).lines if line.kind in ("topic", "item")]
    assert text[lines[0].char_start : lines[0].char_end] == lines[0].text
    assert lines[1].text.endswith("…")
    assert text[lines[1].char_start :].startswith(lines[1].text[:-1])


def test_items_elsewhere_are_not_kept() -> None:
    assert statements("一、主要职责\n\n一是贯彻执行法规政策；二是负责行业管理。\n") == []
