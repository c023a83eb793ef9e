"""Labels are quoted, sentences are not: what an extract keeps of a text is cut here, and the cut is marked '…'."""

from __future__ import annotations

import re

CUT = "…"
LONGEST_RUN = 28  # Han characters and Chinese punctuation in a row that may be quoted
LONGEST_CELL = 120  # characters of a cell that holds figures or a criterion
SHORT_LINE = 10  # characters of a cell's line that may be half a label
CELL_HEAD = 24  # characters kept of a longer one

LONGEST_ENUMERATION = 60  # characters of a list of labels, of which none may be lost: 甲拨款、乙收入和丙收入分别为
_ENUMERATION = re.compile(
    r"(?:[^、，。；：,;:\s]{2,20}、){1,5}[^、，。；：,;:\s]{2,20}(?:分别|各)(?:为|是|占|达|[一-鿿]{2}(?:为)?)?"
)
_SPACE = re.compile(r"[\s　\xa0]+")
_HAN_GAP = re.compile(r"(?<=[一-鿿，。、；：）)])[ 　\n\r\t\xa0]+(?=[一-鿿（(，。、；：])")
_BOOKMARK = re.compile(r"\[bookmark:[^\[\]]*\]")
_RUN = re.compile(rf"[一-鿿，。、；：！？“”‘’（）《》〈〉…,;:!?()\" ]{{{LONGEST_RUN + 1},}}")


def squeeze(text: str) -> str:
    """Text without line ends, the spaces a dump left between Han characters, and Word's bookmark marks."""
    text = _BOOKMARK.sub("", text)
    return _SPACE.sub(" ", _HAN_GAP.sub("", text)).strip(" 　")


def clip_cell(text: str) -> str:
    """A cell's text: its paragraphs as lines, a label that the cell's width broke in one piece, long ones clipped."""
    lines = ["".join(map(str.strip, text[start:end].split("\n"))) for start, end in _cell_lines(text)]
    if sum(map(len, lines)) > LONGEST_CELL and "。" in text:
        return clip_head(text)
    return "\n".join(clip_head(line, limit=2 * LONGEST_CELL) for line in lines)


def _cell_lines(text: str) -> list[tuple[int, int]]:
    """Where the lines of a cell stand in its text: its paragraphs, a label that the cell's width broke as one."""
    lines: list[tuple[int, int]] = []
    length, ends = 0, ""  # of the last line, as one piece
    for found in re.finditer(r"\S(?:[^\n]*\S)?", text):
        piece = found.group()
        broken = bool(lines) and length < SHORT_LINE and not re.match(r"[；;。：:，,\d%]", ends)
        if lines and (broken or len(squeeze(piece)) < 3 or piece[:1] in "（(%"):
            lines[-1] = (lines[-1][0], found.end())
            length += len(piece)
        else:
            lines.append(found.span())
            length = len(piece)
        ends = piece[-1]
    return lines


def verbatim_lines(text: str) -> list[tuple[int, str]]:
    """What clip_cell keeps of a cell, character by character as printed: (offset, text) of each of its lines.

    A line that is clipped ends where it was cut.
    """
    kept = clip_cell(text).split("\n")
    spans = _cell_lines(text)
    if len(kept) != len(spans):  # clipped as a whole
        spans = [(spans[0][0], spans[-1][1])]
    return [
        (start, text[start:end])
        for (start, stop), line in zip(spans, kept, strict=True)
        if (end := end_of(line.partition("…")[0], text, start, stop)) > start
    ]


def end_of(kept: str, text: str, start: int, stop: int) -> int:
    """Where the characters of a kept line end in the text it was taken from, which may hold more space."""
    at = end = start
    for character in kept:
        if character.isspace():
            continue
        while at < stop and text[at].isspace():
            at += 1
        if at == stop or text[at] != character:
            return end
        at = end = at + 1
    return end


def clip_head(text: str, limit: int = LONGEST_CELL) -> str:
    """The beginning of a text: at most limit characters, no run of words longer than LONGEST_RUN."""
    text = squeeze(text)
    if len(text) > limit:
        text = text[:CELL_HEAD] + "…"
    return _RUN.sub(lambda run: run.group()[: LONGEST_RUN - 1] + "…", text)


def clip_tail(text: str, limit: int = 40) -> str:
    """The end of a text, for a label that stands before its number."""
    text = squeeze(text)
    if _ENUMERATION.fullmatch(text) and len(text) <= LONGEST_ENUMERATION:
        return text
    if len(text) > limit:
        text = "…" + text[-limit:]
    return _RUN.sub(lambda run: "…" + run.group()[-(LONGEST_RUN - 1) :], text)
