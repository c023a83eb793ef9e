"""The lines of a plain text, with their offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass

BLANK = re.compile(r"^[\s　]*$")
MARGINS = " \t\r\n\u3000\xa0"
_LINE_ENDS = "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"

Piece = tuple[int, int]  # char_start, char_end of a cell


@dataclass(frozen=True)
class Line:
    """A line of the text; offsets count from the text's beginning, end is without the line's end."""

    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        """Whether nothing is printed on it."""
        return bool(BLANK.match(self.text))

    @property
    def body(self) -> Piece:
        """Where its printed part begins and ends."""
        return trim(self.start, self.end, self.text, self.start)


def lines_of(text: str) -> list[Line]:
    """The lines of a text, however they end."""
    lines, start = [], 0
    for piece in text.splitlines(keepends=True):
        body = piece.rstrip(_LINE_ENDS)
        lines.append(Line(start, start + len(body), body))
        start += len(piece)
    return lines


def trim(start: int, end: int, text: str, offset: int = 0) -> Piece:
    """A piece of a text without its margins; text begins at offset."""
    piece = text[start - offset : end - offset]
    stripped = piece.strip(MARGINS)
    begin = start + (piece.find(stripped) if stripped else 0)
    return begin, begin + len(stripped)
