"""Lines of a PDF page from its characters, and running text from lines, without inventing blanks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dagster_project.reading.pdf_page import Char

_WORD_GAP = 0.18  # of the font's size: a blank between two Latin words
_COLUMN_GAP = 1.2  # of the font's size: print that stands apart
_OPENING, _CLOSING = "（(《“‘【〔[￥¥$≥≤＞＜><±", "）)》”’】〕]，。、；：！？,.;:!?%％"
_QUOTES = "“”‘’"  # no line breaks before or behind one (UAX #14, class QU)
_PIECE = rf"[{re.escape(_OPENING)}]*(?:[0-9A-Za-z.,/:-]+[%％].?|[0-9A-Za-z.,/:-]+|.)[{re.escape(_CLOSING)}]*"
_UNBREAKABLE = re.compile(rf"{_PIECE}(?:(?=[{_QUOTES}]){_PIECE})*", re.DOTALL)
_PAIRS = (("“", "”"), ("（", "）"), ("(", ")"), ("《", "》"))
_SIGNS = tuple("-－+±≥≤＞＜><=¥￥")
_HAN_SPACING = 0.25  # of the font's size: set between Han characters and Latin letters or digits


@dataclass(frozen=True)
class Line:
    """A printed line; size is the font's, in points."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    confidence: float | None = None  # of its least certain character, where it was recognised in an image


def lowest(confidences: Iterable[float | None]) -> float | None:
    """The lowest confidence; None where nothing was recognised in an image."""
    return min((confidence for confidence in confidences if confidence is not None), default=None)


def lines_of(chars: Iterable[Char]) -> list[Line]:
    """The lines of a block of characters, from top to bottom."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: char.baseline):
        height = char.bottom - char.top
        if rows and char.baseline - rows[-1][0].baseline <= 0.4 * max(height, rows[-1][0].bottom - rows[-1][0].top, 4):
            rows[-1].append(char)
        else:
            rows.append([char])
    lines = [_line(sorted(row, key=lambda char: char.x0)) for row in rows]
    return [line for line in lines if line.text]


def running_text(lines: Sequence[Line], left: float, right: float) -> str:
    """The text of lines set between two margins: a line that could hold what follows ends a paragraph."""
    pieces = [lines[0].text] if lines else []
    for line, following in pairwise(lines):
        pieces.append(joint(line, following) if is_full(line, following, left, right) else "\n")
        pieces.append(following.text)
    return "".join(pieces)


def is_full(line: Line, following: Line, left: float, right: float) -> bool:
    """Whether the next unbreakable piece of text had no room behind the line: then the line is only wrapped."""
    if _is_open(line.text, following.text):
        return True
    spaced = line.text[-1:].isascii() != following.text[:1].isascii()
    needed = first_piece_width(following) + (_HAN_SPACING * line.size if spaced else 0.0)
    tolerance = 0.35 * line.size
    # Centred lines have room on both sides, so the width counts as well as the end.
    return line.x1 + needed > right - tolerance or (line.x1 - line.x0) + needed > (right - left) - tolerance


def _is_open(text: str, following: str) -> bool:
    """Whether a line ends where no paragraph does: within quotes or brackets, or between a sign and its number."""
    if any(text.count(opening) > text.count(closing) for opening, closing in _PAIRS):
        return True
    return text[-1:] in _SIGNS and following[:1].isdigit()


def first_piece_width(line: Line) -> float:
    """Width in points of what cannot be broken at a line's beginning: a Han character or a number with its marks."""
    found = _UNBREAKABLE.match(line.text)
    piece = found[0] if found else ""
    return sum(line.size * (1.0 if ord(character) > 0x2E7F else 0.5) for character in piece)


def joint(line: Line, following: Line) -> str:
    """What stands between two lines of one paragraph: a blank only between Latin words."""
    before, after = line.text[-1:], following.text[:1]
    return " " if before.isascii() and after.isascii() and before.isalpha() and after.isalpha() else ""


def _line(chars: list[Char]) -> Line:
    kept: list[Char] = []
    for char in chars:
        # Bold is sometimes drawn as the same character twice, a hair apart.
        twice = kept and kept[-1].text == char.text and char.x0 - kept[-1].x0 < 0.3 * (char.x1 - char.x0)
        if not twice:
            kept.append(char)
    while kept and kept[0].text.isspace():
        kept.pop(0)
    while kept and kept[-1].text.isspace():
        kept.pop()
    if not kept:
        return Line("", 0, 0, 0, 0)
    size = _size(kept)
    pieces = [kept[0].text]
    for before, char in pairwise(kept):
        gap = char.x0 - before.x1
        if not (before.text.isspace() or char.text.isspace()):
            if gap > _COLUMN_GAP * size:
                pieces.append("  ")
            elif gap > _WORD_GAP * size and _is_latin(before.text) and _is_latin(char.text):
                pieces.append(" ")
        pieces.append(char.text)
    text = "".join(pieces)
    return Line(
        text, kept[0].x0, kept[-1].x1, median(char.baseline for char in kept), size, lowest(c.confidence for c in kept)
    )


def _size(chars: list[Char]) -> float:
    wide = [char.x1 - char.x0 for char in chars if ord(char.text[0]) > 0x2E7F and char.x1 > char.x0]
    return median(wide) if wide else max(max(char.bottom - char.top for char in chars), 1.0)


def _is_latin(text: str) -> bool:
    return text.isascii() and text.isalnum()
