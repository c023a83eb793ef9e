"""What headings, labels and captions say, and how sure recognition is of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dagster_project.reading.document import LABEL_THRESHOLD


class Words(NamedTuple):
    """What a cell or a caption says; confidence 0..1, None where nothing was recognised in an image."""

    text: str
    confidence: float | None = None


NOTHING = Words("")


def surest(own: float | None, labels: Iterable[Words], unit: Words = NOTHING) -> float | None:
    """A number's confidence: the lowest of its own cell's, of the words' that give its unit, and of doubtful labels'.

    A misread unit makes another amount of it, so its words must be as sure as the number; the words that name it are
    believed down to LABEL_THRESHOLD, since right ones are often read with less than CONFIDENCE_THRESHOLD.
    """
    if own is None:
        return None
    doubtful = [said.confidence for said in labels if said.confidence is not None and said.confidence < LABEL_THRESHOLD]
    return min(own, *doubtful, 1.0 if unit.confidence is None else unit.confidence)
