"""Answers that are kept: what forms print in their cells and labels, they print again and again."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

_Answer = TypeVar("_Answer")

MOST_KEPT = 16_384  # answers of a function
LONGEST_KEPT = 48  # characters: longer texts seldom come again


def remembered(answer: Callable[[str], _Answer]) -> Callable[[str], _Answer]:
    """A function of a text alone that keeps its answers to short texts. They are shared: nobody may change them."""
    kept = lru_cache(MOST_KEPT)(answer)

    @wraps(answer)
    def asked(text: str) -> _Answer:
        return kept(text) if len(text) <= LONGEST_KEPT else answer(text)

    return asked
