"""Labels in running text: lead, label, number, unit, and what stands behind it."""

from __future__ import annotations

import pytest

from dagster_project.extraction.prose import Place, count_sentences, read_values
from dagster_project.extraction.records import PrintedValue


def values(text: str) -> list[PrintedValue]:
    return [value for value in read_values(text, Place(0)) if value.is_quantity]


@pytest.mark.parametrize(
    ("text", "lead", "label", "printed", "unit", "after"),
    [
        ("基本支出650.5万元。", None, "基本支出", "650.5", "万元", None),
        ("本年支出中，基本支出650万元", "本年支出中", "基本支出", "650", "万元", None),
        ("支出情况：其中：基本支出650万元", "支出情况 | 其中", "基本支出", "650", "万元", None),
        ("安排80万元科普活动经费，已支付。", None, "安排", "80", "万元", "科普活动经费"),
        ("占总支出的56.5%以上", None, "占总支出的", "56.5", "%", "以上"),
        ("在职28名", None, "在职", "28", "名", None),
    ],
)
def test_a_number_in_its_clause(
    text: str, lead: str | None, label: str, printed: str, unit: str, after: str | None
) -> None:
    (value,) = values(text)
    assert (value.lead, value.label, value.printed, value.unit, value.after) == (lead, label, printed, unit, after)
    assert value.unit_place == "behind"


def test_the_label_of_a_number_begins_behind_the_number_before_it() -> None:
    assert [(v.lead, v.label) for v in values("基本支出650万元，比上年增加50万元、增长8.33%。")] == [
        (None, "基本支出"),
        (None, "比上年增加"),
        (None, "增长"),
    ]


def test_a_sentence_takes_no_label_from_the_sentence_before() -> None:
    first, second = values("其中项目支出500万元。比上年增加20万元。")
    assert (first.sentence_no, second.sentence_no) == (1, 2)
    assert (second.lead, second.label) == (None, "比上年增加")


def test_offsets_count_from_where_the_text_stands() -> None:
    (value,) = read_values("基本支出650万元", Place(char_start=100, section="一、收支", paragraph_no=7))
    assert (value.char_start, value.char_end) == (104, 107)
    assert (value.place, value.section, value.paragraph_no) == ("text", "一、收支", 7)


def test_sentences_are_counted() -> None:
    assert count_sentences("收入增加。支出增加！结余") == 3
