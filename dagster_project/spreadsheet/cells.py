"""What a cell of a spreadsheet can hold, and what it would take for a formula."""

from __future__ import annotations

import re
from decimal import Decimal

# A spreadsheet runs a cell that begins so, in full width and behind blanks, too; a number may begin with its sign.
# Both are patterns for Python and for DuckDB, whose \s is ASCII.
FORMULA = "^[\t\r\n]|^[\\s\u00a0\u3000\ufeff]*[=+\\-@＝＋－＠﹦﹢﹣﹫]"
NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?$"

# Excel keeps 15 significant digits of a number, 32,767 characters of a text (UTF-16 units) and no control characters.
_DIGITS, _CHARACTERS = 15, 32_767
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CUT = " …（全文共{}字）"


def begins_a_formula(text: str) -> bool:
    """Whether a spreadsheet that is given this text as typed would compute it."""
    return re.search(FORMULA, text) is not None and re.search(NUMBER + r"(?!\n)", text) is None


def exact_number(value: Decimal | int) -> float | None:
    """The number that a cell shows with exactly these digits; None where a cell would lose some."""
    number = float(value)
    if len(Decimal(value).normalize().as_tuple().digits) > _DIGITS:
        return None
    # Fifteen digits lead to a number and back; XlsxWriter writes sixteen, which must lead to the same one.
    return number if float(f"{number:.16G}") == number else None


def storable(text: str) -> str:
    """The text without what a cell cannot hold; what is too long is cut, and says so."""
    kept = _UNSTORABLE.sub("", text)
    units = kept.encode("utf-16-le")
    if len(units) <= 2 * _CHARACTERS:
        return kept
    note = _CUT.format(len(kept))
    return units[: 2 * (_CHARACTERS - len(note))].decode("utf-16-le", "ignore") + note


def text_width(text: str) -> float:
    """Width in characters of ASCII: a Chinese one, of three bytes in UTF-8, takes two."""
    return (len(text) + len(text.encode("utf-8", "replace"))) / 2
