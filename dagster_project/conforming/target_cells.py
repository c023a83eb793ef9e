"""Cells that hold several targets, and the results that answer them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from dagster_project.conforming.measures import Measure, comparator_of, read_measure
from dagster_project.extraction.numbers import find_numbers

_ITEM = re.compile(
    r"(?:目标|指标|任务)\s*\d{1,2}\s*[：:、.．]|(?<![\d.])\d{1,2}\s*[、.．](?!\d)|[（(]\d{1,2}[）)]|[①-⑳]"
)
_LINE = re.compile(r"[；;。]|\n")
_CLAUSE = re.compile(r"[，,](?!\d{3}(?!\d))")
_REFERENCE = re.compile(r"[市省县区州]?[市省县区州定]{0,2}(?:目标值|任务数|目标为|目标是)|全[市省国州](?=\d|平均)|其中")
_SMALL_WORDS = re.compile(
    r"(?:19|20)\d\d\s*年(?:度)?|力争|争取|完成|实现|达到|全年|年内|累计|不低于|高于|共|已|[\s　，,。；;：:、]"
)
EMPTY = re.compile(r"^[\s　…\-—/.。]*$")
ALIKE = 0.34


@dataclass(frozen=True)
class Target:
    """One target with the result that answers it, as printed; offsets into the cells' texts are not kept."""

    name: str
    target: str
    actual: str | None
    target_measure: Measure
    actual_measure: Measure


def split_items(text: str) -> list[str]:
    """The items of a cell: numbered ones, lines, and clauses of their own where each holds a number or a comparison."""
    items: list[str] = []
    for part in _ITEM.sub("\n\n", text).replace("\t", " ").split("\n\n"):
        for line in _LINE.split(part):
            if EMPTY.match(line):
                continue
            clauses: list[str] = []
            for clause in _CLAUSE.split(line):
                if clauses and _REFERENCE.match(clause.strip()):
                    clauses[-1] += "，" + clause
                elif not EMPTY.match(clause):
                    clauses.append(clause)
            counted = [clause for clause in clauses if _is_measured(clause)]
            if len(counted) >= 2 and len(counted) == len(clauses):
                items.extend(clause.strip() for clause in clauses)
            else:
                items.append(line.strip())
    return items


def _clauses(text: str) -> list[str]:
    return [clause.strip(" 。；") for clause in _CLAUSE.split(text) if not EMPTY.match(clause)]


def _is_measured(clause: str) -> bool:
    quantities = [n for n in find_numbers(clause, numbered=False) if n.is_quantity]
    return bool(quantities) or comparator_of(clause) in (">", ">=", "<", "<=") or "达到" in clause


def pair_targets(target: str, actual: str | None) -> list[Target]:
    """The targets of a cell, each with the part of the result's cell that is most like it (or stands at its place)."""
    targets = split_items(target)
    results = split_items(actual) if actual else []
    clauses, answers = _clauses(target), _clauses(actual or "")
    if len(targets) == len(results) == 1 and 2 <= len(clauses) == len(answers) and any(map(_is_measured, answers)):
        return [_pair(clause, answer) for clause, answer in zip(clauses, answers, strict=True)]
    if len(targets) <= 1 and len(results) <= 1:
        return [_pair(targets[0], actual)] if targets else []
    if len(results) == 1 and not _is_measured(results[0]):
        return [_pair(item, results[0]) for item in targets]
    pairs: list[Target] = []
    owned = _owners(targets, results)
    for number, item in enumerate(targets):
        mine = owned[number]
        if not mine and len(results) == len(targets) and not any(number in held for held in owned):
            mine = [number]
        if not mine and len(targets) == 1 and actual:
            pairs.append(_pair(item, actual))
            continue
        answers = mine[:2] if _answer_both(results, mine) else mine[:1]
        pairs += [_pair(item, results[n]) for n in answers] or [_pair(item, None)]
    return pairs


def _owners(targets: list[str], results: list[str]) -> list[list[int]]:
    """For each target the results that are more like it than like any other target, the likest first."""
    owned: list[list[tuple[float, int]]] = [[] for _ in targets]
    for n, result in enumerate(results):
        likeness, owner = max((_likeness(target, result), -t) for t, target in enumerate(targets))
        if likeness >= ALIKE:
            owned[-owner].append((-likeness, n))
    return [[n for _, n in sorted(held)] for held in owned]


def _answer_both(results: list[str], best: list[int]) -> bool:
    """Whether two results answer one target in the same unit and are alike (全区 N 亿元, 区本级 M 亿元)."""
    if len(best) < 2:
        return False
    first, second = (read_measure(results[n]) for n in best[:2])
    near = _likeness(results[best[0]], results[best[1]]) >= 0.5
    return near and first.value is not None and second.value is not None and first.unit == second.unit


def _pair(target: str, actual: str | None) -> Target:
    wanted = read_measure(target)
    clauses = [c for c in _CLAUSE.split(actual or "") if c.strip()]
    stated = next((c for c in clauses[1:] if _REFERENCE.match(c.strip()) and not c.strip().startswith("其中")), None)
    result_text = "，".join(c for c in clauses if c is not stated)
    got = read_measure(result_text, wanted.unit)
    if wanted.value is None and stated:
        against = read_measure(stated)
        wanted = Measure(comparator_of(target) or (">=" if "达到" in target else None), against.value, against.unit)
        target = f"{target}（{stated.strip()}）"
    return Target(_name(target), target, actual, wanted, got)


def _name(target: str) -> str:
    """What a target is about: its words before the number, without the verbs that set a target."""
    quantities = [n for n in find_numbers(target, numbered=False) if n.is_quantity]
    words = target[: quantities[0].start] if quantities and quantities[0].start > 3 else target
    words = re.sub(r"^(?:(?:19|20)\d\d\s*年(?:度)?|力争|争取|确保|年内|[\s　，,、：:])+", "", words)
    words = re.sub(r"[（(]$", "", words)
    words = (
        re.sub(r"(?:达到?|为|不低于|不少于|≥|>=|≤|高于|超过|控制在|以上|同比增长率?为?|[\s　（(：:，,])+$", "", words)
        or words
    )
    head = re.split(r"高于|不低于|低于|达到", words)[0]
    return head if len(head) >= 4 else words


def _likeness(a: str, b: str) -> float:
    left, right = _SMALL_WORDS.sub("", a), _SMALL_WORDS.sub("", b)
    left, right = re.sub(r"[\d.%]+", "", left), re.sub(r"[\d.%]+", "", right)
    if not left or not right:
        return 0.0
    common = sum(
        block.size
        for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
        if block.size > 1
    )
    return common / min(len(left), len(right), 14)
