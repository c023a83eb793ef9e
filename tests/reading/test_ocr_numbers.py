"""Which recognised texts keep their confidence: what is not written as a number is not believed."""

import pytest

from dagster_project.reading.ocr_numbers import is_written_well, numbers_in, trusted

WELL = [
    "1,129.99",
    "1，129.99",
    "120.50",
    "0.05",
    "0",
    "100.00%",
    "97.5％",
    "-12.30",
    "≥95%",
    "<=10",
    "10/10",
    "90%-100%",
    "5～10",
    "2023-12-31",
    "2023.5",
    "1.2.3",
    "（10分）",
    "支出120.5万元，比上年增加3.2%。",
    "2023年5月",
    "A4",
    "1200m2",
    "50km",
    "基本支出",
    "/",
    "",
]
BADLY = [
    "1,129,99",  # the decimal point as a comma
    "1.129.99",
    "112,9.99",
    "12 50",  # the decimal point lost
    "12. 50",
    "12·50",
    "12。50",
    "1206.4O",  # a letter for a digit
    "l20.50",
    "1Z0.50",
    "S.5",
    "012.50",
    "12..5",
    "97.5%%",
    "97.5&3",
    "支出12O.5万元",
    "支出1,20.5万元",
]


@pytest.mark.parametrize("text", WELL)
def test_written_well(text: str) -> None:
    assert is_written_well(text)
    assert trusted(text, 0.97) == 0.97


@pytest.mark.parametrize("text", BADLY)
def test_not_written_as_a_number(text: str) -> None:
    assert trusted(text, 0.99) == 0.0


@pytest.mark.parametrize("text", ["1", "7"])
def test_a_digit_that_may_be_a_slash_is_not_believed(text: str) -> None:
    assert trusted(text, 0.99) == 0.0
    assert trusted(f"1{text}", 0.99) == 0.99


def test_text_that_was_not_recognised_has_no_confidence_to_lose() -> None:
    assert trusted("1,129,99", None) is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("支出120.5万元，增加3.2%。", ("120.5", "3.2%")),
        ("（10分）", ("10",)),
        ("1，129.99", ("1，129.99",)),
        ("基本支出", ()),
    ],
)
def test_the_numbers_that_two_readings_must_agree_on(text: str, numbers: tuple[str, ...]) -> None:
    assert numbers_in(text) == numbers
