"""Cells that hold several targets, and the results that answer them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dagster_project.conforming.likeness import common_characters
from dagster_project.conforming.measures import Measure, comparator_of, read_measure
from dagster_project.conforming.print_places import find_words
from dagster_project.conforming.records import Indicator
from dagster_project.extraction.marks import is_filler
from dagster_project.extraction.numbers import find_numbers
from dagster_project.extraction.records import TableCell

_ITEM = re.compile(
    r"(?:目标|指标|任务)\s*\d{1,2}\s*[：:、.．]|(?<![\d.])\d{1,2}\s*[、.．](?!\d)|[（(]\d{1,2}[）)]|[①-⑳]"
)
_LINE = re.compile(r"[；;。]|\n")
_CLAUSE = re.compile(r"[，,](?!\d{3}(?!\d))")
_REFERENCE = re.compile(r"[市省县区州]?[市省县区州定]{0,2}(?:目标值|任务数|目标为|目标是)|全[市省国州](?=\d|平均)|其中")
_SMALL_WORDS = re.compile(
    r"(?:19|20)\d\d\s*年(?:度)?|力争|争取|完成|实现|达到|全年|年内|累计|不低于|高于|共|已|[\s　，,。；;：:、]"
)
_DIGITS = re.compile(r"[\d.%]+")
_SETTING_VERBS = re.compile(r"^(?:(?:19|20)\d\d\s*年(?:度)?|力争|争取|确保|年内|[\s　，,、：:])+")
_COMPARING_TAIL = re.compile(
    r"(?:达到?|为|不低于|不少于|≥|>=|≤|高于|超过|控制在|以上|同比增长率?为?|[\s　（(：:，,])+$"
)
ALIKE = 0.34  # likeness from which a result answers a target
BOTH_ALIKE = 0.5  # likeness of two results that both answer one target
_TOPIC = re.compile(r"^(?:在|指标\d+[：:])?([一-鿿]{4,16}(?:工作|方面|领域|任务))[中上]?[，,]")
LONG_WORDING = 14  # characters from which a wording's length no longer counts


@dataclass(frozen=True)
class Target:
    """One target with the result that answers it, as printed; offsets into the cells' texts are not kept."""

    name: str
    target: str
    actual: str | None
    target_measure: Measure
    actual_measure: Measure


def indicator_of(
    pair: Target,
    number: int,
    name: str,
    scope: str,
    levels: tuple[str | None, str | None],
    section: str | None,
    place: tuple[int, int],
    cell: TableCell | None,
    rule: str,
) -> Indicator:
    """The indicator that one target of a cell is. place: table and row number; cell: the one that prints the target."""
    stands = find_words(cell, pair.target, name, pair.name)
    return Indicator(
        indicator_no=number,
        scope=scope,
        indicator_name=name,
        conformed_by=rule,
        level1=levels[0],
        level2=levels[1],
        target_text=pair.target,
        actual_text=pair.actual,
        target_comparator=pair.target_measure.comparator,
        target_value=pair.target_measure.value,
        target_unit=pair.target_measure.unit,
        actual_value=pair.actual_measure.value,
        actual_unit=pair.actual_measure.unit,
        section=section,
        table_no=place[0],
        row_no=place[1],
        column_no=stands.column_no,
        printed=stands.printed,
        char_start=stands.char_start,
        char_end=stands.char_end,
    )


def split_items(text: str) -> list[str]:
    """The items of a cell: numbered ones, lines, and clauses of their own where each holds a number or a comparison."""
    items: list[str] = []
    for part in _ITEM.sub("\n\n", text).replace("\t", " ").split("\n\n"):
        for line in _LINE.split(part):
            if not is_filler(line):
                items += _items_of_line(line)
    return items


def _items_of_line(line: str) -> list[str]:
    """A line's clauses, where each sets a target of its own; else the line."""
    clauses: list[str] = []
    for clause in _CLAUSE.split(line):
        if clauses and _REFERENCE.match(clause.strip()):
            clauses[-1] += "，" + clause
        elif not is_filler(clause):
            clauses.append(clause)
    if len(clauses) >= 2 and all(_is_measured(clause) for clause in clauses):
        return [clause.strip() for clause in clauses]
    return [line.strip()]


def _clauses(text: str) -> list[str]:
    return [clause.strip(" 。；") for clause in _CLAUSE.split(text) if not is_filler(clause)]


def _is_measured(clause: str) -> bool:
    quantities = [n for n in find_numbers(clause, numbered=False) if n.is_quantity]
    return bool(quantities) or comparator_of(clause) in (">", ">=", "<", "<=") or "达到" in clause


def pair_targets(target: str, actual: str | None) -> list[Target]:
    """The targets of a cell, each with the part of the result's cell that is most like it (or stands at its place)."""
    targets = split_items(target)
    results = split_items(actual) if actual else []
    if len(targets) == 1 and (pairs := _pair_clauses(target, actual or "")):
        return pairs
    if not targets:
        return []
    if len(targets) == 1 and len(results) <= 1:
        return [_pair(targets[0], actual)]
    if len(results) == 1 and not _is_measured(results[0]):
        return [_pair(item, results[0]) for item in targets]
    if len(targets) == 1 and not _owners(targets, results)[0]:
        return [_pair(targets[0], actual)]
    return _pair_items(targets, results)


def _pair_clauses(target: str, actual: str) -> list[Target]:
    """A target and a result of as many clauses each, clause by clause, where a result measures anything."""
    clauses, answers = _clauses(target), _clauses(actual)
    if 2 <= len(clauses) == len(answers) and any(map(_is_measured, answers)):
        return [_pair(clause, answer) for clause, answer in zip(clauses, answers, strict=True)]
    return []


def _pair_items(targets: list[str], results: list[str]) -> list[Target]:
    pairs: list[Target] = []
    owned = _owners(targets, results)
    for number, item in enumerate(targets):
        mine = owned[number]
        if not mine and len(results) == len(targets) and not any(number in held for held in owned):
            mine = [number]  # as many results as targets: the one at its place
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
    near = _likeness(results[best[0]], results[best[1]]) >= BOTH_ALIKE
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
    words = re.sub(r"[（(]$", "", _SETTING_VERBS.sub("", words))
    words = _COMPARING_TAIL.sub("", words) or words
    if (topic := _TOPIC.match(words)) is not None:
        return topic.group(1)  # 某某工作中，年内…: what it is about
    head = re.split(r"高于|不低于|低于|达到", words)[0]
    return head if len(head) >= 4 else words


def _likeness(a: str, b: str) -> float:
    left, right = (_DIGITS.sub("", _SMALL_WORDS.sub("", text)) for text in (a, b))
    if not left or not right:
        return 0.0
    return common_characters(left, right) / min(len(left), len(right), LONG_WORDING)
