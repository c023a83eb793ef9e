"""The lexicon: what the field's words mean, read from the seeds that dbt loads as well (dbt/seeds).

A synonym is one line in dbt/seeds/lexicon/labels.csv. Matching ignores spaces, quotation marks and brackets, takes the
leftmost and longest term, and reads official names of accounts (dbt/seeds/accounts.csv) as labels too.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from dagster_project.extraction.remembered import remembered

_DROPPED = re.compile(r"[\s　“”\"'‘’（）()《》〈〉\[\]【】*＊]")
_NAMED_BY_CLASSIFICATION = re.compile(r"econ\.\d+")


_HALF_WIDTH = str.maketrans({chr(ord("！") + n): chr(ord("!") + n) for n in range(94) if chr(ord("!") + n).isalnum()})


@remembered
def normalise(text: str) -> str:
    """Text as terms are matched: half-width letters and digits, without spaces, quotation marks and brackets."""
    return _DROPPED.sub("", text).translate(_HALF_WIDTH)


@dataclass(frozen=True)
class Meaning:
    """What a term says: a code in a dimension, perhaps only within an account."""

    dimension: str  # account, account_generic, account_project, fund, stage, base, direction, ..., or a word's kind
    code: str
    within: str | None = None


@dataclass(frozen=True)
class Term:
    """A term found in a text, and where (offsets into the normalised text)."""

    text: str
    start: int
    end: int
    meanings: tuple[Meaning, ...]

    def of(self, *dimensions: str) -> tuple[Meaning, ...]:
        """The meanings in these dimensions."""
        return tuple(m for m in self.meanings if m.dimension in dimensions)


@dataclass(frozen=True)
class Division:
    """A county-level division and the years in which it was valid. Source: dbt/seeds/county_divisions.csv."""

    county_code: str
    county_name: str
    prefecture_name: str
    province_name: str
    valid_from: int
    valid_to: int | None
    successor_codes: tuple[str, ...]


class Vocabulary:
    """A set of terms that are found in a text, leftmost and longest first."""

    def __init__(self, meanings: Mapping[str, Iterable[Meaning]]) -> None:
        self.terms = {term: tuple(found) for term, found in meanings.items() if term}
        self._names = list(self.terms)
        self._automaton = AhoCorasick(self._names, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> list[Term]:
        """The terms of a normalised text, none overlapping."""
        return [
            Term(self._names[index], start, end, self.terms[self._names[index]])
            for index, start, end in self._automaton.find_matches_as_indexes(text)
        ]

    def exact(self, text: str) -> tuple[Meaning, ...]:
        """The meanings of a whole text."""
        return self.terms.get(normalise(text), ())


class Lexicon:
    """Everything conforming knows of words; made once, read often."""

    def __init__(
        self,
        labels: Mapping[str, list[Meaning]],
        headings: Mapping[str, list[Meaning]],
        report_terms: Mapping[str, list[Meaning]],
        parents: Mapping[str, str | None],
        divisions: tuple[Division, ...],
        units: Mapping[str, str],
        account_kinds: Mapping[str, str],
        money_units: Mapping[str, Decimal],
    ) -> None:
        self.labels = Vocabulary(labels)
        self.headings = Vocabulary(headings)
        self.report_terms = Vocabulary(report_terms)
        self.parents = parents
        self.divisions = divisions
        self.unit_kinds = units
        self.money_units = money_units  # what a unit is worth in 万元
        self.account_kinds = account_kinds

    @classmethod
    def from_seeds(cls, seeds: Path) -> Lexicon:
        """The lexicon of a seeds folder. Errors: FileNotFoundError where a seed is missing."""
        accounts = list(_rows(seeds / "accounts.csv"))
        lexicon = seeds / "lexicon"
        return cls(
            labels=_labels(accounts, lexicon),
            headings=_meanings((row["heading"], "role", row["role"]) for row in _rows(lexicon / "form_headings.csv")),
            report_terms=_meanings(
                (row["term"], row["kind"], row["term"]) for row in _rows(lexicon / "report_terms.csv")
            ),
            parents={row["account_code"]: row["parent_code"] or None for row in accounts},
            divisions=tuple(_divisions(seeds / "county_divisions.csv")),
            units={row["unit"]: row["unit_kind"] for row in _rows(seeds / "units.csv")},
            account_kinds={row["account_code"]: row["unit_kind"] for row in accounts},
            money_units={
                row["unit"]: Decimal(row["factor_to_wan"])
                for row in _rows(seeds / "units.csv")
                if row["unit_kind"] == "money"
            },
        )

    def is_part(self, account: str, of: str) -> bool:
        """Whether an account is a part of another, at any depth (an economic item is a part of every expenditure)."""
        if account == of:
            return False
        if account.startswith("econ.") and (of.startswith("expenditure") or account.startswith(of)):
            return True
        code: str | None = account
        while code:
            code = self.parents.get(code) or (code.rpartition(".")[0] or None)
            if code == of:
                return True
        return False

    def is_count(self, account: str) -> bool:
        """Whether an account counts people or occasions and has no money."""
        return self.account_kinds.get(account) == "count"

    def unit_kind(self, unit: str | None) -> str | None:
        """money, count, rate or area of a printed unit; None for none."""
        if unit is None:
            return None
        if unit in self.unit_kinds:
            return self.unit_kinds[unit]
        return "rate" if "%" in unit or "百分点" in unit else "count"

    def fund_terms(self) -> list[tuple[str, Meaning]]:
        """Every term of a fund, with its meaning."""
        return [(term, m) for term, meanings in self.labels.terms.items() for m in meanings if m.dimension == "fund"]

    @cached_property
    def place_names(self) -> dict[str, tuple[Division, ...]]:
        """Divisions by their names, today's and former ones."""
        names: dict[str, tuple[Division, ...]] = {}
        for division in self.divisions:
            names[division.county_name] = (*names.get(division.county_name, ()), division)
        return names

    def places_in(self, text: str) -> dict[str, int]:
        """Names of divisions that stand in a text, within one another too, each with where it first does."""
        names, automaton = self._place_automaton
        found: dict[str, int] = {}
        for index, start, _ in automaton.find_matches_as_indexes(text, overlapping=True):
            found.setdefault(names[index], start)
        return found

    @cached_property
    def _place_automaton(self) -> tuple[list[str], AhoCorasick]:
        names = list(self.place_names)
        return names, AhoCorasick(names, matchkind=MatchKind.Standard)


def _labels(accounts: list[dict[str, str]], lexicon: Path) -> dict[str, list[Meaning]]:
    """Labels and context words; an economic item's official name is a label, unless the lexicon gives it another."""
    labels: dict[str, list[Meaning]] = {}
    for row in _rows(lexicon / "labels.csv"):
        _add(labels, row["label"], Meaning(row["dimension"], row["code"], row["within"] or None))
    for row in accounts:
        code, name = row["account_code"], row["account_name"]
        own = (m for m in labels.get(normalise(name), []) if m.dimension == "account" and m.within is None)
        if _NAMED_BY_CLASSIFICATION.fullmatch(code) and not any(own):
            _add(labels, name, Meaning("account", code))
    for row in _rows(lexicon / "context_words.csv"):
        _add(labels, row["word"], Meaning(row["kind"], row["word"]))
    return labels


def _meanings(rows: Iterable[tuple[str, str, str]]) -> dict[str, list[Meaning]]:
    """Meanings by normalised text, of (text, dimension, code)."""
    found: dict[str, list[Meaning]] = {}
    for text, dimension, code in rows:
        _add(found, text, Meaning(dimension, code))
    return found


def _add(found: dict[str, list[Meaning]], text: str, meaning: Meaning) -> None:
    meanings = found.setdefault(normalise(text), [])
    if meaning not in meanings:
        meanings.append(meaning)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _divisions(path: Path) -> Iterator[Division]:
    for row in _rows(path):
        yield Division(
            county_code=row["county_code"],
            county_name=row["county_name"],
            prefecture_name=row["prefecture_name"],
            province_name=row["province_name"],
            valid_from=int(row["valid_from"]),
            valid_to=int(row["valid_to"]) if row["valid_to"] else None,
            successor_codes=tuple(re.findall(r"\d{6}", row["successor_codes"] or "")),
        )
