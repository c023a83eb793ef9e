"""Goals that are only worded, and what the report says was done about each.

A paragraph of results that begins with the words of a paragraph of goals (科技体制改革不断深入，一是…) answers it item
by item; behind 绩效指标： the next 完成情况： does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest

from dagster_project.conforming.likeness import common_characters
from dagster_project.conforming.records import Indicator
from dagster_project.extraction.marks import levels_of
from dagster_project.extraction.records import Extract, Line, PrintedValue

RULE = "narrative > a worded goal"
ALIKE = 0.8  # of the shorter topic's characters: two paragraphs are about the same
_GOALS = re.compile(r"目标|任务")
_RESULTS = re.compile(r"完成|实现|成效|效果|情况")


@dataclass(frozen=True)
class WordedGoal:
    """A goal in words; actual: the words of its result; value: the number that the result prints, if any."""

    name: Line
    actual: Line | None
    value: PrintedValue | None = None


def worded_goals(extract: Extract, taken: set[int]) -> Iterator[WordedGoal]:
    """The worded goals of the running text; taken: the values that are told already."""
    said = [line for line in extract.lines if line.kind in ("topic", "item", "goal", "result")]
    numbers = [v for v in extract.values if v.is_quantity and v.table_no is None]
    paragraphs = [list(lines) for _, lines in groupby(said, key=lambda line: line.paragraph_no)]
    for goal in _of_topics(paragraphs):
        if not _within(goal.name, numbers):
            yield goal
    for line, following in zip_longest(said, said[1:]):
        if line.kind == "goal" and not _within(line, numbers):
            answer = following if following is not None and following.kind == "result" else None
            free = [v for v in _within(answer, numbers) if v.value_no not in taken] if answer else []
            yield WordedGoal(line, answer, free[0] if free else None)


def indicator_of(goal: WordedGoal, number: int) -> Indicator:
    """The indicator that a worded goal is."""
    return Indicator(
        indicator_no=number,
        scope="department",
        indicator_name=goal.name.text,
        conformed_by=RULE,
        target_text=goal.name.text,
        actual_text=goal.actual.text if goal.actual else None,
        actual_value=goal.value.value if goal.value else None,
        actual_unit=goal.value.unit if goal.value else None,
        section=goal.name.section,
        page=goal.name.page,
        printed=goal.name.printed or goal.name.text,
        char_start=goal.name.char_start,
        char_end=goal.name.char_end,
    )


def _of_topics(paragraphs: list[list[Line]]) -> Iterator[WordedGoal]:
    goals = [lines for lines in paragraphs if lines[0].kind == "topic" and _sets_goals(lines[0])]
    results = [lines for lines in paragraphs if lines[0].kind == "topic" and not _sets_goals(lines[0])]
    for topic, *items in goals:
        answer = next((lines for lines in results if _alike(topic.text, lines[0].text)), None)
        if topic.level == 1:  # 完成中心工作：一是…
            yield WordedGoal(topic, answer[0] if answer else None)
            continue
        if answer is None:
            continue
        done = {line.level: line for line in answer[1:]}
        for item in items:
            yield WordedGoal(item, done.get(item.level))


def _sets_goals(topic: Line) -> bool:
    """Whether the innermost heading that says either speaks of goals, not of what came of them."""
    for level in reversed(levels_of(topic.section)):
        if _GOALS.search(level) or _RESULTS.search(level):
            return bool(_GOALS.search(level)) and not _RESULTS.search(level)
    return False


def _alike(one: str, other: str) -> bool:
    return common_characters(one, other) >= ALIKE * min(len(one), len(other))


def _within(line: Line, numbers: list[PrintedValue]) -> list[PrintedValue]:
    return [v for v in numbers if line.char_start <= v.char_start < line.char_end]
