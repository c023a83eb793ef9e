"""Which paragraphs are headings, and which headings stand above a paragraph."""

from __future__ import annotations

import re

from dagster_project.extraction.clipping import clip_head
from dagster_project.extraction.marks import LABEL_SEPARATOR, numbering, without_bullet

_STOP = re.compile(r"[。；！？;!?]")
_RUN_IN = re.compile(r"^([^。；！？：，,;!?:]{2,32})[。：:]")
LONGEST_HEADING = 45
LONGEST_UNNUMBERED = 24
ATTACHMENT_HEAD = 30  # characters kept of the line that opens an attachment
DEEPEST = 3


def heading_of(text: str, marked_level: int | None = None) -> tuple[int, str, bool] | None:
    """(level, heading, whether it is the whole paragraph) of a paragraph, or None.

    Levels: 0 附件, 1 一、, 2 （一） or an unnumbered short line, 3 1. and （1）. marked_level: the document's own mark.
    """
    line = without_bullet(text.strip(" 　\t\n"))
    if not line:
        return None
    if numbered := numbering(line):
        return _numbered_heading(line, *numbered)
    if marked_level is not None and len(line) <= LONGEST_HEADING and not _STOP.search(line):
        return min(marked_level, DEEPEST), clip_head(line), True
    if _is_short_line(line):
        return 2, clip_head(line), True
    return None


def _numbered_heading(line: str, level: int, number_end: int) -> tuple[int, str, bool] | None:
    rest = line[number_end:].strip()
    whole = len(rest) <= LONGEST_HEADING and not _STOP.search(rest)
    if whole and not _has_amount(rest):
        return level, clip_head(line), True
    run_in = _RUN_IN.match(rest)
    if run_in and not _has_amount(run_in.group(1)):
        return level, clip_head(line[:number_end] + run_in.group(1)), False
    if level == 0:
        return level, clip_head(line[:ATTACHMENT_HEAD]), True
    return None  # a numbered paragraph of prose heads nothing


def _is_short_line(line: str) -> bool:
    """Whether a line without a number is short and plain enough to head what follows."""
    plain = len(line) <= LONGEST_UNNUMBERED and not re.search(r"[。；，,;：:！？\n]", line)
    return plain and not _has_amount(line) and bool(re.search(r"[一-鿿]{4}", line))


def _has_amount(text: str) -> bool:
    return bool(re.search(r"\d\s*(?:万|亿)?元|\d%", text))


class Outline:
    """The headings that stand above the paragraph being read."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []

    def enter(self, level: int, heading: str) -> None:
        """Open a heading; those of its level and deeper are closed."""
        self._open = [(depth, text) for depth, text in self._open if depth < level]
        self._open.append((level, heading))

    @property
    def path(self) -> str | None:
        """The open headings from the outermost to the innermost, joined by ' / '."""
        return LABEL_SEPARATOR.join(text for _, text in self._open) or None
