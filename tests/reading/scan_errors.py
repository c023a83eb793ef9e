"""A scan's figures beside the ones it was printed with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from dagster_project.reading import Document, Table
from dagster_project.reading.document import CONFIDENCE_THRESHOLD
from tests.reading.one_table import Grid

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class ScanErrors:
    """Counts over all cells with digits, printed or read; wrong holds (printed, read, confidence)."""

    figures: int = 0
    digits: int = 0
    digits_wrong: int = 0
    right_below: int = 0  # right, but under the threshold: held back for nothing
    wrong: tuple[tuple[str, str, float], ...] = ()

    @property
    def wrong_above(self) -> tuple[tuple[str, str, float], ...]:
        return tuple(error for error in self.wrong if error[2] >= CONFIDENCE_THRESHOLD)

    def __add__(self, other: ScanErrors) -> ScanErrors:
        return ScanErrors(
            self.figures + other.figures,
            self.digits + other.digits,
            self.digits_wrong + other.digits_wrong,
            self.right_below + other.right_below,
            self.wrong + other.wrong,
        )


def compared(document: Document, printed: Grid) -> ScanErrors:
    """The errors of a document's largest table against the grid that was printed, cell by cell."""
    table = max((b for b in document.blocks if isinstance(b, Table)), key=lambda b: len(b.cells), default=Table(()))
    read = {
        (c.row, c.column, c.row_span, c.column_span): (document.text_of(c), c.confidence or 0.0) for c in table.cells
    }
    true = {cell[:4]: cell[4] for cell in printed}
    errors = ScanErrors()
    for place in sorted({*read, *true}):
        (text, confidence), truth = read.get(place, ("", 0.0)), true.get(place, "")
        if _DIGIT.search(text + truth):
            errors += _cell_errors(truth.replace("\n", ""), text.replace("\n", ""), confidence)
    return errors


def _cell_errors(truth: str, text: str, confidence: float) -> ScanErrors:
    digits = len(_DIGIT.findall(truth))
    if text == truth:
        return ScanErrors(1, digits, 0, int(confidence < CONFIDENCE_THRESHOLD))
    same = sum(
        len(_DIGIT.findall(truth[block.a : block.a + block.size]))
        for block in SequenceMatcher(None, truth, text, autojunk=False).get_matching_blocks()
    )
    return ScanErrors(1, digits, max(digits - same, len(_DIGIT.findall(text)) - same), 0, ((truth, text, confidence),))
