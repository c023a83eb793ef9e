"""How terms are found: normalised, leftmost and longest, in their context."""

from __future__ import annotations

import pytest

from dagster_project.conforming.label import project_name, read_label
from dagster_project.conforming.label_account import pick_account
from dagster_project.conforming.lexicon import Meaning, Vocabulary, normalise
from tests.conforming.printed import lexicon


@pytest.mark.parametrize(
    ("printed", "matched"),
    [
        ("“三公” 经费", "三公经费"),
        ("因公出国（境）费", "因公出国境费"),
        ("２０２３年", "2023年"),
        ("《总支出》", "总支出"),
    ],
)
def test_spaces_quotation_marks_and_brackets_do_not_matter(printed: str, matched: str) -> None:
    assert normalise(printed) == matched


def test_the_longest_term_is_found_and_hides_those_within_it() -> None:
    vocabulary = Vocabulary({"支出": [Meaning("account", "a")], "项目支出": [Meaning("account", "b")]})
    assert [(term.text, term.start) for term in vocabulary.find("项目支出和支出")] == [("项目支出", 0), ("支出", 5)]
    assert vocabulary.exact("支 出") == (Meaning("account", "a"),)
    assert vocabulary.exact("总支出") == ()


@pytest.mark.parametrize(
    ("label", "context", "account"),
    [
        ("总支出", (), "expenditure"),
        ("其中：基本支出", (), "expenditure.basic"),
        ("人员经费", (), "expenditure.basic.personnel"),
        ("年末固定资产原值", (), "assets.fixed_gross"),
        ("办公费", (), "econ.30201"),
        ("30201 办公费", (), "econ.30201"),
        ("水费、电费、差旅费", (), "econ.30205+30206+30211"),
        ("公务接待费", ("three_public",), "three_public.reception"),
        ("公务接待费", ("expenditure.basic.operating",), "econ.30217"),
        ("货物", ("procurement",), "procurement.goods"),
        ("货物", (), None),
        ("事业编制", ("staff.quota",), "staff.quota.public_institution"),
        ("行政人员", ("staff.actual",), "staff.actual.administrative"),
        ("支出", (), "expenditure"),
        ("企业研发支出", (), None),
        ("自来水普及", (), None),
    ],
)
def test_the_account_that_a_label_names(label: str, context: tuple[str, ...], account: str | None) -> None:
    assert pick_account(lexicon(), read_label(lexicon(), label), context)[0] == account


@pytest.mark.parametrize(
    ("label", "dimension", "codes"),
    [
        ("一般公共预算财政拨款支出", "fund", ["general_public"]),
        ("政府性基金预算财政拨款", "fund", ["government_fund"]),
        ("年初预算数", "stage", ["initial_budget"]),
        ("调整预算数", "stage", ["adjusted_budget"]),
        ("全年执行数", "stage", ["final"]),
        ("比上年减少", "base", ["prior_year"]),
        ("比上年减少", "direction", ["-1"]),
        ("较上年增长", "direction", ["1"]),
        ("预算执行率", "rate", ["execution_rate"]),
        ("占总支出的", "rate", ["share"]),
        ("其中", "part", ["其中"]),
    ],
)
def test_the_other_words_of_a_label(label: str, dimension: str, codes: list[str]) -> None:
    assert [meaning.code for meaning in read_label(lexicon(), label).codes(dimension)] == codes


@pytest.mark.parametrize(
    ("label", "years", "residual"),
    [
        ("（一）2022年度基本支出", (2022,), ""),
        ("2.2023年科普专项", (2023,), "科普"),
        ("基本支出为", (), ""),
        ("小微企业贷款风险补偿资金", (), "小微企业风险补偿"),
    ],
)
def test_years_and_what_no_term_covers(label: str, years: tuple[int, ...], residual: str) -> None:
    reading = read_label(lexicon(), label)
    assert (reading.years, reading.residual) == (years, residual)


@pytest.mark.parametrize(
    ("label", "compares", "ends_in_change"),
    [
        ("比上年增加", True, True),
        ("与上年相比减少了", True, True),
        ("较年初预算增加", True, True),
        ("增加后的支出预算", False, False),
        ("基本支出", False, False),
    ],
)
def test_comparisons_and_changes(label: str, compares: bool, ends_in_change: bool) -> None:
    reading = read_label(lexicon(), label)
    assert (reading.compares, reading.ends_in_change) == (compares, ends_in_change)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("其中：科普活动经费", "科普活动经费"),
        ("安排数字档案专项资金", "数字档案专项资金"),
        ("人才培养经费为", "人才培养经费"),
        ("年初预算安排：", None),
    ],
)
def test_a_projects_name_without_the_words_around_it(label: str, name: str | None) -> None:
    assert project_name(read_label(lexicon(), label)) == name


@pytest.mark.parametrize(
    ("part", "whole", "is_part"),
    [
        ("expenditure.basic.personnel", "expenditure", True),
        ("econ.30201", "econ.302", True),
        ("econ.30201", "expenditure.basic", True),
        ("three_public.reception.visits", "three_public", True),
        ("expenditure", "expenditure", False),
        ("income", "expenditure", False),
        ("expenditure", "expenditure.basic", False),
    ],
)
def test_parts(part: str, whole: str, is_part: bool) -> None:
    assert lexicon().is_part(part, whole) is is_part


@pytest.mark.parametrize(
    ("unit", "kind"),
    [("万元", "money"), ("人", "count"), ("%", "rate"), ("个百分点", "rate"), ("平方米", "area"), (None, None)],
)
def test_kinds_of_units(unit: str | None, kind: str | None) -> None:
    assert lexicon().unit_kind(unit) == kind
