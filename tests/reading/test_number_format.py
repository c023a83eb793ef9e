"""Spreadsheet cells print what their number format says."""

from __future__ import annotations

import datetime as dt

import pytest

from dagster_project.reading.number_format import printed_date, printed_number


@pytest.mark.parametrize(
    ("value", "number_format", "printed"),
    [
        (0.989905434335701, "0.00%", "98.99%"),
        (1, "0.00%", "100.00%"),
        (0.5, "0%", "50%"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (999.995, "#,##0.00", "1,000.00"),
        (2.675, "0.00", "2.68"),
        (-12.5, "#,##0.00_);(#,##0.00)", "(12.50)"),
        (-12.5, "0.00", "-12.50"),
        (-3, "0.0%", "-300.0%"),
        (0, '0.00;-0.00;"-"', "-"),
        (3, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "3.00"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (123456, "0!.0,", "12.3"),
        (1234.5, '0.00,"千元"', "1.23千元"),
        (20000, '[>=10000]0.0,"千";0', "20.0千"),
        (20, '[>=10000]0.0,"千";0', "20"),
        (12, "0000", "0012"),
        (10.4, "0.0##", "10.4"),
        (0.5, "#.##", ".5"),
        (99, '"约"0"人"', "约99人"),
        (86, "[$¥-804]#,##0.00", "¥86.00"),
        (86, "[Red]0.0", "86.0"),
        (0.1 + 0.2, "General", "0.3"),
        (0.989905434335701, "General", "0.989905434"),
        (705.33, "General", "705.33"),
        (510000001234, "General", "510000001234"),
        (100, "@", "100"),
        (7, None, "7"),
        (5, ";;;", ""),
    ],
)
def test_numbers(value: float, number_format: str | None, printed: str) -> None:
    assert printed_number(value, number_format) == printed


@pytest.mark.parametrize(
    ("number_format", "printed"),
    [
        ('yyyy"年"m"月"d"日"', "2023年3月5日"),
        ("yyyy/m/d", "2023/3/5"),
        ("[$-804]yyyy\\-mm\\-dd;@", "2023-03-05"),
        ("yyyy-mm-dd hh:mm:ss", "2023-03-05 14:07:09"),
        ("h:mm AM/PM", "2:07下午"),
        ("yy.mm", "23.03"),
    ],
)
def test_dates(number_format: str, printed: str) -> None:
    assert printed_date(dt.datetime(2023, 3, 5, 14, 7, 9), number_format).replace(" 下", "下") == printed  # noqa: DTZ001
