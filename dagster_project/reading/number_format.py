"""What a spreadsheet prints: a stored value through its cell's number format.

Formats are those of Excel (ECMA-376 part 1, 18.8.31). 0.9899 under 0.00% prints 98.99%: the printed digits are what the
report says, and what it is checked against. Floats are taken at the 15 digits that spreadsheets keep.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from decimal import ROUND_HALF_UP, Decimal
from itertools import takewhile

_SECTION = re.compile(r'((?:"[^"]*"?|[\\!].|\[[^\]]*\]|[^;])*)(?:;|$)', re.DOTALL)
_PART = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|(?P<pad>[_*].)|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式|@)'
    r"|(?P<exponent>E[+-])|(?P<half>AM/PM|A/P|上午/下午)|(?P<date>y+|m+|d+|h+|s+|a{3,4}|e+)|(?P<place>[0#?])"
    r"|(?P<point>\.)|(?P<comma>,)|(?P<percent>[%％])|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_COMPARE = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_WEEKDAYS = "一二三四五六日"
_SIGNS = frozenset("-－−–—(（△▲▼负")
_GENERAL_WIDTH = 10  # digits that General shows of a number with a fraction

_Part = tuple[str, str]  # kind (a group of _PART), text


def printed_number(value: float | int, number_format: str | None) -> str:
    """A number as its cell prints it, with the format's own signs and units (%, 万元)."""
    exact = Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g"))
    section, magnitude_only = _section(exact, number_format or "General")
    parts = _parts(section)
    # Red alone would print a negative number as a positive one.
    unsigned = not any(kind == "literal" and _SIGNS & set(text) for kind, text in parts)
    sign = "-" if exact < 0 and (not magnitude_only or unsigned) else ""
    kinds = {kind for kind, _ in parts}
    if "general" in kinds:
        shown = _general(abs(exact))
        return sign + "".join(shown if kind == "general" else text for kind, text in parts)
    if "place" not in kinds:
        return "".join(text for kind, text in parts if kind == "literal").strip()
    if "exponent" in kinds or ("literal", "/") in parts:
        return sign + _general(abs(exact))
    return (sign + _filled(abs(exact), parts)).strip()


def printed_date(value: dt.datetime | dt.date | dt.time | dt.timedelta, number_format: str | None) -> str:
    """A date or time as its cell prints it."""
    if isinstance(value, dt.timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(value, dt.time):
        value = dt.datetime.combine(dt.date(1900, 1, 1), value)
    moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    parts = _parts(_sections(number_format or "")[0])
    if not any(kind == "date" for kind, _ in parts):
        parts = _parts("yyyy-mm-dd")
    letters = [text[0].lower() if kind == "date" else "" for kind, text in parts]
    half_days = any(kind == "half" for kind, _ in parts)
    printed = ""
    for number, (kind, text) in enumerate(parts):
        if kind == "date":
            before = next((letter for letter in reversed(letters[:number]) if letter), "")
            after = next((letter for letter in letters[number + 1 :] if letter), "")
            minutes = letters[number] == "m" and len(text) <= 2 and (before == "h" or after == "s")
            printed += _date_part(moment, "n" * len(text) if minutes else text.lower(), half_days)
        elif kind == "half":
            printed += "上午" if moment.hour < 12 else "下午"
        else:
            printed += text
    return printed.strip()


def _sections(number_format: str) -> list[str]:
    return [found[1] for found in _SECTION.finditer(number_format)] or [""]


def _section(value: Decimal, number_format: str) -> tuple[str, bool]:
    """The section that prints a number, and whether it prints the sign itself (a section for negatives)."""
    sections = _sections(number_format)[:3]
    if sections[-1] == "" and len(sections) > 1 and not number_format.endswith(";"):
        sections.pop()
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _COMPARE[condition[1]](value, Decimal(condition[2])):
                return section, False
        return sections[-1], False
    if value < 0 and len(sections) > 1:
        return sections[1], True
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], False


def _parts(section: str) -> list[_Part]:
    parts: list[_Part] = []
    for found in _PART.finditer(section):
        kind, text = str(found.lastgroup), found[str(found.lastgroup)]
        if kind in ("quoted", "escaped"):
            parts.append(("literal", text))
        elif kind == "bracket":
            # [$¥-804] prints its currency; colours, conditions and locales print nothing.
            currency = text[1:].partition("-")[0] if text.startswith("$") else ""
            if currency:
                parts.append(("literal", currency))
            elif text.lower().strip("hms") == "" and text:
                parts.append(("date", text))
        elif kind != "pad":
            parts.append((kind, text))
    return parts


def _general(value: Decimal) -> str:
    """A magnitude under General: integers whole, fractions to the digits that General shows."""
    if value == value.to_integral_value():
        return format(value.to_integral_value(), "f")
    whole_digits = len(str(int(value)))
    rounded = value.quantize(Decimal(1).scaleb(-max(0, _GENERAL_WIDTH - whole_digits)), ROUND_HALF_UP)
    return format(rounded if rounded else value, "f").rstrip("0").rstrip(".")


def _filled(value: Decimal, parts: list[_Part]) -> str:
    """A magnitude in a format's digit places."""
    kinds = [kind for kind, _ in parts]
    places = [number for number, kind in enumerate(kinds) if kind == "place"]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    whole = [number for number in places if number < point]
    fraction = [number for number in places if number > point]
    last = whole[-1] if whole else -1
    scale = len(list(takewhile(lambda kind: kind == "comma", kinds[max(places) + 1 :])))
    scale += len(list(takewhile(lambda kind: kind == "comma", kinds[last + 1 : point]))) if fraction else 0
    grouped = any(kind == "comma" and whole and whole[0] < number < last for number, kind in enumerate(kinds))
    scaled = value.scaleb(2 * kinds.count("percent") - 3 * scale)
    rounded = format(scaled.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP), "f")
    whole_digits, _, fraction_digits = rounded.partition(".")
    filled = _fill_whole(whole_digits.lstrip("0"), [(number, parts[number][1]) for number in whole], grouped)
    filled |= _fill_fraction(fraction_digits, [(number, parts[number][1]) for number in fraction])
    printed = ""
    for number, (kind, text) in enumerate(parts):
        if kind == "point" and number == point:
            printed += (whole_digits if not whole and whole_digits != "0" else "") + "."
        elif kind == "place":
            printed += filled[number]
        elif kind in ("literal", "percent"):
            printed += text
    return printed


def _fill_whole(digits: str, places: list[tuple[int, str]], grouped: bool) -> dict[int, str]:
    """Digits into places from the right; the first place takes all that are left over."""
    filled: dict[int, str] = {}
    used = 0
    for number, mark in reversed(places):
        first = number == places[0][0]
        take = max(1, len(digits) - used) if first else 1
        chunk = ""
        for _ in range(take):
            digit = digits[-used - 1] if used < len(digits) else {"0": "0", "?": " "}.get(mark, "")
            separator = "," if grouped and used and used % 3 == 0 and digit.strip() else ""
            chunk = digit + separator + chunk
            used += 1
        filled[number] = chunk
    return filled


def _fill_fraction(digits: str, places: list[tuple[int, str]]) -> dict[int, str]:
    """Digits into places from the left; zeros at the end print only in places that ask for them."""
    filled: dict[int, str] = {}
    ended = True
    for (number, mark), digit in zip(reversed(places), reversed(digits), strict=True):
        ended = ended and digit == "0" and mark != "0"
        filled[number] = {"?": " "}.get(mark, "") if ended else digit
    return filled


def _date_part(moment: dt.datetime, letters: str, half_days: bool) -> str:
    width = len(letters)
    hour = (moment.hour - 1) % 12 + 1 if half_days else moment.hour
    if letters[0] in "ye":
        return f"{moment.year % 100:02d}" if width == 2 and letters[0] == "y" else str(moment.year)
    if letters[0] == "a" or (letters[0] == "d" and width > 2):
        return ("星期" if width == 4 else "") + _WEEKDAYS[moment.weekday()]
    if letters[0] == "m" and width > 2:
        return f"{moment.month}月"
    number = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.minute, "s": moment.second}[letters[0]]
    return f"{number:02d}" if width == 2 else str(number)
