"""Figures and claims in running text: each number takes what its label says, and the rest from what it hangs from.

The thread of the text (narrative_thread) knows what that is. A claim (比上年增加, 占, 完成预算的) is about the figure
before it; at the start of a sentence, about the total of the sentence before.
"""

from __future__ import annotations

import re

from dagster_project.conforming.lexicon import Lexicon
from dagster_project.conforming.narrative_claims import read_rate
from dagster_project.conforming.narrative_counts import read_count
from dagster_project.conforming.narrative_figures import read_money
from dagster_project.conforming.narrative_lists import listed_figure
from dagster_project.conforming.narrative_thread import Figure, Thread, words_of
from dagster_project.conforming.records import ConformedValue
from dagster_project.extraction.records import PrintedValue

_CLOSES_BRACKET = re.compile(r"\s*[)）]")
_OPENS_BRACKET = re.compile(r"[（(]")
_NOTHING = re.compile(r"无|未|没有")
_READERS = {"rate": read_rate, "money": read_money, "count": read_count}


class Narrative:
    """Reads the values of running text in order; one instance per document."""

    def __init__(self, lexicon: Lexicon, fiscal_year: int | None) -> None:
        self.thread = Thread(lexicon, fiscal_year)
        self._bracketed: Figure | None = None  # what the last bracket stands behind
        self._sentence: int | None = None

    def read(self, value: PrintedValue) -> ConformedValue | None:
        """What the text says of a number: figure, claim, or left on purpose; None where it says nothing."""
        thread = self.thread
        thread.move_to(value)
        said = words_of(thread.lexicon, value)
        if _NOTHING.match(value.lead or "") and said.label.compares and thread.stack:
            thread.back_to_total(value.sentence_no)  # after 无..., the text is back at the total
        if _CLOSES_BRACKET.match(value.lead or "") and self._bracketed is not None:
            thread.last = self._bracketed  # behind a bracket, the text is back at what the bracket splits up
        if _CLOSES_BRACKET.match(value.lead or ""):
            thread.sentence.total_unread = False
        if _OPENS_BRACKET.match(value.label or ""):
            self._bracketed = thread.last
            thread.sentence.total_unread = self._follows_unread(value)
        if said.opens_parts and value.sentence_no == self._sentence and self._follows_unread(value):
            thread.sentence.total_unread = True
        elif not _CLOSES_BRACKET.match(value.lead or "") and value.sentence_no != self._sentence:
            self._bracketed = None
        self._sentence = value.sentence_no
        reader = _READERS.get(thread.lexicon.unit_kind(value.unit) or "")
        if value.unit is None and value.value == "0" and not thread.sentence.has_members:
            reader = listed_figure  # 分别为0、N万元和N万元
        found = reader(thread, value, said) if reader else None
        if said.label.text:
            thread.sentence_label = said.label.text
        if found is None and reader is read_money:
            thread.unread_no = value.value_no
        return found

    def _follows_unread(self, value: PrintedValue) -> bool:
        """Whether the number before is an amount that was not understood."""
        return self.thread.unread_no is not None and self.thread.unread_no + 1 == value.value_no
