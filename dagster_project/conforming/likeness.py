"""How alike two wordings are: the characters that they have in common in runs of two and more."""

from __future__ import annotations

from difflib import SequenceMatcher


def common_characters(one: str, other: str) -> int:
    """Characters of the runs of two and more that both texts hold in the same order."""
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1)
