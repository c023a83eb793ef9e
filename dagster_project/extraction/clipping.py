"""Labels are quoted, sentences are not: what an extract keeps of a text is cut here, and the cut is marked '…'."""

from __future__ import annotations

import re

LONGEST_RUN = 28  # Han characters and Chinese punctuation in a row that may be quoted
LONGEST_CELL = 120  # characters of a cell that holds figures or a criterion
SHORT_LINE = 10  # characters of a cell's line that may be half a label
CELL_HEAD = 24  # characters kept of a longer one

_SPACE = re.compile(r"[\s　\xa0]+")
_HAN_GAP = re.compile(r"(?<=[一-鿿，。、；：）)])[ 　\n\r\t\xa0]+(?=[一-鿿（(，。、；：])")
_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
_RUN = re.compile(rf"[一-鿿，。、；：！？“”‘’（）《》〈〉…,;:!?()\" ]{{{LONGEST_RUN + 1},}}")


def squeeze(text: str) -> str:
    """Text without line ends, the spaces a dump left between Han characters, and Word's bookmark marks."""
    text = _BOOKMARK.sub("", text)
    return _SPACE.sub(" ", _HAN_GAP.sub("", text)).strip(" 　")


def clip_cell(text: str) -> str:
    """A cell's text: its paragraphs as lines, a label that the cell's width broke in one piece, long ones clipped."""
    lines: list[str] = []
    for piece in re.split(r"\s*\n\s*", text.strip(" 　\n\r\t\xa0")):
        broken = bool(lines) and len(lines[-1]) < SHORT_LINE and not re.search(r"[；;。：:，,\d%]$", lines[-1])
        if lines and (broken or len(squeeze(piece)) < 3 or piece[:1] in "（(%"):
            lines[-1] += piece
        else:
            lines.append(piece)
    if sum(map(len, lines)) > LONGEST_CELL and "。" in text:
        return clip_head(text)
    return "\n".join(clip_head(line, limit=2 * LONGEST_CELL) for line in lines)


def clip_head(text: str, limit: int = LONGEST_CELL) -> str:
    """The beginning of a text: at most limit characters, no run of words longer than LONGEST_RUN."""
    text = squeeze(text)
    if len(text) > limit:
        text = text[:CELL_HEAD] + "…"
    return _RUN.sub(lambda run: run.group()[: LONGEST_RUN - 1] + "…", text)


def clip_tail(text: str, limit: int = 40) -> str:
    """The end of a text, for a label that stands before its number."""
    text = squeeze(text)
    if len(text) > limit:
        text = "…" + text[-limit:]
    return _RUN.sub(lambda run: "…" + run.group()[-(LONGEST_RUN - 1) :], text)
