"""Every form in which Chinese official documents print numbers: a text in, `printed = value unit` out."""

from __future__ import annotations

import pytest

from dagster_project.extraction.numbers import find_numbers


def numbers(text: str, numbered: bool = True) -> list[str]:
    """The numbers of a text; those that are no quantities carry their form in brackets."""
    found = []
    for number in find_numbers(text, numbered):
        form = "" if number.is_quantity else f" ({number.form})"
        found.append(f"{text[number.start : number.end]} = {number.value}{number.unit or ''}{form}")
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("支出1234.56万元", ["1234.56 = 1234.56万元"]),
        ("支出1,234.56万元", ["1,234.56 = 1234.56万元"]),
        ("支出１２３４．５６万元", ["１２３４．５６ = 1234.56万元"]),
        ("支出１，２３４万元", ["１，２３４ = 1234万元"]),
        ("编制三百二十人", ["三百二十 = 320人"]),
        ("支出壹佰贰拾元", ["壹佰贰拾 = 120元"]),
        ("支出三百二十万元", ["三百二十 = 320万元"]),
        ("满意度百分之九十八", ["百分之九十八 = 98%"]),
        ("满意度百分之98.5", ["百分之98.5 = 98.5%"]),
        ("完成12.5%", ["12.5 = 12.5%"]),
        ("完成12.5％", ["12.5 = 12.5%"]),
        ("提高2个百分点", ["2 = 2个百分点"]),
        ("增长-1.1%", ["-1.1 = -1.1%"]),
        ("结余－5万元", ["－5 = -5万元"]),
        ("投资3亿元，贷款200元", ["3 = 3亿元", "200 = 200元"]),
        ("投入50余万元", ["50 = 50万元"]),
        ("支出12 万 元", ["12 = 12万元"]),
        ("接待20批次、160人次", ["20 = 20批次", "160 = 160人次"]),
        ("0.00", ["0.00 = 0.00"]),
    ],
)
def test_quantities(text: str, found: list[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3 120.40", ["3 120.40 = 3120.40"]),
        ("8OO.00", ["8OO.00 = 800.00"]),
        ("243.B5", ["243.B5 = 243.85"]),
        ("l2.5", ["l2.5 = 12.5"]),
        ("A4纸", []),
        ("IO", []),
    ],
)
def test_what_a_scan_gives_for_digits(text: str, found: list[str]) -> None:
    assert numbers(text, numbered=False) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024年5月14日", ["2024年5月14日 = None (date)"]),
        ("2024-12-31", ["2024-12-31 = None (date)"]),
        ("共1-12月", ["1-12月 = None (date)"]),
        ("二〇二三年工作", ["二〇二三年 = None (date)"]),
        ("本部门2023部门决算", ["2023 = None (date)"]),
        ("依据〔2021〕24号文", ["〔2021〕24号 = None (reference)"]),
        ("根据第7条规定", ["第7条 = None (reference)"]),
        ("电话0734-1234567", ["0734-1234567 = None (contact)"]),
        ("手机13800000000", ["13800000000 = None (contact)"]),
        ("1、收入情况", ["1 = 1 (numbering)"]),
        ("（2）支出情况", ["2 = 2 (numbering)"]),
        ("3.结余情况", ["3 = 3 (numbering)"]),
        ("目标1：办班", ["1 = 1 (numbering)"]),
    ],
)
def test_dates_numbering_references_and_contacts_are_no_quantities(text: str, found: list[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize("text", ["三公经费", "十四五规划", "一般公共预算", "百分之百", "二级机构"])
def test_han_characters_that_only_look_like_numbers(text: str) -> None:
    assert [n for n in numbers(text) if not n.startswith("百分之百")] == []


def test_a_text_that_does_not_begin_with_its_number_has_no_numbering() -> None:
    assert numbers("3、4", numbered=False) == ["3 = 3", "4 = 4"]


def test_a_dash_between_numbers_is_no_sign() -> None:
    assert numbers("10-12人", numbered=False) == ["10 = 10", "12 = 12人"]


@pytest.mark.parametrize(
    ("text", "printed", "value", "unit"),
    [
        ("当年结余△12.5万元", "△12.5", "-12.5", "万元"),
        ("当年结余▲3元", "▲3", "-3", "元"),
        ("当年结余△ 3元", "△ 3", "-3", "元"),
        ("增长–3.5%", "–3.5", "-3.5", "%"),
        ("增长—3.5%", "—3.5", "-3.5", "%"),
        ("增长−3.5%", "−3.5", "-3.5", "%"),
        ("结余（3,206.40）万元", "3,206.40", "3206.40", None),
        ("结余为负12.5万元", "负12.5", "-12.5", "万元"),
        ("支出12万5千元", "12万5千", "125000", "元"),
        ("支出1.2亿3000万元", "1.2亿3000万", "150000000", "元"),
        ("支出3千万元", "3", "3", "千万元"),
        ("支出合计1 206 400元", "1 206 400", "1206400", "元"),
        ("支出1\u2009206.40万元", "1\u2009206.40", "1206.40", "万元"),
        ("支出一点二亿元", "一点二", "1.2", "亿元"),
    ],
)
def test_signs_and_amounts_told_in_two_units(text: str, printed: str, value: str, unit: str) -> None:
    [number] = find_numbers(text)

    assert (text[number.start : number.end], number.value, number.unit) == (printed, value, unit)


def test_numbering_within_a_sentence_is_no_quantity() -> None:
    found = find_numbers("依次为：（1）社区运转，12万元；（2）环卫，8万元", numbered=False)
    assert [(number.form, number.value) for number in found] == [
        ("numbering", "1"),
        ("number", "12"),
        ("numbering", "2"),
        ("number", "8"),
    ]
    assert [number.form for number in find_numbers("合计12人，（3人在外）", numbered=False)] == ["number", "number"]
