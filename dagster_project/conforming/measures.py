"""Targets and results of indicators: a comparator, a number and a unit, where a text prints one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dagster_project.extraction.numbers import Number, find_numbers

_AT_LEAST = re.compile(r"≥|>=|≧|不低于|不少于|不小于|大于等于|至少|达到?(?=\s*\d)|及以上|以上|高于或等于")
_MORE = re.compile(r"(?<![≥≦≤])[>＞](?!=)|高于|大于|超过|多于")
_AT_MOST = re.compile(r"≤|<=|≦|不高于|不超过|不大于|不多于|小于等于|以内|以下|控制在|最多|及以下")
_LESS = re.compile(r"[<＜](?!=)|低于|小于|少于")
_EQUAL = re.compile(r"^\s*[=＝]|等于")


@dataclass(frozen=True)
class Measure:
    """What a target or a result prints: value is a plain decimal, None where the text prints no number."""

    comparator: str | None = None
    value: str | None = None
    unit: str | None = None


def read_measure(text: str | None, unit: str | None = None) -> Measure:
    """The measure of a target's or a result's text. unit: wanted where the text prints several numbers."""
    if not text:
        return Measure()
    numbers = [n for n in find_numbers(text, numbered=False) if n.is_quantity and n.value is not None]
    if not numbers:
        return Measure(comparator_of(text))
    number = _choose(numbers, unit)
    return Measure(_comparator_at(text, number), number.value, number.unit)


def _choose(numbers: list[Number], unit: str | None) -> Number:
    if unit is not None:
        for number in numbers:
            if number.unit == unit:
                return number
    return numbers[0]


def _comparator_at(text: str, number: Number) -> str | None:
    before = re.split(r"[，。；,;]", text[: number.start])[-1]
    behind = re.split(r"[，。；,;]", text[number.unit_end :])[0][:6]
    if re.match(r"\s*(?:及)?以上", behind):
        return ">="
    if re.match(r"\s*(?:及)?(?:以内|以下)", behind):
        return "<="
    return comparator_of(before[-8:])


def comparator_of(text: str) -> str | None:
    """>=, >, =, <= or < of the words of a comparison; None where none is printed."""
    for pattern, comparator in ((_AT_MOST, "<="), (_AT_LEAST, ">="), (_EQUAL, "="), (_MORE, ">"), (_LESS, "<")):
        if pattern.search(text):
            return comparator
    return None
