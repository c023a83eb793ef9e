"""Cells that hold an indicator's target and its result, each under its own word: 目标值：N件 完成值：N件."""

from __future__ import annotations

import re

from dagster_project.conforming.print_places import find_words
from dagster_project.extraction.records import PrintedValue, TableCell

_TARGET = r"(?:年度|全年|年初|预期|计划|绩效)*(?:目标|指标|计划|预期)值?"
_RESULT = r"(?:年度|全年|实际)*(?:完成|实际|实现|执行)(?:值|数|情况)?"
_BOTH = re.compile(rf"^\s*{_TARGET}\s*[：:](?P<target>.*?)[，,；;。\s]*{_RESULT}\s*[：:](?P<actual>.*)$", re.DOTALL)
_SLASH = re.compile(r"^(?P<target>[^/]*\d[^/]*)/(?P<actual>[^/]*\d[^/]*)$")
_POINTS = re.compile(r"[（(]\s*(\d+(?:\.\d+)?)\s*分\s*[）)]\s*$")


def split_measures(text: str, slash: bool = False) -> tuple[str, str] | None:
    """Target and result of a cell that names them both; None for another cell. slash: N/N counts as well."""
    found = _BOTH.match(text) or (_SLASH.match(text) if slash else None)
    return (found["target"].strip(), found["actual"].strip()) if found else None


def split_points(name: str) -> tuple[str, str | None]:
    """An indicator's name and the points in brackets behind it: 合格率（10分） is 合格率, worth 10."""
    found = _POINTS.search(name)
    return (name[: found.start()].strip(), found[1]) if found and found.start() else (name, None)


def stands_in_result(cell: TableCell, value: PrintedValue, slash: bool = False) -> bool:
    """Whether a number of a cell that names target and result stands in the result."""
    split = split_measures(cell.text, slash)
    place = find_words(cell, split[1]) if split else None
    return place is not None and place.printed is not None and value.char_start >= (place.char_start or 0)
