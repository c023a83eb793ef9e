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
