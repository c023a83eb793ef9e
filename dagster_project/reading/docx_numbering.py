"""Word's automatic numbering: the labels (一、 （一） 1. ①) that a page prints but the text does not hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dagster_project.reading.docx_names import W, value_of
from dagster_project.reading.numerals import numeral

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True)
class Level:
    """One level of a list, as numbering.xml defines it."""

    number_format: str = "decimal"
    text: str = ""
    start: int = 1
    restart_after: int | None = None  # the level whose advance starts this one again; None: any higher level
    suffix: str = "tab"
    legal: bool = False  # all numbers in decimal digits


@dataclass
class _List:
    """The counts of one list; instances of one abstract list go on counting together."""

    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbering:
    """Labels in document order: ask once per paragraph, as each asking counts."""

    def __init__(self, root: etree._Element | None, list_styles: Mapping[str, str]) -> None:
        """root: numbering.xml; list_styles: id of a numbering style → the numId it names."""
        self._levels: dict[str, dict[int, Level]] = {}
        self._abstract_of: dict[str, str] = {}
        self._overridden: dict[str, dict[int, int]] = {}
        self._seen: set[str] = set()
        self._lists: dict[str, _List] = {}
        if root is None:
            return
        abstracts = {str(item.get(W + "abstractNumId")): item for item in root.iterchildren(W + "abstractNum")}
        numbers = {str(item.get(W + "numId")): item for item in root.iterchildren(W + "num")}
        for number, item in numbers.items():
            abstract = value_of(item, "abstractNumId") or ""
            linked = value_of(abstracts.get(abstract), "numStyleLink")
            if linked and list_styles.get(linked) in numbers:
                abstract = value_of(numbers[list_styles[linked]], "abstractNumId") or abstract
            self._abstract_of[number] = abstract
            levels = _levels(abstracts.get(abstract))
            starts: dict[int, int] = {}
            for override in item.iterchildren(W + "lvlOverride"):
                at = int(override.get(W + "ilvl", "0"))
                levels.update(_levels(override))
                start = value_of(override, "startOverride")
                if start is not None:
                    starts[at] = int(start)
            self._levels[number] = levels
            self._overridden[number] = starts

    def level_of_style(self, number: str, style: str, root: etree._Element | None) -> int | None:
        """The level that a paragraph style stands for in a list, where the list names the style."""
        abstract = self._abstract_of.get(number)
        for item in root.iterchildren(W + "abstractNum") if root is not None else ():
            if item.get(W + "abstractNumId") == abstract:
                for level in item.iterchildren(W + "lvl"):
                    if value_of(level, "pStyle") == style:
                        return int(level.get(W + "ilvl", "0"))
        return None

    def label(self, number: str, at: int) -> str:
        """The printed label of the next paragraph at level `at` (0..8) of list `number`, '' where none is printed."""
        levels = self._levels.get(number)
        if not levels or at not in levels:
            return ""
        counts = self._counts(number)
        for higher in range(at):
            if counts[higher] is None:
                counts[higher] = levels.get(higher, Level()).start
        last = counts[at]
        counts[at] = levels[at].start if last is None else last + 1
        for lower in range(at + 1, _LEVELS):
            after = levels.get(lower, Level()).restart_after
            if after is None or (after and at < after):
                counts[lower] = None
        level = levels[at]
        if level.number_format in ("bullet", "none") and "%" not in level.text:
            return level.text if level.number_format == "none" else ""
        shown = _PLACE.sub(lambda place: _shown(int(place[1]) - 1, counts, levels, level.legal), level.text)
        # A blank keeps the label's number apart from a number that the paragraph begins with.
        return shown + (" " if shown and level.suffix != "nothing" and shown[-1] not in "、）)．。" else "")

    def _counts(self, number: str) -> list[int | None]:
        counts = self._lists.setdefault(self._abstract_of[number], _List()).counts
        if number not in self._seen:
            self._seen.add(number)
            for at, start in self._overridden[number].items():
                counts[at] = start - 1
        return counts


def _shown(at: int, counts: list[int | None], levels: Mapping[int, Level], legal: bool) -> str:
    count = counts[at]
    if count is None:
        return ""
    return numeral(count, "decimal" if legal else levels.get(at, Level()).number_format)


def _levels(item: etree._Element | None) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for level in item.iterchildren(W + "lvl") if item is not None else ():
        restart = value_of(level, "lvlRestart")
        levels[int(level.get(W + "ilvl", "0"))] = Level(
            number_format=value_of(level, "numFmt") or "decimal",
            text=value_of(level, "lvlText") or "",
            start=int(value_of(level, "start") or 0),
            restart_after=None if restart is None else int(restart),
            suffix=value_of(level, "suff") or "tab",
            legal=level.find(W + "isLgl") is not None,
        )
    return levels
