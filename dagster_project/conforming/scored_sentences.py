"""Indicators scored in running text: 合格率（10分）：目标值≥95%，完成值96%，得10分."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from dagster_project.conforming.lexicon import normalise
from dagster_project.extraction.marks import levels_of, without_brackets, without_numbering
from dagster_project.extraction.records import Extract, PrintedValue

_WEIGHT = re.compile(r"^(.{2,40}?)[（(](?:分值|权重|满分)?$")
_TARGET = re.compile(r"(?:目标值?|指标值|计划)(?:为|是)?[≥≤＞＜>=<]*$")
_RESULT = re.compile(r"(?:完成值?|实际值?|实际完成值?)(?:为|是)?$")
_SCORE = re.compile(r"(?:^|自评|实际)(?:得|得分|计)(?:为|是)?$")


@dataclass(frozen=True)
class ScoredSentence:
    """A sentence that names an indicator, what it is worth and what it was given; target and result where printed."""

    name: str
    level1: str | None
    weight: PrintedValue
    score: PrintedValue
    target: PrintedValue | None
    actual: PrintedValue | None


def scored_sentences(extract: Extract) -> Iterator[ScoredSentence]:
    """The scored indicators of the running text, in order."""
    told = [v for v in extract.values if v.table_no is None and v.paragraph_no is not None and v.is_quantity]
    for _, group in groupby(told, key=lambda value: value.paragraph_no):
        values = list(group)
        weight = values[0]
        named = _WEIGHT.match(weight.label or "")
        score = _labelled(values[1:], _SCORE, "分")
        if named is None or weight.unit != "分" or score is None:
            continue
        yield ScoredSentence(
            without_numbering(named.group(1)).strip(),
            _level1(weight.section),
            weight,
            score,
            _labelled(values, _TARGET),
            _labelled(values, _RESULT),
        )


def _labelled(values: list[PrintedValue], label: re.Pattern[str], unit: str | None = None) -> PrintedValue | None:
    found = (v for v in values if label.search(normalise(v.label or "")) and unit in (None, v.unit))
    return next(found, None)


def _level1(section: str | None) -> str | None:
    """The heading above the sentence that names a kind of indicators: （二）产出指标（50分） is 产出指标."""
    levels = [without_numbering(without_brackets(level)) for level in levels_of(section)]
    return next((level for level in reversed(levels) if level.endswith("指标")), None)
