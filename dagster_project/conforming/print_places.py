"""Where the words of a cell are printed: conforming reads them clipped and without the print's spaces."""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.extraction.clipping import CUT
from dagster_project.extraction.records import TableCell


@dataclass(frozen=True)
class PrintPlace:
    """The characters that print something: text[char_start:char_end] = printed, offsets in the text as read.

    printed is None where only the cell is known, not the characters within it.
    """

    printed: str | None = None
    column_no: int | None = None
    char_start: int | None = None
    char_end: int | None = None


def find_words(cell: TableCell | None, *wordings: str) -> PrintPlace:
    """Where a cell prints the first of some wordings that it prints at all; else the cell."""
    if cell is None:
        return PrintPlace()
    for words in wordings:
        wanted = _bare(words.partition(CUT)[0])
        for start, line in _lines(cell):
            if wanted and (at := _bare(line).find(wanted)) >= 0:
                inked = [offset for offset, character in enumerate(line) if not character.isspace()]
                first, last = inked[at], inked[at + len(wanted) - 1] + 1
                return PrintPlace(line[first:last], cell.column_no, start + first, start + last)
    return PrintPlace(None, cell.column_no, cell.char_start, cell.char_end)


def _lines(cell: TableCell) -> tuple[tuple[int, str], ...]:
    if cell.printed:
        return cell.printed
    is_verbatim = len(cell.text) == cell.char_end - cell.char_start
    return ((cell.char_start, cell.text),) if is_verbatim else ()


def _bare(text: str) -> str:
    return "".join(text.split())
