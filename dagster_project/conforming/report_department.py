"""Which department a report is about: its name in full, and the county that the name begins with."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from dagster_project.conforming.grid import cells_to_the_right
from dagster_project.conforming.lexicon import Lexicon, normalise
from dagster_project.conforming.places import PlacedName, organizations, place_name
from dagster_project.extraction.records import Extract

_LABELLED = re.compile(r"(?:部门|单位|填报单位|主管部门|预算部门)[^：:]{0,10}(?:名称)?[^：:]{0,6}[：:]\s*(.{4,40})$")
_BEHIND_NAME = re.compile(r"(?:20\d\d|[二〇一二三四五六七八九零]{4})\s*年.*$|部门整体.*$|整体支出.*$|关于.*$")
_ADDRESSEE = re.compile(r"[：:]\s*$")
_OWN = re.compile(r"(?:[（(](?:本级|盖章)[）)]|本级|[\s　]+)$")
_SHORT_NAME = re.compile(r"(?:\d{4}年(?:度)?)?[一-鿿]{0,3}?[县市区]?([一-鿿]{2,10}?(?:局|委|办|中心|院))")
NEAREST_CELLS = 7  # columns to the right of 部门名称 in which the name stands


def find_department(
    extract: Extract, lexicon: Lexicon, title: str | None, year: int | None
) -> tuple[PlacedName | None, str | None]:
    """(department, rule): labelled, in the title, on a line of its own, the title's short name in full, most named."""
    lines = [
        line.text for line in extract.lines if line.kind in ("heading", "line") and not _ADDRESSEE.search(line.text)
    ]
    hints = " ".join(name.text for name in extract.names)
    for rule, texts in (
        ("labelled", _labelled(extract, lexicon)),
        ("title", [_before(title)] if title else []),
        ("line", [_before(line) for line in lines]),
        ("project form", _in_forms(extract, lexicon, of_projects=True)),
    ):
        if found := organizations(lexicon, texts, year):
            return _own(place_name(lexicon, found[0].text, year, hints) or found[0]), f"department: {rule}"
    named = organizations(lexicon, [name.text for name in extract.names], year)
    short = _short_name(title)
    for candidate in named:
        if short and _abbreviates(short, candidate.stem):
            return _own(candidate), "department: the title's short name in full"
    if not named:
        return None, None
    counted = Counter(name.text for name in named)
    return _own(max(named, key=lambda name: counted[name.text])), "department: first named"


def _labelled(extract: Extract, lexicon: Lexicon) -> list[str]:
    """What stands behind 部门名称： on a line, or in the cell to its right."""
    found = [match.group(1).strip() for line in extract.lines if (match := _LABELLED.search(line.text))]
    return found + _in_forms(extract, lexicon, of_projects=False)


def _in_forms(extract: Extract, lexicon: Lexicon, of_projects: bool) -> list[str]:
    """The cells to the right of 部门名称; 主管部门 of a project's form may be the one that oversees the reporter."""
    projects = {cell.table_no for cell in extract.cells if normalise(cell.text) == "项目名称"}
    return [
        answer.text
        for cell in extract.cells
        if any(m.code == "department_name" for m in lexicon.headings.exact(cell.text))
        and (normalise(cell.text) == "主管部门" and cell.table_no in projects) == of_projects
        for answer in cells_to_the_right(extract, cell, NEAREST_CELLS)[:1]
    ]


def _before(text: str) -> str:
    """What stands before the year and the words for the report."""
    return _BEHIND_NAME.sub("", text)


def _own(name: PlacedName) -> PlacedName:
    """The department of a name that ends in 本级 or a mark for its seal."""
    return replace(name, text=_OWN.sub("", name.text), stem=_OWN.sub("", name.stem))


def _short_name(title: str | None) -> str | None:
    match = _SHORT_NAME.match(normalise(title or ""))
    return match.group(1) if match else None


def _abbreviates(short: str, full: str) -> bool:
    """Whether every character of a short name stands in the full one, in order: 科技局 in 科学技术局."""
    at = 0
    for character in short:
        at = full.find(character, at) + 1
        if not at:
            return False
    return True
