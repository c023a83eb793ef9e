"""Labels in running text: the words before a number say what it is, the words behind it sometimes do."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from dagster_project.extraction.clipping import clip_head, clip_tail
from dagster_project.extraction.numbers import Number, find_numbers
from dagster_project.extraction.persons import without_persons
from dagster_project.extraction.records import PrintedValue, changed

_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]?")
_CLAUSE_END = re.compile(
    r"[，。；！？：:;!?]|,(?!\d{3}(?!\d))|,(?=\d)|(?<=[\u4e00-\u9fff\d%])\n{2,}(?=[\u4e00-\u9fff])"
)
_LIST_MARK = re.compile(r"^[\s　、，,和及与；;。”\"’]+")
LEADS_KEPT = 2
AFTER_KEPT = 14


@dataclass(frozen=True)
class Place:
    """Where a piece of text stands: its first character in the document's text, and its section, page and cell."""

    char_start: int
    place: str = "text"
    section: str | None = None
    page: int | None = None
    paragraph_no: int | None = None
    table_no: int | None = None
    row_no: int | None = None
    column_no: int | None = None
    confidence: float | None = None


def read_values(text: str, place: Place, sentence_no: int = 1, numbered: bool = True) -> list[PrintedValue]:
    """The printed numbers of a paragraph (or of a cell's words), each with the label that its own sentence gives it.

    value_no is left 0: extract() numbers the document's values. sentence_no: the number of the first sentence.
    """
    numbers = find_numbers(text, numbered)
    values: list[PrintedValue] = []
    starts = [number.start for number in numbers]
    for offset, sentence in enumerate(_sentences(text)):
        within = numbers[bisect_left(starts, sentence[0]) : bisect_left(starts, sentence[1])]
        for value in _sentence_values(text, sentence, within, place):
            values.append(changed(value, sentence_no=sentence_no + offset))
    return values


def count_sentences(text: str) -> int:
    """How many sentences a paragraph holds."""
    return sum(1 for _ in _sentences(text))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(text):
        yield match.start(), match.end()


def _sentence_values(
    text: str, sentence: tuple[int, int], numbers: list[Number], place: Place
) -> Iterator[PrintedValue]:
    starts = [n.start for n in numbers if n.is_quantity]
    before = sentence[0]  # where the last quantity ended
    for number in numbers:
        value = printed_value(text, number, place)
        if not number.is_quantity:
            yield value
            continue
        next_one = bisect_left(starts, number.unit_end)
        following = starts[next_one] if next_one < len(starts) else sentence[1]
        label, leads = _label(text, before, number.start)
        yield changed(
            value,
            label=clip_tail(without_persons(label)) or None,
            lead=" | ".join(clip_tail(lead, 24) for lead in leads) or None,
            after=clip_head(_after(text, number.unit_end, following))[:AFTER_KEPT] or None,
        )
        before = number.unit_end


def printed_value(text: str, number: Number, place: Place) -> PrintedValue:
    """A number of a text that stands at a place, without its labels; value_no is left 0."""
    return PrintedValue(
        value_no=0,
        printed=text[number.start : number.end],
        value=number.value,
        form=number.form,
        unit=number.unit,
        unit_place="behind" if number.unit else None,
        char_start=place.char_start + number.start,
        char_end=place.char_start + number.end,
        place=place.place,
        section=place.section,
        page=place.page,
        paragraph_no=place.paragraph_no,
        table_no=place.table_no,
        row_no=place.row_no,
        column_no=place.column_no,
        confidence=place.confidence,
    )


def _label(text: str, start: int, end: int) -> tuple[str, list[str]]:
    """The clause before a number, and the clauses without a number before that one (nearest last)."""
    pieces, at = [], start
    for mark in _CLAUSE_END.finditer(text, start, end):
        pieces.append(text[at : mark.start()])
        at = mark.end()
    pieces.append(text[at:end])
    stripped = (_LIST_MARK.sub("", piece).strip(" 　\n\r\t\xa0") for piece in pieces)
    clauses = [clause for clause in stripped if clause]
    if not clauses:
        return "", []
    return clauses[-1], clauses[:-1][-LEADS_KEPT:]


def _after(text: str, start: int, end: int) -> str:
    mark = _CLAUSE_END.search(text, start, end)
    return text[start : mark.start() if mark else end].strip(" 　\n、()（）")
