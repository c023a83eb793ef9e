"""Numbers that a scan may have misread: marked for review, and kept out of the facts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from dagster_project.conforming.records import ConformedValue, Indicator
from dagster_project.conforming.roles import left
from dagster_project.extraction.records import Extract
from dagster_project.reading.document import CONFIDENCE_THRESHOLD

_LETTER = re.compile(r"[A-Za-z]")

_FIELDS = {
    "target": ("target_value", "target_unit"),
    "actual": ("actual_value", "actual_unit"),
    "weight": ("weight",),
    "score": ("score",),
}


def doubtful_numbers(extract: Extract) -> set[int]:
    """value_no of every number recognised with less confidence than the threshold."""
    return {v.value_no for v in extract.values if v.confidence is not None and v.confidence < CONFIDENCE_THRESHOLD}


def set_for_review(roles: list[ConformedValue], extract: Extract, doubtful: set[int]) -> list[ConformedValue]:
    """The roles, those of doubtful numbers replaced: left, for review."""
    values = {value.value_no: value for value in extract.values}
    kept = [role for role in roles if role.value_no not in doubtful]
    return [*kept, *(left(values[number], "low_confidence", "scan > for review") for number in sorted(doubtful))]


def without_doubtful(indicators: list[Indicator], roles: list[ConformedValue], doubtful: set[int]) -> list[Indicator]:
    """Indicators whose doubtful numbers are missing; what is printed stays in their texts."""
    emptied: dict[int, dict[str, Any]] = {}
    for role in roles:
        if role.value_no in doubtful and role.indicator_no is not None:
            fields = dict.fromkeys(_FIELDS.get(role.indicator_part or "", ()))
            emptied.setdefault(role.indicator_no, {}).update(fields)
    return [replace(indicator, **emptied.get(indicator.indicator_no, {})) for indicator in indicators]


def mark_letters(roles: list[ConformedValue], extract: Extract) -> list[ConformedValue]:
    """The roles, with a mark on those whose number a scan printed with letters for digits (8OO.00 read as 800.00)."""
    lettered = {value.value_no for value in extract.values if value.is_quantity and _LETTER.search(value.printed)}
    return [
        replace(role, conformed_by=f"{role.conformed_by} > letters read as digits")
        if role.value_no in lettered
        else role
        for role in roles
    ]
