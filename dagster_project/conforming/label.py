"""A label read with the lexicon: the account, fund, stage and year it names, and the words that tie it to its context."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from dagster_project.conforming.lexicon import Lexicon, Meaning, Term, normalise

_YEAR = re.compile(r"((?:19|20)\d\d)(?=\s*(?:年|[预决部财全收支]))|^((?:19|20)\d\d)$")
_YEAR_WORDS = re.compile(
    r"(?:19|20)\d\d(?:年度?(?:初|末|底)?|(?=[预决部财全收支]))(?:\d{1,2}月(?:份|底|末)?(?:\d{1,2}日)?)?|\d{1,2}月(?:份|底|末)?(?:\d{1,2}日)?"
)
_NUMBERING = re.compile(
    r"^[-•●·]?(?:附件?\d*|第[一二三四五六七八九十]+|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}[、.．)）]|[①-⑳])"
)
_COMPARING = re.compile(r"[比较与同]")
_PUNCTUATION = re.compile(r"[，。、；：:,.;!?！？/…—\-–%％~]+")
PROJECT_NAME_LIMIT = 60


@dataclass(frozen=True)
class LabelReading:
    """What one label says; empty where it says nothing."""

    text: str  # normalised, its numbering taken off
    terms: tuple[Term, ...] = ()
    years: tuple[int, ...] = ()
    residual: str = ""  # what no term covers
    _lexicon: Lexicon | None = field(default=None, repr=False, compare=False)

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
        return bool(re.fullmatch(r"(?:了|额|数|率|额度|幅度|金额|比例|支出|收入|为|是|约|达|达到|到|、|\.|的)*", tail))

    @property
    def is_part(self) -> bool:
        """Whether it opens a list of parts: 其中, 主要包括, 即."""
        return self.has("part")


def read_label(lexicon: Lexicon, label: str | None) -> LabelReading:
    """The reading of a printed label."""
    text = _NUMBERING.sub("", normalise(label or ""))
    text = _NUMBERING.sub("", text)
    if not text:
        return LabelReading("", _lexicon=lexicon)
    terms = tuple(lexicon.labels.find(text))
    years = tuple(int(a or b) for a, b in _YEAR.findall(text))
    return LabelReading(text, terms, years, _residual(text, terms), lexicon)


def _residual(text: str, terms: tuple[Term, ...]) -> str:
    kept = list(text)
    for term in terms:
        kept[term.start : term.end] = [" "] * (term.end - term.start)
    rest = "".join(kept)
    for match in _YEAR_WORDS.finditer(text):
        rest = rest[: match.start()] + " " * (match.end() - match.start()) + rest[match.end() :]
    return re.sub(r"\s+", "", _PUNCTUATION.sub("", rest))


def pick_account(lexicon: Lexicon, reading: LabelReading, context: tuple[str, ...] = ()) -> tuple[str | None, str]:
    """(account code, the term) a label names: the last specific one; where a term depends on it, in its context.

    context: account codes around the label, the nearest first. A generic term (收入, 支出) counts only where nothing
    but filler stands beside it. Several items printed as one amount (水费、电费、差旅费) give econ.A+B+C.
    """
    found: list[tuple[str, Term, str]] = []
    for term in reading.terms:
        meaning = _in_context(lexicon, term, context)
        if meaning is not None:
            found.append((meaning.code, term, meaning.dimension))
    specific = [f for f in found if f[2] == "account"]
    by_project = [f for f in found if f[2] == "account_project"]
    totals_only = all(code in ("expenditure", "income") for code, _, _ in specific)
    if by_project and totals_only and (not specific or specific[-1][1].end <= by_project[-1][1].start):
        return by_project[-1][0], by_project[-1][1].text
    if specific:
        joined = _joined_items(reading, specific)
        if joined:
            return joined, "、".join(term.text for _, term, _ in specific)
        code, term, _ = _head(specific)
        return code or None, term.text
    generic = [f for f in found if f[2] == "account_generic"]
    if generic and not reading.residual and not reading.has("economy", "won"):
        return generic[-1][0], generic[-1][1].text
    return None, ""


def _head(specific: list[tuple[str, Term, str]]) -> tuple[str, Term, str]:
    """The account that a noun phrase is about: its last, unless that is a mere total after a more specific one."""
    last = specific[-1]
    if len(specific) > 1 and last[0] in ("expenditure", "income") and specific[-2][0].startswith(last[0] + "."):
        return specific[-2]
    return last


def _in_context(lexicon: Lexicon, term: Term, context: tuple[str, ...]) -> Meaning | None:
    choices = term.of("account", "account_generic", "account_project")
    if not choices:
        return None
    for around in context:
        for meaning in choices:
            if meaning.within and (around == meaning.within or lexicon.is_part(around, meaning.within)):
                return meaning
    return next((m for m in choices if not m.within), None)


def _joined_items(reading: LabelReading, specific: list[tuple[str, Term, str]]) -> str | None:
    """econ.A+B+C of items joined by 、 or 和 with nothing else between them."""
    codes = [code for code, _, _ in specific]
    if len(codes) < 2 or not all(re.fullmatch(r"econ\.[\d+]+", code) for code in codes):
        return None
    for (_, left, _), (_, right, _) in zip(specific, specific[1:], strict=False):
        if not re.fullmatch(r"[、和及与,，]", reading.text[left.end : right.start]):
            return None
    items = sorted({item for code in codes for item in code.removeprefix("econ.").split("+")})
    return "econ." + "+".join(items)


def project_name(reading: LabelReading) -> str | None:
    """The name of a project in a label: what is left once stage, year and list words are taken off its ends."""
    text = reading.text
    start, end = 0, len(text)
    edges = ("stage", "part", "filler", "paid", "total", "base", "rate", "fund", "direction")
    trimmed = True
    while trimmed and start < end:
        trimmed = False
        for term in reading.terms:
            removable = bool(term.of(*edges)) and not term.of("project_head", "account_project")
            if removable and term.start == start:
                start, trimmed = term.end, True
            elif removable and term.end == end and term.start >= start:
                end, trimmed = term.start, True
        while start < end and _PUNCTUATION.match(text[start]):
            start, trimmed = start + 1, True
        while start < end and _PUNCTUATION.match(text[end - 1]):
            end, trimmed = end - 1, True
    name = text[start:end]
    return name[:PROJECT_NAME_LIMIT] if len(name) >= 2 else None
