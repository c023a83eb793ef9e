"""Which result of the narrative answers which target."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from dagster_project.conforming.lexicon import normalise
from dagster_project.conforming.likeness import common_characters
from dagster_project.extraction.records import Extract, PrintedValue

COMPLETED_SHARE = re.compile(r"^(?:如|其中)?完成了?(?!.*(?:预算|指标|目标|计划))(.{3,20}?)的?$")
_COMPLETION = re.compile(r"完成率(?:为|达|达到)?$")
_PIECES = {"家", "个", "项", "户"}  # units that count the same things
_BOUND_BEHIND = re.compile(r"以上|以内|以下")
_BOUND_BEFORE = re.compile(r"(?:不低于|不少于|不超过|不高于|[≥≤])\s*$")
LIKE = 0.55  # likeness from which two names are one
LIKE_IN_SECTION = 0.4  # from which a result answers a target before it in its section
IN_SECTION_AHEAD = 0.1
LIKE_COMPLETED = 0.8
LIKE_REPEATED = 0.7
SHORTEST_NAME = 4  # characters from which a name can be told from others
SHORTEST_COMPLETED = 6


@dataclass(frozen=True)
class Measured:
    """A number of the narrative that sets a target or reports a result, and what it is about."""

    value: PrintedValue
    name: str
    is_target: bool
    order: int  # in the text


Pair = tuple[Measured | None, Measured | None]  # target, result


def pair(extract: Extract, measured: list[Measured]) -> list[Pair]:
    """Targets with their results: side by side, then by likeness, then results that only a completion rate answers."""
    pairs = _beside(measured)
    pairs += _alike([m for m in measured if m.value.value_no not in _members(pairs)])
    used = _members(pairs)
    pairs += [
        (_latest_like(result, measured, used), result)
        for result in _completed(extract, measured)
        if result.value.value_no not in used
    ]
    return pairs + _unanswered(measured, _members(pairs))


def _unanswered(measured: list[Measured], used: set[int]) -> list[Pair]:
    """Targets that say how far they reach (N 家以上, 不低于 N) and that no result of the report answers."""
    found: list[Pair] = []
    for number, target in enumerate(measured):
        bound = _BOUND_BEHIND.match(target.value.after or "") or _BOUND_BEFORE.search(target.value.label or "")
        named = len(target.name) >= SHORTEST_COMPLETED
        free = target.is_target and target.value.value_no not in used
        if free and bound and named and not _repeats(target, [m for m in measured[:number] if m.is_target]):
            found.append((target, None))
    return found


def _members(pairs: list[Pair]) -> set[int]:
    return {m.value.value_no for both in pairs for m in both if m is not None}


def _beside(measured: list[Measured]) -> list[Pair]:
    """Pairs that stand side by side in one sentence, one of them without a name of its own, or both alike."""
    pairs: list[Pair] = []
    used: set[int] = set()
    for left, right in pairwise(measured):
        if left.value.sentence_no != right.value.sentence_no or left.is_target == right.is_target:
            continue
        if {left.order, right.order} & used or left.value.unit != right.value.unit:
            continue
        unnamed = min(len(left.name), len(right.name)) < SHORTEST_NAME
        if unnamed or (_likeness(left.name, right.name) >= LIKE and _counts(left) == _counts(right)):
            pairs.append((left, right) if left.is_target else (right, left))
            used |= {left.order, right.order}
    return pairs


def _alike(measured: list[Measured]) -> list[Pair]:
    """Pairs across the report: every target with the result whose name is most like its own."""
    pairs: list[Pair] = []
    used: set[int] = set()
    results = [m for m in measured if not m.is_target and len(m.name) >= SHORTEST_NAME]
    targets = [m for m in measured if m.is_target]
    for number, target in enumerate(targets):
        if len(target.name) < SHORTEST_NAME or _repeats(target, targets[:number]):
            continue
        free = [result for result in results if result.order not in used]
        answers = [(rank, -result.order, result) for result in free if (rank := _rank(target, result))]
        if answers:
            best = max(answers, key=lambda answer: answer[:2])[2]
            used.add(best.order)
            pairs.append((target, best))
    return pairs


def _rank(target: Measured, result: Measured) -> float:
    """How well a result answers a target; 0 where it does not."""
    if not _same_unit(target.value, result.value) or _counts(target) != _counts(result):
        return 0.0
    likeness = _likeness(target.name, result.name)
    inside = target.value.section == result.value.section and target.order < result.order
    if likeness < (LIKE_IN_SECTION if inside else LIKE):
        return 0.0
    return likeness + (IN_SECTION_AHEAD if inside else 0)


def _latest_like(result: Measured, measured: list[Measured], used: set[int]) -> Measured | None:
    """The last target that a completion rate is about, by name; None where none is alike."""
    targets = (m for m in reversed(measured) if m.is_target and len(m.name) >= SHORTEST_COMPLETED)
    alike = (m for m in targets if m.value.value_no not in used and _likeness(m.name, result.name) >= LIKE_COMPLETED)
    return next(alike, None)


def _counts(measured: Measured) -> str:
    """What a name counts: a standing total, a net increase, or neither; the three never answer each other."""
    match = re.search(r"(总数|总量)|(净增)", measured.name)
    return "" if match is None else "total" if match.group(1) else "net increase"


def _repeats(target: Measured, earlier: list[Measured]) -> bool:
    """Whether a target only says again what an earlier one said."""
    return any(
        m.value.value == target.value.value
        and _same_unit(m.value, target.value)
        and _likeness(m.name, target.name) >= LIKE_REPEATED
        for m in earlier
    )


def _same_unit(one: PrintedValue, other: PrintedValue) -> bool:
    return one.unit == other.unit or None in (one.unit, other.unit) or {one.unit, other.unit} <= _PIECES


def _likeness(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    return common_characters(one, other) / max(SHORTEST_COMPLETED, min(len(one), len(other)))


def _completed(extract: Extract, measured: list[Measured]) -> list[Measured]:
    """Results whose target is not printed, only how far it was met: 完成19家，完成率237.5%; 完成高企培育的215%."""
    by_no = {m.value.value_no: m for m in measured}
    rated = (
        by_no.get(left.value_no)
        for left, right in pairwise(extract.values)
        if right.form == "percent"
        and _COMPLETION.search(normalise(right.label or ""))
        and left.sentence_no == right.sentence_no
    )
    found = [result for result in rated if result is not None and not result.is_target]
    for held in measured:
        if held.value.form == "percent" and (match := COMPLETED_SHARE.match(normalise(held.value.label or ""))):
            found.append(Measured(held.value, match.group(1), False, held.order))
    return found
