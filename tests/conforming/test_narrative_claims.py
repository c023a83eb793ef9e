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
