"""The number of a cell that holds nothing else: signs and brackets say more there than in running text."""

from __future__ import annotations

import re
from dataclasses import replace

from dagster_project.extraction.numbers import Number, find_numbers
from dagster_project.extraction.records import PrintedValue
from dagster_project.extraction.remembered import remembered

BLANKS = " 　\n\r\t\xa0"
_BARE = re.compile(r"^[\s　（(约≈¥￥]*$")
# Alone before a number: a minus in any of its forms, and the triangles of budget tables.
_SIGN = re.compile(r"[-－−﹣‐‑‒–—△▲][\s　\xa0]*(?=[¥￥（(.\dlIOoB０-９])")
_BRACKETED = re.compile(r"[（(][^（()）]*[)）]")
_CHANGE = re.compile(r"增减|增长|变动|变化|差异|差额|偏差|同比|上年")
_RATED = re.compile(r"[率重比]$|占比|百分比|分值|得分|权重")  # columns of rates and scores
_GAP_BEHIND_POINT = re.compile(r"\d+\.\s+\d+")
_TORN_END = re.compile(r"\d+[.．,，]")
_TORN_BEGINNING = re.compile(r"[.．]\s*\d+")
_BEHIND = re.compile(r"[\s）)]*[。；;]?")
_NUMBERING_DIGITS = 2


def is_rated(heading: str) -> bool:
    """Whether a heading is of rates, shares or scores, which no caption gives a unit."""
    return bool(_RATED.search(re.sub(r"[（(].*", "", heading)))


@remembered
def whole_number(text: str) -> Number | None:
    """The number of a cell that holds a number and nothing else; offsets into its text without outer blanks."""
    body = text.strip(BLANKS)
    if signed := _SIGN.match(body):
        found = whole_number(body[signed.end() :])
        if found is None or signed.end() == 1 or signed.group()[0] in "△▲":
            return None if found is None else _negative(found, signed.end())
        return _apart(found, body, signed.end())
    if _GAP_BEHIND_POINT.fullmatch(body):  # a scan's space behind the point
        return Number(0, len(body), "number", body.replace(" ", ""), None, len(body))
    if _TORN_END.fullmatch(body):  # a scan's torn cell: how it went on is not known
        return Number(0, len(body), "number", None, None, len(body))
    if _TORN_BEGINNING.fullmatch(body):  # a scan's fraction, its whole part in the cell before
        return Number(0, len(body), "number", None, None, len(body))
    numbers = [n for n in find_numbers(body, numbered=False) if n.is_quantity]
    if len(numbers) != 1:
        return None
    number = numbers[0]
    before, behind = body[: number.start], body[number.unit_end :]
    return number if _BARE.match(before) and _BEHIND.fullmatch(behind) else None


def _apart(number: Number, body: str, sign_length: int) -> Number | None:
    """A number with a dash and a blank before it: an amount's minus, or the empty cell or bullet beside a count.

    Thousands or money decide for the minus, a whole number against it; a fraction may follow either, so its value is
    not known.
    """
    if (number.unit or "").endswith("元") or any(mark in body for mark in ",，"):
        return _negative(number, sign_length)
    if number.value is None or "." in number.value:
        return replace(_negative(number, sign_length), value=None)
    return None


def _negative(number: Number, sign_length: int) -> Number:
    value = f"-{number.value}" if number.value and not number.value.startswith("-") else number.value
    return replace(number, start=0, end=number.end + sign_length, value=value, unit_end=number.unit_end + sign_length)


def accounted(value: PrintedValue, body: str, heading: str | None) -> PrintedValue:
    """A cell's value as accountants mean its brackets: (1,206.40) is negative.

    body: the cell's text without outer blanks; heading: the innermost heading of its column. Brackets round something
    small and whole among amounts number an item; round what has neither unit nor thousands they may mean either: then
    the value is not known. Weights and scores (10分), and percents in a column of anything but changes, keep theirs.
    """
    if not _BRACKETED.fullmatch(body) or value.value is None or value.value.startswith("-"):
        return value
    heading = heading or ""
    start = value.char_start - body.index(value.printed)
    negative = replace(value, value=f"-{value.value}", printed=body, char_start=start, char_end=start + len(body))
    grouped = any(mark in value.printed for mark in ",，")
    if value.unit is not None and value.unit.endswith("元"):
        if value.value.isdigit() and len(value.value) <= _NUMBERING_DIGITS and value.unit_place != "cell":
            return replace(value, form="numbering", unit=None, unit_place=None)
        return negative
    if value.form == "percent":
        return negative if _CHANGE.search(heading) else value
    if value.unit is None and not is_rated(heading):
        if grouped:
            return negative
        if "." in value.value:
            return replace(value, value=None)
    return value
