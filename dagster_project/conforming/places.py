"""Which county a printed name belongs to: its divisions by name and period, told apart by prefecture and province."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from dagster_project.conforming.lexicon import Division, Lexicon
from dagster_project.extraction.names import ORGANIZATION_KINDS

_ORGANIZATION = re.compile(rf"(?:{ORGANIZATION_KINDS}|街道|办|部|会|社|镇|乡)(?:[（(]本级[）)]|本级|机关)?$")


@dataclass(frozen=True)
class PlacedName:
    """An organization's or place's name with the division it begins with, earlier words taken off."""

    text: str
    division: Division
    stem: str  # the name after its place: 科学技术局; '' for a bare place


def place_name(lexicon: Lexicon, text: str, year: int | None, hints: str = "") -> PlacedName | None:
    """The division that a printed name begins with (province and prefecture may come before it), or None.

    hints: other names of the document, to tell divisions of one name apart. An old name leads to its successor's code
    where the old division was no longer valid in the year.
    """
    ranked: list[tuple[tuple[bool, bool, int, int], int, str, tuple[Division, ...]]] = []
    for name, at in lexicon.places_in(text).items():
        divisions = lexicon.place_names[name]
        valid = any(_valid(d, year) for d in divisions)
        if not valid and len(name) < 3:
            continue  # 市区, 郊区 and their like were divisions once; now they are mere words
        under_own = any(d.prefecture_name and text[:at].endswith(d.prefecture_name) for d in divisions)
        ranked.append(((valid, under_own, -at, len(name)), at, name, divisions))
    if not ranked:
        return None
    _, at, name, divisions = max(ranked, key=lambda r: r[0])
    start = _with_uppers(text, at, divisions)
    division = choose(divisions, year, text + " " + hints)
    return PlacedName(text[start:], _in_force(lexicon, division, year), text[at + len(name) :])


def choose(divisions: Iterable[Division], year: int | None, hints: str) -> Division:
    """Of the divisions that bear one name: the one whose prefecture or province is named, valid in the year, latest."""

    def rank(division: Division) -> tuple[bool, bool, bool, int]:
        upper = (_bare(division.prefecture_name) in hints, _bare(division.province_name) in hints)
        return (_valid(division, year), *upper, division.valid_from)

    return max(divisions, key=rank)


def _valid(division: Division, year: int | None) -> bool:
    """Whether a division was in force in the year reported on or when it was reported, the year after."""
    return year is None or (
        division.valid_from <= year + 1 and (division.valid_to is None or division.valid_to >= year)
    )


def _in_force(lexicon: Lexicon, division: Division, year: int | None) -> Division:
    if year is None or division.valid_to is None or division.valid_to >= year or len(division.successor_codes) != 1:
        return division
    successors = [d for d in lexicon.divisions if d.county_code == division.successor_codes[0]]
    return max(successors, key=lambda d: d.valid_from, default=division)


def _with_uppers(text: str, at: int, divisions: tuple[Division, ...]) -> int:
    start = at
    for upper in [d.prefecture_name for d in divisions] + [d.province_name for d in divisions]:
        if upper and text[:start].endswith(upper):
            start -= len(upper)
    return start


def _bare(name: str) -> str:
    return re.sub(r"(?:省|市|自治区|地区|盟|自治州|特别行政区)$", "", name) or name


def organizations(lexicon: Lexicon, names: Iterable[str], year: int | None) -> list[PlacedName]:
    """The names that are organizations of a county, in the order given."""
    texts = list(names)
    hints = " ".join(texts)
    placed = [place_name(lexicon, text, year, hints) for text in texts]
    return [p for p in placed if p is not None and len(p.stem) >= 2 and _ORGANIZATION.search(p.text)]


def common_division(lexicon: Lexicon, names: Iterable[str], year: int | None) -> Division | None:
    """The division that most of a document's names begin with."""
    texts = list(names)
    hints = " ".join(texts)
    counted = Counter(p.division for text in texts if (p := place_name(lexicon, text, year, hints)))
    return max(counted, key=lambda d: (counted[d], d.county_code), default=None)
