"""The head of a report: county, department, year, dates, self score and grade."""

from __future__ import annotations

import pytest

from dagster_project.conforming import conform
from dagster_project.conforming.records import ReportHeader
from dagster_project.extraction.printed_dates import dates_in, year_in
from tests.conforming.printed import extracted, lexicon, table

TITLE = "2023年度部门整体支出绩效自评报告\n\n"


def header(text: str) -> ReportHeader:
    return conform(extracted(text), lexicon()).header


@pytest.mark.parametrize(
    ("text", "county_code", "department", "stem"),
    [
        pytest.param(TITLE + "正定县教育局\n", "130123", "正定县教育局", "教育局", id="a line of its own"),
        pytest.param(
            "石家庄市正定县教育局2023年度部门整体支出绩效自评报告\n",
            "130123",
            "石家庄市正定县教育局",
            "教育局",
            id="in the title, with its prefecture",
        ),
        pytest.param(
            TITLE + "单位名称：正定县教育局（本级）\n\n灵寿县财政局\n",
            "130123",
            "正定县教育局",
            "教育局",
            id="labelled, before any other",
        ),
        pytest.param(
            TITLE + table("部门名称|正定县教育局|联系电话", "预算|100|无"),
            "130123",
            "正定县教育局",
            "教育局",
            id="in the cell beside 部门名称",
        ),
        pytest.param(
            "2023年县教育局整体支出绩效自评报告\n\n正定县财政局委托，正定县教育体育局开展自评。\n",
            "130123",
            "正定县教育体育局",
            "教育体育局",
            id="the title's short name in full",
        ),
        pytest.param(
            TITLE + "正定县财政局：\n\n正定县教育局按照要求开展自评，结果如下。\n\n正定县教育局\n",
            "130123",
            "正定县教育局",
            "教育局",
            id="whom a letter is addressed to is not who writes it",
        ),
        pytest.param(
            "2023年度单位整体支出绩效自评报告\n\n正定县档案馆为县委直属事业单位。\n",
            "130123",
            "正定县档案馆",
            "档案馆",
            id="a name ends before 为",
        ),
        pytest.param(TITLE + "某某局\n", None, None, None, id="no county's name"),
    ],
)
def test_department_and_county(text: str, county_code: str | None, department: str | None, stem: str | None) -> None:
    found = header(text)
    assert (found.county_code, found.department_name, found.department_stem) == (county_code, department, stem)


@pytest.mark.parametrize(
    ("text", "county_code"),
    [
        pytest.param(
            "鼓楼区教育局2023年度绩效自评报告\n\n徐州市鼓楼区\n", "320302", id="by the prefecture named elsewhere"
        ),
        pytest.param("福州市鼓楼区教育局2023年度绩效自评报告\n", "350102", id="by its own prefecture"),
        pytest.param("鹿泉市教育局2013年度绩效自评报告\n", "130185", id="an old name while it was valid"),
        pytest.param("鹿泉市教育局2023年度绩效自评报告\n", "130110", id="an old name leads to the successor"),
    ],
)
def test_divisions_of_one_name_and_former_ones(text: str, county_code: str) -> None:
    assert header(text).county_code == county_code


@pytest.mark.parametrize(
    ("text", "year"),
    [
        pytest.param("2022年度部门整体支出绩效自评报告\n", 2022, id="the title's"),
        pytest.param("二〇二二年度绩效自评报告\n", 2022, id="in Han characters"),
        pytest.param("2022年度\n\n部门整体支出绩效自评报告\n", 2022, id="on the line above"),
        pytest.param(
            "2023年部门整体支出绩效自评报告\n\n2022年收入100万元，2022年支出90万元。\n\n2023年3月1日\n",
            2022,
            id="the title's is the year of writing: it speaks of the year before",
        ),
        pytest.param(
            "2023年部门整体支出绩效自评报告\n\n2022年收入100万元，2022年支出90万元。\n\n2024年3月1日\n",
            2023,
            id="written in the year after: the title's, whatever it compares with",
        ),
        pytest.param("绩效自评报告\n\n2022年收入100万元。\n", 2022, id="most printed"),
    ],
)
def test_fiscal_year(text: str, year: int) -> None:
    assert header(text).fiscal_year == year


@pytest.mark.parametrize(
    ("text", "published_on", "prepared_on"),
    [
        ("发布时间：2024-05-16\n\n" + TITLE + "2024年5月14日\n", "2024-05-16", "2024-05-14"),
        (TITLE + "报告日期：2024年5月14日\n\n2024年5月20日\n", None, "2024-05-14"),
        (TITLE + "会议于2024年5月14日召开。\n", None, None),
    ],
    ids=["published and signed", "labelled before signed", "a date in a sentence is neither"],
)
def test_dates(text: str, published_on: str | None, prepared_on: str | None) -> None:
    found = header(text)
    assert (found.published_on, found.prepared_on) == (published_on, prepared_on)


def test_printed_dates() -> None:
    assert dates_in("２０２４年５月１４日至2024.6.1，2024-13-01") == ["2024-05-14", "2024-06-01"]
    assert (year_in("二〇二三年"), year_in("２０２３年"), year_in("三年")) == (2023, 2023, None)


@pytest.mark.parametrize(
    ("text", "score"),
    [
        pytest.param("绩效自评综合得分为96.5分。\n", "96.5", id="in the text"),
        pytest.param(table("自评得分合计|96.5", "部门|某局"), "96.5", id="in a labelled cell"),
        pytest.param(
            table(
                "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分",
                "产出指标|数量指标|办班|20期|24期|10|9",
                "总分|||||100|96.5",
            ),
            "96.5",
            id="in the form's total row",
        ),
        pytest.param("自评满分100分，每超1%扣2分。\n", None, id="a criterion is no score"),
        pytest.param("绩效自评综合得分为9650分。\n", None, id="a score beyond reason"),
    ],
)
def test_self_score(text: str, score: str | None) -> None:
    assert header(TITLE + text).self_score == score


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("综合得分96分，评价等级为“优”。\n", "优"),
        ("自评结果为良好，存在问题如下。\n", "良好"),
        (table("评价等级|优秀|备注", "说明|无|无"), "优秀"),
        (table("自评结论|整体支出自评得分99.25分，等级为“优”。"), "优"),
        (table("评分标准|预算调整率低于5%的，评价等级为优。"), None),
        ("工作成绩优良。\n", None),
    ],
)
def test_grade(text: str, grade: str | None) -> None:
    assert header(TITLE + text).grade == grade
