"""Indicator tables, goals, cells of several targets, and targets in running text."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from dagster_project.conforming import conform
from dagster_project.conforming.measures import Measure, read_measure
from dagster_project.conforming.target_cells import pair_targets, split_items
from dagster_project.extraction import extract
from dagster_project.reading import read
from tests.conforming.printed import claims, conformed, figures, indicator_line, indicators, lexicon, table

HEADING = "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因"


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("≥20期", Measure(">=", "20", "期")),
        ("不低于98%", Measure(">=", "98", "%")),
        ("20期以上", Measure(">=", "20", "期")),
        ("≤5天", Measure("<=", "5", "天")),
        ("控制在100万元以内", Measure("<=", "100", "万元")),
        ("=100%", Measure("=", "100", "%")),
        (">3项", Measure(">", "3", "项")),
        ("低于0.5%", Measure("<", "0.5", "%")),
        ("20期", Measure(None, "20", "期")),
        ("良好", Measure()),
        (None, Measure()),
    ],
)
def test_measures(text: str | None, measure: Measure) -> None:
    assert read_measure(text) == measure


def test_the_wanted_unit_decides_between_several_numbers() -> None:
    assert read_measure("办班3次、培训120人", "人").value == "120"
    assert read_measure("办班3次、培训120人").value == "3"


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("目标1：办班20期；目标2：下乡100人次", ["办班20期", "下乡100人次"]),
        ("1.办班20期\n2.下乡100人次", ["办班20期", "下乡100人次"]),
        ("办班20期，下乡100人次", ["办班20期", "下乡100人次"]),
        ("办班20期，提高干部能力", ["办班20期，提高干部能力"]),
        ("支出1,200万元", ["支出1,200万元"]),
        ("……", []),
    ],
)
def test_the_items_of_a_cell(cell: str, items: list[str]) -> None:
    assert split_items(cell) == items


@pytest.mark.parametrize(
    ("target", "actual", "pairs"),
    [
        pytest.param(
            "举办培训班20期；组织科技下乡100人次",
            "组织科技下乡90人次；举办培训班24期",
            [("20", "24"), ("100", "90")],
            id="by likeness, whatever the order",
        ),
        pytest.param(
            "举办培训班20期；组织下乡100人次", "全部完成", [("20", None), ("100", None)], id="one answer to all"
        ),
        pytest.param("举办培训班20期", None, [("20", None)], id="no result"),
        pytest.param("……", "办班3期；下乡2次", [], id="no target"),
    ],
)
def test_results_answer_targets(target: str, actual: str | None, pairs: list[tuple[str, str | None]]) -> None:
    found = pair_targets(target, actual)
    assert [(pair.target_measure.value, pair.actual_measure.value) for pair in found] == pairs


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        pytest.param(
            (HEADING, "产出指标|数量指标|培训班期数|≥20期|24期|10|9|", "满意度指标|满意度|群众满意度|≥90%|95%|10|10|"),
            ["培训班期数 | >=20期 | 24期 | 10 | 9", "群众满意度 | >=90% | 95% | 10 | 10"],
            id="a row an indicator",
        ),
        pytest.param(
            (
                "一级指标|二级指标|三级指标|指标性质|指标值|度量单位|实际完成值|分值|得分",
                "产出指标|数量指标|培训班期数|≥|20|期|24|10|10",
            ),
            ["培训班期数 | >=20期 | 24 | 10 | 10"],
            id="a target over three cells is one target",
        ),
        pytest.param(
            ("一级指标|二级指标|三级指标|年度指标值|实际完成值", "产出指标|数量指标|培训班期数|20期|24期|10|2.|.84"),
            ["培训班期数 | 20期 | 24期 | 10 | 2.84"],
            id="a score that a scan tore at its point, under headings it tore off",
        ),
        pytest.param(
            (HEADING, "产出指标|数量指标|指标1：|||||", "产出指标|数量指标|……|||||", "总分|||||100|98|"),
            [],
            id="placeholders and the total row are none",
        ),
    ],
)
def test_indicator_rows(rows: tuple[str, ...], found: list[str]) -> None:
    assert indicators(table(*rows)) == found


@pytest.mark.parametrize(
    "cell",
    ["目标值：≥95%完成值：93.5%", "年度指标值：≥95%；实际完成值：93.5%", "计划值:≥95%，实际:93.5%", "≥95%/93.5%"],
)
def test_target_and_result_in_one_cell(cell: str) -> None:
    form = table(
        "一级指标|二级指标|三级指标（分值）|年度指标值及实际完成值|自评得分",
        f"产出指标|质量指标|合格率（15分）|{cell}|14",
    )
    extract, result = conformed(form)
    assert indicators(form) == ["合格率 | >=95% | 93.5% | 15 | 14"]
    printed = {
        (extract.values[r.value_no - 1].printed, r.indicator_part) for r in result.values if r.role == "indicator"
    }
    assert printed == {("15", "weight"), ("95", "target"), ("93.5", "actual"), ("14", "score")}


def test_points_behind_the_name_are_no_weight_where_the_form_has_a_column_for_it() -> None:
    form = table("三级指标|年度指标值|实际完成值|分值|得分", "合格率（15分）|≥95%|93.5%|10|9")
    assert indicators(form) == ["合格率（15分） | >=95% | 93.5% | 10 | 9"]


def test_the_heading_of_the_rate_may_say_what_it_is_worth() -> None:
    form = table("资金来源|年初预算数|全年预算数|全年执行数|执行率（B/A）（10分）|得分", "资金总额|100|120|90|75%|7.5")
    assert indicators(form) == ["预算执行率 | - | 75% | 10 | 7.5"]


def test_a_score_given_to_a_level_is_no_lines_score(tmp_path: Path) -> None:
    document = Document()
    grid = document.add_table(3, 4)
    for row, cells in enumerate(
        ("三级指标（分值）|年度指标值|实际完成值|得分", "合格率（15分）|≥95%|93%|24", "期数（10分）|20期|24期|")
    ):
        for column, text in enumerate(cells.split("|")):
            grid.cell(row, column).text = text
    grid.cell(1, 3).merge(grid.cell(2, 3))
    document.save(str(tmp_path / "form.docx"))
    taken = extract(read((tmp_path / "form.docx").read_bytes(), "form.docx"))
    assert [indicator_line(i) for i in conform(taken, lexicon()).indicators] == [
        "合格率 | >=95% | 93% | 15 | -",
        "期数 | 20期 | 24期 | 10 | -",
    ]


def test_levels_are_carried_down_and_a_new_first_level_opens_anew() -> None:
    _, result = conformed(
        table(
            HEADING, "产出指标|数量指标|办班|20期|24期|10|10|", "||下乡|9次|9次|10|10|", "效益指标||增收|5%|5%|10|10|"
        )
    )
    assert [(i.level1, i.level2) for i in result.indicators] == [
        ("产出指标", "数量指标"),
        ("产出指标", "数量指标"),
        ("效益指标", None),
    ]


def test_a_table_without_heading_goes_on_with_the_one_before() -> None:
    text = table(HEADING, "产出指标|数量指标|办班期数|20期|24期|10|10|雨") + "\n续表\n\n"
    text += table("产出指标|质量指标|合格率达标|100%|98%|10|9|迟")
    assert indicators(text)[1:] == ["合格率达标 | 100% | 98% | 10 | 9"]


def test_money_in_an_indicator_is_neither_figure_nor_claim() -> None:
    form = table(HEADING, "成本指标|经济成本|“三公”经费支出|≤15万元|12万元|10|10|")
    assert indicators(form) == ["“三公”经费支出 | <=15万元 | 12万元 | 10 | 10"]
    assert figures(form) == claims(form) == []


def test_goals_side_by_side_with_what_was_done() -> None:
    form = table(
        "预期目标|实际完成情况", "目标1：举办科普培训班20期；目标2：组织科技下乡100人次|科普培训班24期；科技下乡90人次"
    )
    assert indicators(form) == ["举办科普培训班 | 20期 | 24期 | - | -", "组织科技下乡 | 100人次 | 90人次 | - | -"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("计划举办培训班20期，实际举办24期。\n", ["举办培训班 | 20期 | 24期 | - | -"], id="side by side"),
        pytest.param(
            "一、年度目标\n\n新增高新技术企业20家。\n\n二、完成情况\n\n新增高新技术企业24家。\n",
            ["新增高新技术企业 | 20家 | 24家 | - | -"],
            id="target under a heading of targets, result under one of results",
        ),
        pytest.param("新增高新技术企业24家。\n", [], id="a result without a target is an activity"),
        pytest.param(
            "一、年度目标\n\n新增高新技术企业20家。\n\n二、完成情况\n\n新增规模养殖场24个。\n",
            [],
            id="names that are not alike answer each other not",
        ),
    ],
)
def test_targets_in_running_text(text: str, found: list[str]) -> None:
    assert indicators(text) == found


def test_a_table_with_headings_of_amounts_is_not_the_rest_of_the_indicators() -> None:
    form = table("一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分", "产出|数量|期数|20期|24期|10|10")
    other = table("项目|2022年决算数|2023年预算数|2023年决算数|增减额|增减率|执行率", "会议费|12|15|9|-3|-25|60")
    assert len(indicators(form + "\n正文。\n\n" + other)) == 1


def test_names_in_a_column_headed_only_beside_the_targets() -> None:
    form = table(
        "目标类别|绩效指标|目标值|完成值|是否完成", "产出目标|公路里程|≥85公里|92.6公里|是", "|危桥改造|6座|5座|否"
    )
    assert indicators(form) == ["公路里程 | >=85公里 | 92.6公里 | - | -", "危桥改造 | 6座 | 5座 | - | -"]


def test_two_targets_in_a_cell_one_without_a_number() -> None:
    form = table(
        "年度总体目标|预期目标|实际完成情况",
        "年度总体目标|科技计划认定5项以上，科普活动周的开展|科技计划认定6项，科普活动周开展2场以上",
    )
    assert [line.split(" | ")[2] for line in indicators(form)] == ["6项", "2场"]


def test_indicators_scored_in_their_sentence() -> None:
    text = (
        "（二）产出指标（50分）\n\n2．集中供养率（10分）：目标值≥40%，完成值41.2%，得10分。\n\n"
        "3．改造大院（10分）：目标值12所，完成值11所，得8分，一处顺延。\n\n4．基本生活（15分）：目标值有效保障，得15分。\n"
    )
    assert indicators(text) == [
        "集中供养率 | >=40% | 41.2% | 10 | 10",
        "改造大院 | 12所 | 11所 | 10 | 8",
        "基本生活 | - | - | 15 | 15",
    ]
    assert {line.level1 for line in conformed(text)[1].indicators} == {"产出指标"}
    assert indicators("每少1项扣2分，扣完（10分）为止，得8分。") == []
