"""Tables of figures: base-data forms, unit rows, project lists, projects side by side."""

from __future__ import annotations

import pytest

from tests.conforming.printed import claims, figures, left, table

UNIT = "单位：万元\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            UNIT
            + table(
                "项目|2022年决算数|2023年预算数|2023年决算数",
                "三公经费|15|14|12",
                "1、公务用车购置和维护经费|10|9|8",
                "其中：公车购置|0|0|0",
                "2、公务接待|5|5|4",
            ),
            [
                "15 three_public year=2022",
                "14 three_public stage=initial_budget",
                "12 three_public",
                "10 three_public.vehicle year=2022",
                "9 three_public.vehicle stage=initial_budget",
                "8 three_public.vehicle",
                "0 three_public.vehicle.purchase year=2022",
                "0 three_public.vehicle.purchase stage=initial_budget",
                "0 three_public.vehicle.purchase",
                "5 three_public.reception year=2022",
                "5 three_public.reception stage=initial_budget",
                "4 three_public.reception",
            ],
            id="base data: account by row, year and stage by column; nought is printed, not missing",
        ),
        pytest.param(
            UNIT
            + table(
                "项目支出|2022年决算数|2023年决算数", "项目支出：|480|500", "1、科普活动|100|120", "2、档案建设|380|380"
            ),
            [
                "480 expenditure.project year=2022",
                "500 expenditure.project",
                "100 expenditure.project year=2022 project=科普活动",
                "120 expenditure.project project=科普活动",
                "380 expenditure.project year=2022 project=档案建设",
                "380 expenditure.project project=档案建设",
            ],
            id="numbered rows under project spending are projects",
        ),
        pytest.param(
            UNIT + table("单位名称|基本支出|项目支出", "汇总||", "局机关|650|500", "二级机构1||"),
            ["650 expenditure.basic", "500 expenditure.project"],
            id="the sum row is empty and only the bureau's own row filled: the department's figures",
        ),
        pytest.param(
            UNIT + table("单位名称|基本支出|项目支出", "汇总|750|500", "局机关|650|500", "示范中心|100|0"),
            [
                "750 expenditure.basic",
                "500 expenditure.project",
                "650 expenditure.basic unit=局机关",
                "500 expenditure.project unit=局机关",
                "100 expenditure.basic unit=示范中心",
                "0 expenditure.project unit=示范中心",
            ],
            id="the sum row is filled: every unit's figures are its own",
        ),
        pytest.param(
            UNIT + table("项目名称|年初预算数|执行数|执行率", "科普活动|100|95|95%", "合计|100|95|95%"),
            [
                "100 expenditure.project stage=initial_budget project=科普活动",
                "95 expenditure.project project=科普活动",
                "100 expenditure.project stage=initial_budget",
                "95 expenditure.project",
            ],
            id="a list of projects with its sum",
        ),
        pytest.param(
            UNIT + table("科普活动|档案建设|合计", "100|50|150"),
            [
                "100 expenditure.project project=科普活动",
                "50 expenditure.project project=档案建设",
                "150 expenditure.project",
            ],
            id="projects side by side that add up to their sum",
        ),
        pytest.param(
            table("|编制数|2023年实际在职人数", "财政供养人员情况|30|28"),
            ["30 staff.quota", "28 staff.actual"],
            id="counts",
        ),
    ],
)
def test_figures(text: str, found: list[str]) -> None:
    assert sorted(figures(text)) == sorted(found)


def test_projects_side_by_side_that_do_not_add_up_are_not_understood() -> None:
    text = UNIT + table("科普活动|档案建设|合计", "100|50|155")
    assert figures(text) == []
    assert left(text) == ["100 unmatched", "50 unmatched", "155 unmatched"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            table("项目名称|年初预算数|执行数|执行率", "科普活动|100|95|95%"),
            ["execution_rate 95 expenditure.project vs adjusted_budget"],
        ),
        (
            table("|编制数|实际在职人数|控制率", "财政供养人员情况|30|28|93.33%"),
            ["control_rate 93.33 staff.actual vs staff.quota"],
        ),
        (
            table("楼堂馆所控制情况|批复规模（㎡）|实际规模（㎡）|规模控制率", "办公楼|1000|1000|100%"),
            ["control_rate 100 buildings.area vs initial_budget"],
        ),
    ],
    ids=["execution", "staff", "buildings"],
)
def test_rates(text: str, found: list[str]) -> None:
    assert claims(text) == found


def test_income_and_spending_side_by_side() -> None:
    text = UNIT + table(
        "收入||支出|",
        "项目|决算数|项目|决算数",
        "一、一般公共预算财政拨款收入|90|一、基本支出|60",
        "二、其他收入|10|其中：人员经费|50",
        "本年收入合计|100|本年支出合计|95",
        "年初结转和结余|5|年末结转和结余|10",
        "总计|105|总计|105",
    )
    assert figures(text) == [
        "90 income fund=general_public",
        "60 expenditure.basic",
        "10 income fund=other",
        "50 expenditure.basic.personnel",
        "100 income",
        "95 expenditure",
        "5 opening_balance",
        "10 closing_balance",
        "105 grand_total",
        "105 grand_total",
    ]


def test_years_in_the_rows_and_accounts_in_the_columns() -> None:
    text = (
        "（三）“三公”经费情况\n\n"
        + UNIT
        + table("年度|合计|公务用车购置费|公务接待费", "2022年决算|53|46|7", "2023年预算|40|32|8", "2023年决算|34|28|6")
    )
    assert figures(text) == [
        "53 three_public year=2022",
        "46 three_public.vehicle.purchase year=2022",
        "7 three_public.reception year=2022",
        "40 three_public stage=initial_budget",
        "32 three_public.vehicle.purchase stage=initial_budget",
        "8 three_public.reception stage=initial_budget",
        "34 three_public",
        "28 three_public.vehicle.purchase",
        "6 three_public.reception",
    ]


def test_kinds_of_staff_under_quota_and_actual() -> None:
    text = table("项目|编制数（人）|实有人数（人）", "行政|92|88", "事业|100|93", "工勤|6|5")
    assert figures(text) == [
        "92 staff.quota.administrative",
        "88 staff.actual.administrative",
        "100 staff.quota.public_institution",
        "93 staff.actual.public_institution",
        "6 staff.quota.support",
        "5 staff.actual.support",
    ]


def test_groups_of_projects_by_fund() -> None:
    text = UNIT + table(
        "序号|项目名称|年初预算|实际支出|执行率（%）",
        "一、政府性基金预算项目||||",
        "1|管网改造|100|98|98.00",
        "小计||100|98|98.00",
        "二、一般公共预算项目||||",
        "2|路灯电费|50|49|98.00",
        "合计||150|147|98.00",
    )
    assert figures(text) == [
        "100 expenditure.project fund=government_fund stage=initial_budget project=管网改造",
        "98 expenditure.project fund=government_fund project=管网改造",
        "100 expenditure.project fund=government_fund stage=initial_budget",
        "98 expenditure.project fund=government_fund",
        "50 expenditure.project fund=general_public stage=initial_budget project=路灯电费",
        "49 expenditure.project fund=general_public project=路灯电费",
        "150 expenditure.project stage=initial_budget",
        "147 expenditure.project",
    ]


def test_a_fund_below_income_in_a_table_of_items_is_no_project() -> None:
    text = UNIT + table(
        "项目|2022年决算|2023年年初预算|2023年决算|比上年增减率（%）",
        "一、本年收入|76|51|82|7.31",
        "其中：一般公共预算财政拨款|68|46|72|6.07",
    )
    assert figures(text)[3:] == [
        "68 income fund=general_public year=2022",
        "46 income fund=general_public stage=initial_budget",
        "72 income fund=general_public",
    ]
    assert claims(text) == ["change_rate 7.31 income vs prior_year", "change_rate 6.07 income vs prior_year"]


def test_economic_items_add_up_to_the_kind_that_the_heading_names() -> None:
    rows = table("经济分类科目|2023年决算", "301 工资福利支出|90", "302 商品和服务支出|10", "合计|100")
    assert figures("表一 基本支出经济分类情况表\n\n" + UNIT + rows)[-1] == "100 expenditure.basic"
    assert figures("表一 经济分类情况表\n\n" + UNIT + rows)[-1] == "10 econ.302"


def test_money_for_people_is_no_count_of_people() -> None:
    text = UNIT + table("项目|2023年预算数|2023年决算数", "二、项目支出|1100|2016", "1.警务辅助人员保障经费|1100|2016")
    assert figures(text)[-1] == "2016 expenditure.project project=警务辅助人员保障经费"


def test_the_answer_beside_a_name_heads_no_column() -> None:
    text = UNIT + table("单位名称|某县水务局||", "基本支出总额|38|项目支出总额|211")
    assert figures(text) == ["38 expenditure.basic", "211 expenditure.project"]


def test_the_opening_value_of_an_asset_is_the_year_before() -> None:
    text = UNIT + table("项目|年初数|年末数", "一、资产总额|68|71", "二、负债总额|36|38")
    assert figures(text) == ["68 assets year=2022", "71 assets", "36 liabilities year=2022", "38 liabilities"]


def test_headings_of_two_lines_head_one_list() -> None:
    text = UNIT + table(
        "序号|项目名称|资金安排|||执行率|自评结论",
        "||年初预算|调整后预算|实际支出||",
        "1|农村公路养护|12|13|13|100%|优",
    )
    assert figures(text) == [
        "12 expenditure.project stage=initial_budget project=农村公路养护",
        "13 expenditure.project stage=adjusted_budget project=农村公路养护",
        "13 expenditure.project project=农村公路养护",
    ]
    assert claims(text) == ["execution_rate 100 expenditure.project vs adjusted_budget"]


def test_a_heading_of_a_year_is_no_project() -> None:
    text = UNIT + table("项目|2022年|2023年|", "|决算数|预算数|决算数", "会议费|1.2|1.5|0.9", "培训费|4|5|3")
    assert figures(text)[:3] == [
        "1.2 econ.30215 year=2022",
        "1.5 econ.30215 stage=initial_budget",
        "0.9 econ.30215",
    ]


def test_a_budget_may_plan_with_balances() -> None:
    text = UNIT + table("项目|年初预算数|决算数", "年初结转和结余|0|8", "年末结转和结余|0|4")
    assert figures(text) == [
        "0 opening_balance stage=initial_budget",
        "8 opening_balance",
        "0 closing_balance stage=initial_budget",
        "4 closing_balance",
    ]


def test_a_list_of_units_by_stage_is_of_spending() -> None:
    rows = ("街道本级|22|36|98.37", "服务中心|6|7|98.73", "合计|28|43|98.51")
    assert figures(UNIT + table("预算单位|年初预算|决算支出|执行率（%）", *rows)) == [
        "22 expenditure stage=initial_budget unit=街道本级",
        "36 expenditure unit=街道本级",
        "6 expenditure stage=initial_budget unit=服务中心",
        "7 expenditure unit=服务中心",
        "28 expenditure stage=initial_budget",
        "43 expenditure",
    ]


def test_a_list_of_projects_headed_only_by_items() -> None:
    text = UNIT + table(
        "序号|项目|全年预算数|全年执行数", "1|薄弱环节改善|52|49", "2|学前教育普及|16|15", "合计||68|64"
    )
    assert figures(text)[2:] == [
        "16 expenditure.project stage=adjusted_budget project=学前教育普及",
        "15 expenditure.project project=学前教育普及",
        "68 expenditure.project stage=adjusted_budget",
        "64 expenditure.project",
    ]


def test_kinds_of_staff_as_columns_beside_their_sum() -> None:
    text = table("项目|行政|事业|合计", "编制数|15|31|46", "年末实有在职人数|15|30|45")
    assert figures(text) == [
        "15 staff.quota.administrative",
        "31 staff.quota.public_institution",
        "46 staff.quota",
        "15 staff.actual.administrative",
        "30 staff.actual.public_institution",
        "45 staff.actual",
    ]


def test_codes_of_accounts_are_no_amounts() -> None:
    text = UNIT + table(
        "科目编码|科目名称|决算数|科目编码|科目名称|决算数",
        "30101|基本工资|39|30201|办公费|3",
        "30102|津贴补贴|12|30207|邮电费|1",
    )
    assert figures(text) == ["39 econ.30101", "3 econ.30201", "12 econ.30102", "1 econ.30207"]


def test_what_the_department_did_is_no_project() -> None:
    text = UNIT + table("年度主要任务|落实政策，推进改革。", "项目|年初预算|决算", "基本支出|60|58")
    assert figures(text) == ["60 expenditure.basic stage=initial_budget", "58 expenditure.basic"]


def test_a_quoted_or_long_name_beside_its_heading_is_a_project() -> None:
    form = table("项目名称|“三支一扶”人员生活补助", "资金|年初预算数|全年预算数|全年执行数", "年度资金总额|210|256|240")
    assert figures(UNIT + form) == [
        "210 expenditure.project stage=initial_budget project=“三支一扶”人员生活补助",
        "256 expenditure.project stage=adjusted_budget project=“三支一扶”人员生活补助",
        "240 expenditure.project project=“三支一扶”人员生活补助",
    ]


def test_only_the_grand_total_stands_below_balances() -> None:
    rows = ("项目|决算数", "年初结转和结余|12", "基本支出|60", "项目支出|40")
    assert "100 grand_total" not in figures(UNIT + table(*rows, "合计|100"))
    assert "112 grand_total" in figures(UNIT + table(*rows, "总计|112"))


def test_the_rate_of_a_project_named_like_an_account_is_the_projects() -> None:
    text = UNIT + table(
        "项目名称|年初预算数|全年执行数|执行率（%）",
        "军队移交离退休人员安置|80|78|97.5",
        "烈士纪念设施修缮|20|20|100",
    )
    assert claims(text) == [
        "execution_rate 97.5 expenditure.project vs adjusted_budget",
        "execution_rate 100 expenditure.project vs adjusted_budget",
    ]


def test_what_kinds_of_spending_have_of_an_item_is_not_the_item() -> None:
    text = UNIT + table("科目|合计|基本支出|项目支出", "办公费|9.35|6.15|3.2", "培训费|41.2|1.2|40")
    assert figures(text) == ["9.35 econ.30201", "41.2 econ.30216"]
    assert "6.15 split" in left(text)


def test_a_subtotal_or_a_list_of_tasks_is_not_all_project_spending() -> None:
    for name, total in (("项目名称", "小计"), ("任务名称", "合计")):
        rows = table(f"{name}|全年预算数|支出数|执行率", "甲专项|10|9|90%", f"{total}|10|9|90%")
        assert len(figures(UNIT + rows)) == 2


def test_a_table_of_people_and_money_counts_the_people() -> None:
    text = "表1（单位：人、万元）\n" + table(
        "单位名称|编制数|在职人数|离退休|本年收入|本年支出",
        "局机关|24|22|9|48|47",
        "登记中心|18|17|5|12|11",
        "合计|42|39|14|60|58",
    )
    assert [line for line in figures(text) if "unit=" not in line] == [
        "42 staff.quota",
        "39 staff.actual",
        "14 staff.retired",
        "60 income",
        "58 expenditure",
    ]
