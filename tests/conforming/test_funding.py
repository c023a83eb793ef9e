"""The funding block of a self-evaluation form, in its three arrangements."""

from __future__ import annotations

import pytest

from tests.conforming.printed import claims, conformed, figures, indicators, table

HEADING = "资金情况|年初预算数|全年预算数|全年执行数|分值|执行率|得分"
TOTAL = "年度资金总额|1000|1200|1150|10|95.83%|9.58"
TOTAL_FIGURES = [
    "1000 expenditure stage=initial_budget",
    "1200 expenditure stage=adjusted_budget",
    "1150 expenditure",
]


def test_the_total_row_is_three_stages_a_rate_and_an_indicator() -> None:
    block = table(HEADING, TOTAL)
    assert figures(block) == TOTAL_FIGURES
    assert claims(block) == ["execution_rate 95.83 expenditure vs adjusted_budget"]
    assert indicators(block) == ["预算执行率 | - | 95.83% | 10 | 9.58"]


def test_a_split_by_stage_columns() -> None:
    block = table(HEADING, TOTAL, "其中：财政拨款|900|1100|1050|||", "其他资金|100|100|100|||")
    assert figures(block)[3:] == [
        "900 expenditure fund=fiscal_appropriation stage=initial_budget",
        "1100 expenditure fund=fiscal_appropriation stage=adjusted_budget",
        "1050 expenditure fund=fiscal_appropriation",
        "100 expenditure fund=other stage=initial_budget",
        "100 expenditure fund=other stage=adjusted_budget",
        "100 expenditure fund=other",
    ]


@pytest.mark.parametrize(
    ("public", "fund", "basic", "project", "by_source", "by_kind"),
    [
        ("1000", "150", "650", "500", "", ""),
        ("1000", "200", "650", "350", " stage=adjusted_budget", " stage=initial_budget"),
        ("1000", "148", "600", "552", "", ""),
    ],
    ids=["both add up to what was executed", "to the budget and to the initial budget", "near what was executed"],
)
def test_a_split_without_stage_is_the_stage_whose_total_it_adds_up_to(
    public: str, fund: str, basic: str, project: str, by_source: str, by_kind: str
) -> None:
    block = table(
        HEADING,
        TOTAL,
        "按收入性质分：|按支出性质分：",
        f"其中：一般公共预算：{public}|其中：基本支出：{basic}",
        f"政府性基金拨款：{fund}|项目支出：{project}",
    )
    assert figures(block)[3:] == [
        f"{public} income fund=general_public{by_source}",
        f"{basic} expenditure.basic{by_kind}",
        f"{fund} income fund=government_fund{by_source}",
        f"{project} expenditure.project{by_kind}",
    ]


def test_a_damaged_label_is_read_as_the_fund_it_is_nearest_to() -> None:
    block = table(HEADING, TOTAL, "按收入性质分：|按支出性质分：", "其中：一般公共顶算拨款：1150|其中：基本支出：650")
    assert "1150 income fund=general_public" in figures(block)


def test_a_number_without_a_label_that_completes_the_total_is_the_project_spending() -> None:
    block = table(HEADING, TOTAL, "按支出性质分：||", "基本支出：|650|", "|500|")
    assert figures(block)[3:] == ["650 expenditure.basic", "500 expenditure.project"]


def test_a_number_without_a_label_that_completes_nothing_is_no_figure() -> None:
    block = table(HEADING, TOTAL, "按支出性质分：||", "基本支出：|650|", "|499|")
    assert figures(block)[3:] == ["650 expenditure.basic"]


def test_numbers_that_a_scan_moved_are_read_in_the_order_of_the_headings() -> None:
    block = table(
        "资金情况||年初预算数|全年预算数|全年执行数|分值|执行率|得分", "年度资金总额|1000|1200|1150|10|95.83%|9.58"
    )
    assert figures(block) == TOTAL_FIGURES


def test_the_form_of_a_project_is_the_projects_money() -> None:
    form = table(
        "项目名称|科普活动",
        "资金情况|年初预算数|全年预算数|全年执行数|分值|执行率|得分",
        "年度资金总额|100|100|95|10|95%|9.5",
    )
    assert figures(form) == [
        "100 expenditure.project stage=initial_budget project=科普活动",
        "100 expenditure.project stage=adjusted_budget project=科普活动",
        "95 expenditure.project project=科普活动",
    ]


def test_additions_and_balances_have_columns_of_their_own() -> None:
    block = table(
        "资金来源|年初预算|追加（减）|调整后预算|实际支出|年末结余|执行率", "政府性基金|100|-20|80|75|5|93.75%"
    )
    assert figures(block) == [
        "100 expenditure fund=government_fund stage=initial_budget",
        "80 expenditure fund=government_fund stage=adjusted_budget",
        "75 expenditure fund=government_fund",
        "5 closing_balance fund=government_fund",
    ]
    assert claims(block) == [
        "change_amount -20 expenditure vs initial_budget",
        "execution_rate 93.75 expenditure vs adjusted_budget",
    ]


def test_a_title_of_the_departments_own_part_ends_the_project_before() -> None:
    form = table(
        "一、项目支出绩效自评表||",
        "项目名称|科普活动|",
        "三级指标|年度指标值|实际完成值|分值|得分",
        "期数|20期|24期|10|10",
        "二、部门整体绩效指标完成情况||",
        "三级指标|年度指标值|实际完成值|分值|得分",
        "合格率|95%|96%|10|10",
    )
    assert [indicator.scope for indicator in conformed(form)[1].indicators] == ["科普活动", "department"]


def test_projects_numbered_below_project_spending() -> None:
    block = table(
        HEADING, TOTAL, "其中：基本支出|600|700|690|||", "项目支出|400|500|460|||", "1.办案业务费|400|500|460|—|92%|"
    )
    assert figures(block)[-3:] == [
        "400 expenditure.project stage=initial_budget project=办案业务费",
        "500 expenditure.project stage=adjusted_budget project=办案业务费",
        "460 expenditure.project project=办案业务费",
    ]


def test_the_budget_beside_what_was_executed_of_it() -> None:
    block = table("|预算数（A）|执行数（B）|执行率（B/A）|得分", "部门整体支出总额|264|250|94.70%|18.93")
    assert figures(block) == ["264 expenditure stage=adjusted_budget", "250 expenditure"]


def test_a_split_that_prints_stages_is_read_by_them() -> None:
    block = table(HEADING, TOTAL, "按支出性质：基本支出|600|700|690||98.57%|", "项目支出|400|500|460||92%|")
    assert figures(block)[3:6] == [
        "600 expenditure.basic stage=initial_budget",
        "700 expenditure.basic stage=adjusted_budget",
        "690 expenditure.basic",
    ]


def test_all_the_money_of_a_form_has_no_fund() -> None:
    block = table("|预算数（A）|执行数（B）|执行率（B/A）|得分", "年度财政资金总额|264|250|94.70%|18.93")
    assert figures(block) == ["264 expenditure stage=adjusted_budget", "250 expenditure"]
