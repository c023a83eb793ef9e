"""A label read with the lexicon: the terms and years it names, and the words that tie it to its context."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from dagster_project.conforming.lexicon import Lexicon, Meaning, Term, normalise
from dagster_project.conforming.roles import BUDGET_STAGES
from dagster_project.extraction.marks import without_numbering

_YEAR = re.compile(r"((?:19|20)\d\d)(?=\s*(?:年|[预决部财全收支]))|^((?:19|20)\d\d)$")
_YEAR_WORDS = re.compile(
    r"(?:19|20)\d\d(?:年度?(?:初|末|底)?|(?=[预决部财全收支]))(?:\d{1,2}月(?:份|底|末)?(?:\d{1,2}日)?)?"
    r"|\d{1,2}月(?:份|底|末)?(?:\d{1,2}日)?"
)
_COMPARING = re.compile(r"[比较与同]")
_PUNCTUATION = re.compile(r"[，。、；：:,.;!?！？/…—\-–%％~]+")
_AROUND_NAMES = ("stage", "part", "filler", "paid", "total", "base", "rate", "fund", "direction")
PROJECT_NAME_LIMIT = 60
READINGS_KEPT = 16_384  # forms print the same labels again and again


@dataclass(frozen=True)
class LabelReading:
    """What one label says; empty where it says nothing."""

    text: str  # normalised, its numbering taken off
    terms: tuple[Term, ...] = ()
    years: tuple[int, ...] = ()
    residual: str = ""  # what no term covers

    def codes(self, *dimensions: str) -> list[Meaning]:
        """The meanings in these dimensions, in the order they are printed."""
        return [meaning for term in self.terms for meaning in term.of(*dimensions)]

    def first(self, dimension: str) -> str | None:
        """The first code in a dimension."""
        return next((m.code for m in self.codes(dimension)), None)

    def last(self, dimension: str) -> str | None:
        """The last code in a dimension."""
        return next((m.code for m in reversed(self.codes(dimension))), None)

    def has(self, *dimensions: str) -> bool:
        """Whether a term has a meaning in one of these dimensions."""
        return any(term.of(*dimensions) for term in self.terms)

    def ends_in(self, *dimensions: str) -> bool:
        """Whether its last words are a term of these dimensions, the letters of an item (类, 款, 项) aside."""
        last = self.terms[-1] if self.terms else None
        return bool(last and last.of(*dimensions) and not re.sub(r"^[类款项]", "", self.text[last.end :]))

    @cached_property
    def compares(self) -> bool:
        """Whether it compares with another year or stage: 比上年, 较年初预算, 与2021年...相比."""
        return bool(_COMPARING.search(self.text)) and (
            self.has("base") or bool(re.search(r"[比较与同](?:(?:19|20)\d\d年|年初|预算|全年预算|调整)", self.text))
        )

    @property
    def direction(self) -> int | None:
        """1 for an increase, -1 for a decrease, None where it names no change."""
        code = self.last("direction")
        return int(code) if code else None

    @property
    def ends_in_change(self) -> bool:
        """Whether the number it stands before is the change itself (比上年增加 N), not what changed."""
        turns = [term for term in self.terms if term.of("direction")]
        if not turns:
            return False
        tail = self.text[turns[-1].end :]
        for term in self.terms:
            if term.start >= turns[-1].end and term.of("stage", "base"):
                tail = tail.replace(term.text, "", 1)
        return bool(
            re.fullmatch(r"(?:了|额|数|率|额度|幅度|金额|比例|支出|收入|为|是|约|达|达到|到|、|\.|的|%)*", tail)
        )

    @property
    def is_outside(self) -> bool:
        """Whether it speaks of the county's economy or of money won for others, not of the department's own."""
        return self.has("economy", "won")

    @property
    def budgets(self) -> list[str]:
        """The budget stages it names, in the order they are printed."""
        return [m.code for m in self.codes("stage") if m.code in BUDGET_STAGES]

    @property
    def is_part(self) -> bool:
        """Whether it opens a list of parts: 其中, 主要包括, 即."""
        return self.has("part")


@lru_cache(READINGS_KEPT)
def read_label(lexicon: Lexicon, label: str | None) -> LabelReading:
    """The reading of a printed label."""
    text = normalise(without_numbering(label or ""))
    if not text:
        return LabelReading("")
    terms = tuple(lexicon.labels.find(text))
    years = tuple(int(a or b) for a, b in _YEAR.findall(text))
    return LabelReading(text, terms, years, _residual(text, terms))


def _residual(text: str, terms: tuple[Term, ...]) -> str:
    kept = list(text)
    for term in terms:
        kept[term.start : term.end] = [" "] * (term.end - term.start)
    rest = "".join(kept)
    for match in _YEAR_WORDS.finditer(text):
        rest = rest[: match.start()] + " " * (match.end() - match.start()) + rest[match.end() :]
    return re.sub(r"\s+", "", _PUNCTUATION.sub("", rest))


def project_name(reading: LabelReading) -> str | None:
    """The name of a project in a label: what is left once stage, year and list words are taken off its ends."""
    start, end = 0, len(reading.text)
    while (shorter := _shorten(reading, start, end)) != (start, end):
        start, end = shorter
    name = reading.text[start:end]
    return name[:PROJECT_NAME_LIMIT] if len(name) >= 2 else None


def _shorten(reading: LabelReading, start: int, end: int) -> tuple[int, int]:
    """A span of a label without the terms and marks at its ends that name no project."""
    for term in reading.terms:
        if not term.of(*_AROUND_NAMES) or term.of("project_head", "account_project"):
            continue
        if term.start == start and not _begins_word(reading, term):
            start = term.end
        elif term.end == end and term.start >= start:
            end = term.start
    while start < end and _PUNCTUATION.match(reading.text[start]):
        start += 1
    while start < end and _PUNCTUATION.match(reading.text[end - 1]):
        end -= 1
    return start, end


def _begins_word(reading: LabelReading, term: Term) -> bool:
    """Whether a term of one character is the beginning of a longer word: 数 of 数字, 人 of 人才."""
    goes_on = term.end < len(reading.text) and all(other.start != term.end for other in reading.terms)
    return len(term.text) == 1 and goes_on and not _PUNCTUATION.match(reading.text[term.end])
