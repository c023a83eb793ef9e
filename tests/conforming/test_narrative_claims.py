"""Claims in running text whose subject or base stands elsewhere, as in the sentence's first words."""

from __future__ import annotations

import pytest

from tests.conforming.printed import claims


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "“三公”经费从严控制，比预算少支出8.32万元。",
            ["change_amount -8.32 three_public vs initial_budget"],
            id="the sentence's first words name what its first number is about",
        ),
        pytest.param(
            "2023年收入合计1200万元。与2022年相比，本年支出合计增加92万元，增长8.1%。",
            ["change_amount 92 expenditure vs prior_year", "change_rate 8.1 expenditure vs prior_year"],
            id="against the year that the words before compare with",
        ),
        pytest.param(
            "“三公”经费支出9.46万元，年初预算12.50万元，支出为预算的75.68%。",
            ["execution_rate 75.68 three_public vs initial_budget"],
            id="a bare 支出 is what was spent of the kind just told",
        ),
        pytest.param(
            "公用经费年初预算110万元，实际支出控制在预算的97.85%。",
            ["execution_rate 97.85 expenditure.basic.operating vs initial_budget"],
            id="kept within N percent of the budget",
        ),
        pytest.param(
            "“三公”经费支出4.12万元，控制在预算6.00万元以内，较上年减少0.53万元，下降11.40%。",
            ["change_amount -0.53 three_public vs prior_year", "change_rate -11.40 three_public vs prior_year"],
            id="a change since last year is of what was spent, though the budget was told last",
        ),
        pytest.param(
            "全年实现收入1200万元，为年初预算的110%。",
            ["execution_rate 110 income vs initial_budget"],
            id="a percentage of the budget alone is of the figure before",
        ),
        pytest.param(
            "固定资产原值398.60万元，其中在用386.64万元，使用率97.00%。",
            ["usage_rate 97.00 assets.fixed_in_use vs assets.fixed_gross"],
            id="a bare 使用率 behind assets",
        ),
    ],
)
def test_claims(text: str, found: list[str]) -> None:
    assert claims(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "全年支出600万元，其中人员经费500万元，公用经费100万元，支出比上年增长5%。",
            ["change_rate 5 expenditure vs prior_year"],
            id="behind several kinds, 支出 is all of it",
        ),
        pytest.param(
            "全年收入600万元，基本支出400万元，支出为预算的98%。",
            ["execution_rate 98 expenditure vs initial_budget"],
            id="beside income, too",
        ),
        pytest.param("资产总额3500万元，资金到位及时，使用率为98%。", [], id="a 使用率 that is not of assets in use"),
    ],
)
def test_what_only_looks_so(text: str, found: list[str]) -> None:
    assert claims(text) == found
