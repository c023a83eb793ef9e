"""Plain text that was wrapped at a fixed width: which lines go on in the next one, and page furniture between them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from dagster_project.reading.text_lines import Line

FEWEST_FULL_LINES = 6
NARROWEST, WIDEST = 50, 200  # columns; a Han character takes two
SLACK = 3  # columns that a line may fall short of the width: a Han character or a closing mark did not fit
_FURNITURE = re.compile(
    r"^[\s　]*(?:[-—–－]\s*\d{1,4}\s*[-—–－]|第\s*\d{1,4}\s*页(?:[，,]?\s*共\s*\d{1,4}\s*页)?)[\s　]*$"
)
_UNBROKEN = re.compile(r"[A-Za-z\d.,，%]+|\S")  # what a line would have had to take whole
_INDENTED = re.compile(r"[ 　\t]{2,}|　")


def wrap_width(lines: Sequence[Line]) -> int | None:
    """The width that a text was wrapped at, in columns; None for a text whose paragraphs are lines."""
    widths = Counter(_width(line.text) for line in lines if line.text.strip() and "\t" not in line.text)
    if not widths:
        return None
    if not any(_INDENTED.match(line.text) for line in lines):
        return None  # nothing would tell where a paragraph begins
    widest = max(widths)
    full = sum(count for width, count in widths.items() if width > widest - SLACK)
    return widest if NARROWEST <= widest <= WIDEST and full >= FEWEST_FULL_LINES else None


def goes_on(line: Line, following: Line, width: int) -> bool:
    """Whether the text of a line goes on in the next printed one."""
    if _INDENTED.match(following.text) or "\t" in following.text:
        return False
    first = _UNBROKEN.match(following.text)
    return _width(line.text) + _width(first.group() if first else "") > width - SLACK


def is_furniture(line: Line) -> bool:
    """Whether a line is a page's number."""
    return bool(_FURNITURE.match(line.text))


def _width(text: str) -> int:
    return sum(map(_columns, text.rstrip()))


@lru_cache(16_384)
def _columns(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1
