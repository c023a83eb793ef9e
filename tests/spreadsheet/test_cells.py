"""What a cell can hold: digits, characters, and text that looks like a formula."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.spreadsheet import begins_a_formula, exact_number, storable, text_width


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd",
        "-cmd",
        "@sum",
        "\t1",
        "\r1",
        "\n1",
        "  =1",
        "\u3000＝1",
        "＋1",
        "－x",
        "＠x",
        "﹦1",
        "-1+1",
        "-1\n",
    ],
)
def test_what_a_spreadsheet_would_run_is_known(text: str) -> None:
    assert begins_a_formula(text)


@pytest.mark.parametrize("text", ["", "支出", "a=b", "-12.5", "+3", "1-2", "（=1）"])
def test_other_text_is_no_formula(text: str) -> None:
    assert not begins_a_formula(text)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("0", 0.0),
        ("-0.000001", -0.000001),
        ("631.440000", 631.44),
        ("123456789.123456", 123456789.123456),
        ("999999999999999", 999999999999999.0),
        ("1000000000000000000", 1e18),
        ("9999999999999999", None),
        ("12345678901234.123456", None),
        ("0.1234567890123456", None),
    ],
)
def test_a_number_is_one_only_if_no_digit_is_lost(value: str, number: float | None) -> None:
    assert exact_number(Decimal(value)) == number


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6))
def test_every_amount_below_a_thousand_million_is_a_number_with_its_digits(value: Decimal) -> None:
    number = exact_number(value)
    assert number is not None
    assert Decimal(f"{number:.15G}") == value


def test_control_characters_and_halves_of_characters_are_left_out() -> None:
    assert storable("a\x07b\ud800c\ufffe\td\n") == "abc\td\n"


@pytest.mark.parametrize("character", ["长", "𠀀"])
def test_a_text_that_is_too_long_says_so(character: str) -> None:
    kept = storable(character * 40_000)
    assert kept.endswith("…（全文共40000字）")
    assert 32_760 < len(kept.encode("utf-16-le")) // 2 <= 32_767


def test_a_text_that_just_fits_is_kept() -> None:
    assert storable("长" * 32_767) == "长" * 32_767


def test_a_chinese_character_is_two_wide() -> None:
    assert text_width("支出 12") == 7
