"""Lists in running text with a shared head, and amounts that only their heading or their sentence names."""

from __future__ import annotations

import pytest

from tests.conforming.printed import figures


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "全年取得各类收入1200万元，一般公共预算财政拨款、政府性基金预算财政拨款、其他收入分别为1000万元、150万元和50万元。",
            [
                "1200 income",
                "1000 income fund=general_public",
                "150 income fund=government_fund",
                "50 income fund=other",
            ],
            id="a long list keeps its first name, too",
        ),
        pytest.param(
            "项目支出500万元，其中：优抚对象抚恤补助300万元，义务兵家庭优待金200万元。"
            "优抚对象抚恤补助和义务兵家庭优待金年初预算分别为120万元和80万元。",
            [
                "500 expenditure.project",
                "300 expenditure.project project=优抚对象抚恤补助",
                "200 expenditure.project project=义务兵家庭优待金",
                "120 expenditure.project stage=initial_budget project=优抚对象抚恤补助",
                "80 expenditure.project stage=initial_budget project=义务兵家庭优待金",
            ],
            id="projects that were named before are found whole, whatever joins them",
        ),
        pytest.param(
            "三、“三公”经费\n\n全年4.12万元，控制在预算6.00万元以内。",
            ["4.12 three_public", "6.00 three_public stage=initial_budget"],
            id="the year alone: what the heading names",
        ),
        pytest.param(
            "2023年收入合计3215.60万元。2022年结转本年使用186.90万元，可用资金总计3402.50万元。",
            ["3215.60 income", "186.90 opening_balance", "3402.50 grand_total"],
            id="what the year before left is what this one opened with",
        ),
        pytest.param(
            "全年预算数（含上年结转）为4702.88万元。",
            ["4702.88 expenditure stage=adjusted_budget"],
            id="a bracketed remark does not name the amount",
        ),
        pytest.param(
            "编办核定34名编制，其中行政编制12名，其余22名为事业编制。",
            ["34 staff.quota", "12 staff.quota.administrative", "22 staff.quota.public_institution"],
            id="the others, named behind their number",
        ),
        pytest.param(
            "年末在编在岗81人（行政21人、事业60人）。",
            ["81 staff.actual", "21 staff.actual.administrative", "60 staff.actual.public_institution"],
            id="在编在岗 are both the staff there is",
        ),
        pytest.param(
            "编制88个，在岗84人，其中行政15人、事业69人。",
            [
                "88 staff.quota",
                "84 staff.actual",
                "15 staff.actual.administrative",
                "69 staff.actual.public_institution",
            ],
            id="kinds of those at their posts",
        ),
    ],
)
def test_figures(text: str, found: list[str]) -> None:
    assert figures(text) == found


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("全县各类收入突破5亿元。", id="revenue of the county"),
        pytest.param("全县公益性岗位在岗320人，乡村医生在岗150人。", id="others at their posts"),
        pytest.param("收入控制在1000万元以内。", id="a bound is no final figure"),
        pytest.param("因人员调资等工作支出30万元。", id="what a task cost"),
    ],
)
def test_what_is_no_figure_of_the_department(text: str) -> None:
    assert figures(text) == []
