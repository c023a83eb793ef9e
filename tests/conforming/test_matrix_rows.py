"""Rows of tables that say less than others: sums before their parts, pairs of label and amount, no unit."""

from __future__ import annotations

import pytest

from tests.conforming.printed import claims, figures, table

UNIT = "单位：万元\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            UNIT + table("项目|2022年决算数|2023年决算数", "合计|19|17", "公务接待费|6|5", "公务用车运行维护费|13|12"),
            [
                "19 three_public year=2022",
                "17 three_public",
                "6 three_public.reception year=2022",
                "5 three_public.reception",
                "13 three_public.vehicle.operation year=2022",
                "12 three_public.vehicle.operation",
            ],
            id="a sum before its parts is of what they are parts of",
        ),
        pytest.param(
            UNIT + table("单位|单位性质|编制数|年末实有人数", "某局|行政|20|18", "资产总额|520|负债总额|41"),
            ["20 staff.quota unit=某局", "18 staff.actual unit=某局", "520 assets", "41 liabilities"],
            id="a row of pairs below a table is none of its rows",
        ),
        pytest.param(
            "一、收入\n\n单位：元\n"
            + table("收入|决算数", "收入合计|1200000")
            + "\n\n二、“三公”经费\n\n“三公”经费比上年减少3.44万元。\n\n"
            + table("项目|2022年决算数|2023年决算数", "“三公”经费合计|24.80|21.36", "公务接待费|24.80|21.36"),
            [
                "1200000 income",
                "24.80 three_public year=2022",
                "21.36 three_public",
                "24.80 three_public.reception year=2022",
                "21.36 three_public.reception",
            ],
            id="the text says in which unit a table is that prints none",
        ),
        pytest.param(
            UNIT
            + table(
                "支出项目|年初预算数|决算数",
                "项目支出|50|60",
                "三、基本支出（按经济分类）||决算数",
                "301 工资福利支出||240",
                "30101 基本工资||62",
            ),
            [
                "50 expenditure.project stage=initial_budget",
                "60 expenditure.project",
                "240 econ.301",
                "62 econ.30101",
            ],
            id="支出项目 heads the lines of a table, not names of projects",
        ),
        pytest.param(
            UNIT + table("项目名称|调整预算数|决算数|年末结转", "档案建设|100|90|10", "科普活动|50|45|5"),
            [
                "100 expenditure.project stage=adjusted_budget project=档案建设",
                "90 expenditure.project project=档案建设",
                "10 closing_balance project=档案建设",
                "50 expenditure.project stage=adjusted_budget project=科普活动",
                "45 expenditure.project project=科普活动",
                "5 closing_balance project=科普活动",
            ],
            id="what a project left at the end of the year is its own",
        ),
        pytest.param(
            UNIT
            + table(
                "指标|2022年决算数|2023年决算数",
                "项目支出|480|500",
                "1、某某基金项目|80|100",
                "2、档案建设|400|400",
            ),
            [
                "480 expenditure.project year=2022",
                "500 expenditure.project",
                "80 expenditure.project year=2022 project=某某基金项目",
                "100 expenditure.project project=某某基金项目",
                "400 expenditure.project year=2022 project=档案建设",
                "400 expenditure.project project=档案建设",
            ],
            id="a numbered project whose name speaks of a fund",
        ),
    ],
)
def test_figures(text: str, found: list[str]) -> None:
    assert figures(text) == found


def test_the_share_of_a_project_in_all_projects() -> None:
    text = UNIT + table("项目名称|决算数|占项目支出比重", "档案建设|75|75%", "科普活动|25|25%")
    assert claims(text) == [
        "share 75 expenditure.project vs expenditure.project",
        "share 25 expenditure.project vs expenditure.project",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            UNIT + table("科目|决算数", "合计|600", "工资福利支出|500", "商品和服务支出|80", "资本性支出|20"),
            ["500 econ.301", "80 econ.302", "20 econ.310"],
            id="the sum of economic items is of basic or of all spending: not told",
        ),
        pytest.param(
            UNIT + table("项目|预算数|决算数", "合计|1000|980", "基本支出|600|590", "项目支出|400|390"),
            [
                "1000 expenditure stage=initial_budget",
                "980 expenditure",
                "600 expenditure.basic stage=initial_budget",
                "590 expenditure.basic",
                "400 expenditure.project stage=initial_budget",
                "390 expenditure.project",
            ],
            id="the sum of both kinds of spending",
        ),
        pytest.param(
            UNIT + table("收入项目|决算数", "合计|980", "一般公共预算财政拨款收入|900", "事业收入|80"),
            ["980 income", "900 income fund=general_public", "80 income fund=business"],
            id="the sum of all funds",
        ),
    ],
)
def test_what_only_looks_like_it(text: str, found: list[str]) -> None:
    assert figures(text) == found


def test_a_rate_beside_counts_is_no_count() -> None:
    text = table("类别|编制数|实有人数|控制率", "行政|20|18|90", "临聘|0|15|7.5")
    assert [found for found in figures(text) if found.startswith("7.5")] == []
