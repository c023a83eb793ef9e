"""Labels in tables: a table in, `row label > column label: printed unit (where the unit stands)` out."""

from __future__ import annotations

import pytest

from tests.conforming.printed import extracted, table


def labelled(text: str) -> list[str]:
    return [
        f"{value.label} > {value.column_label}: {value.printed} {value.unit} ({value.unit_place})"
        for value in extracted(text).values
        if value.place == "table"
    ]


def test_the_words_to_the_left_and_the_heading_above() -> None:
    assert labelled(table("项目|预算数|决算数", "基本支出|100|90", "项目支出|50|45")) == [
        "基本支出 > 预算数: 100 None (None)",
        "基本支出 > 决算数: 90 None (None)",
        "项目支出 > 预算数: 50 None (None)",
        "项目支出 > 决算数: 45 None (None)",
    ]


def test_the_number_left_of_a_number_ends_its_row_label() -> None:
    assert labelled(table("项目|数|项目|数", "收入|100|支出|90")) == [
        "收入 > 数: 100 None (None)",
        "支出 > 数: 90 None (None)",
    ]


def test_an_empty_first_cell_carries_down_what_stands_above_it() -> None:
    assert labelled(table("科目|预算|决算", "基本支出|100|90", "|50|45"))[2:] == [
        "基本支出 > 预算: 50 None (None)",
        "基本支出 > 决算: 45 None (None)",
    ]


@pytest.mark.parametrize(
    ("text", "unit", "place"),
    [
        pytest.param(table("项目|预算|决算", "支出|100|12万元"), "万元", "cell", id="in the cell"),
        pytest.param(table("项目|预算|决算（万元）", "支出|100|12"), "万元", "header", id="in the heading"),
        pytest.param(table("项目|预算|决算", "支出（元）|100|12"), "元", "header", id="in the row's label"),
        pytest.param(table("单位：万元|预算|决算", "支出|100|12"), "万元", "header", id="in the corner"),
        pytest.param("单位：万元\n" + table("项目|预算|决算", "支出|100|12"), "万元", "caption", id="in the caption"),
        pytest.param("单位：万元\n" + table("项目|预算|执行率", "支出|100|12"), None, None, id="a rate takes none"),
        pytest.param("单位：万元\n" + table("项目|分值|得分", "支出|100|12"), None, None, id="a score takes none"),
    ],
)
def test_where_a_unit_stands(text: str, unit: str | None, place: str | None) -> None:
    last = extracted(text).values[-1]
    assert (last.printed, last.unit, last.unit_place) == ("12", unit, place)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1. 25", "1.25"), ("12.", None), (".84", None), ("8OO.00", "800.00"), ("（12）", "12")],
    ids=["a scan's space", "torn at its end", "torn at its beginning", "a scan's letters", "in brackets"],
)
def test_damaged_cells_keep_their_print(cell: str, value: str | None) -> None:
    found = extracted(table("项目|预算|决算", f"支出|100|{cell}")).values[-1]
    assert found.place == "table"
    assert found.value == value
    assert found.printed.strip("（）") == cell.strip("（）")


AMOUNTS, RATES = "单位：万元\n", ""


@pytest.mark.parametrize(
    ("caption", "heading", "cell", "value", "form"),
    [
        (AMOUNTS, "决算", "(1,206.40)", "-1206.40", "number"),
        (AMOUNTS, "决算", "（1206.40）", "-1206.40", "number"),
        (AMOUNTS, "决算", "（ 120 ）", "-120", "number"),
        (AMOUNTS, "决算", "(3)", "3", "numbering"),
        (AMOUNTS, "分值", "(12.5)", "12.5", "number"),
        (AMOUNTS, "得分", "（10分）", "10", "number"),
        (AMOUNTS, "增减率", "(12.50%)", "-12.50", "percent"),
        (AMOUNTS, "权重", "（10%）", "10", "percent"),
        (AMOUNTS, "决算", "（-12.50）", "-12.50", "number"),
        (RATES, "决算", "(1,206.40)", "-1206.40", "number"),
        (RATES, "决算", "（3.50万元）", "-3.50", "number"),
        (RATES, "决算", "(12.50)", None, "number"),
        (RATES, "决算", "(12)", "12", "number"),
    ],
)
def test_brackets_round_an_amount_make_it_negative(
    caption: str, heading: str, cell: str, value: str | None, form: str
) -> None:
    found = extracted(caption + table(f"项目|预算|{heading}", f"支出|100|{cell}")).values[-1]
    assert (found.value, found.form, found.place) == (value, form, "table")
    assert found.printed == (cell if value and value.startswith("-") and "-" not in cell else cell.strip("()（） 分%"))


@pytest.mark.parametrize("sign", ["-", "－", "—", "–", "−", "△", "▲", "- ", "－　", "△ ", "-￥", "¥-"])
def test_a_sign_before_the_number_of_a_cell(sign: str) -> None:
    found = extracted(table("项目|预算|决算", f"支出|100|{sign}1,206.40")).values[-1]
    assert (found.value, found.column_label) == ("-1206.40", "决算")


def test_a_dash_apart_from_a_fraction_may_be_an_empty_cell_beside_it() -> None:
    found = extracted(table("项目|预算|决算", "支出|100|- 12.50")).values[-1]
    assert (found.printed, found.value, found.place) == ("- 12.50", None, "table")


@pytest.mark.parametrize("cell", ["- 5项", "— 3人", "- 3", "10—12"])
def test_a_bullet_or_a_range_is_no_sign(cell: str) -> None:
    values = extracted(table("项目|指标|数量", f"支出|100|{cell}")).values[2:]
    assert all(value.value and not value.value.startswith("-") for value in values)


def test_numbers_among_words_keep_the_cells_own_words_as_label() -> None:
    value = extracted(table("资金|预算|决算", "支出|其中：基本支出：650|无")).values[-1]
    assert (value.place, value.label, value.column_label, value.printed) == ("cell", "基本支出", "预算", "650")


def test_cells_keep_their_place_on_the_grid() -> None:
    cells = extracted(table("项目|预算|决算", "支出||90")).cells
    assert [(cell.row_no, cell.column_no, cell.text) for cell in cells][-2:] == [(2, 1, "支出"), (2, 3, "90")]


def test_a_unit_at_the_end_of_the_sentence_above() -> None:
    text = (
        "2023年纳入预算管理的项目共七个，资金全部专账核算并按季度通报执行进度，各项目预算执行情况见下表（单位：万元）："
    )
    assert labelled(f"{text}\n\n" + table("项目|决算数", "修路|12")) == ["修路 > 决算数: 12 万元 (caption)"]


def test_a_caption_is_of_the_table_below_it_and_of_its_continuation() -> None:
    rows = table("项目|决算数", "修路|12")
    other = table("单位|收入", "本级|7")
    text = f"表1（单位：元）\n\n{rows}\n表1（续）\n\n{rows}\n表2\n\n{other}"
    assert labelled(text) == [
        "修路 > 决算数: 12 元 (caption)",
        "修路 > 决算数: 12 元 (caption)",
        "本级 > 收入: 7 None (None)",
    ]


def test_a_part_of_labels_and_answers_has_no_headings() -> None:
    text = table("支出项目|占比|分值", "一、基本支出|88|9", "二、资产情况||", "资产总额|89|净资产|88")
    assert labelled(text)[-2:] == ["资产总额 > None: 89 None (None)", "净资产 > None: 88 None (None)"]
