"""Years and dates as reports print them."""

from __future__ import annotations

import re

PUBLISHED = re.compile(r"发布(?:时间|日期)|公开日期|发文日期|公布时间")  # heads the day of publication
YEAR = re.compile(r"((?:19|20)\d\d)\s*年?")
_HAN_YEAR = re.compile(r"([一二三四五六七八九〇零]{4})年")
_HAN_DIGITS = {han: str(n) for n, han in enumerate("零一二三四五六七八九")} | {"〇": "0"}
_DATE = re.compile(r"((?:19|20)\d\d)\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９－．", "0123456789-.")


def half_width(text: str) -> str:
    """A text with the digits, dashes and points of dates in half width."""
    return text.translate(_FULL_WIDTH)


def year_in(text: str) -> int | None:
    """The first year that a text prints, in digits or in Han characters."""
    if match := YEAR.search(half_width(text)):
        return int(match.group(1))
    han = _HAN_YEAR.search(text)
    return int("".join(_HAN_DIGITS[digit] for digit in han.group(1))) if han else None


def years_in(text: str) -> list[int]:
    """Every year that a text prints in digits."""
    return [int(year) for year in YEAR.findall(half_width(text))]


def dates_in(text: str) -> list[str]:
    """The dates that a text prints, as ISO dates."""
    return [
        f"{year}-{int(month):02d}-{int(day):02d}"
        for year, month, day in _DATE.findall(half_width(text))
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31
    ]
