"""What an index says of reports: put together from what it says of each county, which is kept beside its page.

A county's part is text: a line for each column, its name, a tab, and its cells as the inside of a JSON list. One more
column tells, of each report, what all that is told of it follows from.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from dagster_project.report_page.payload import Overview, finding_texts, overview_parts, to_json
from dagster_project.report_page.rows import Table

_TEXTS = "texts"
_IDS = "reports.report_id"
_FOLLOWS = "follows"
_STATES = f"{_FOLLOWS}.state"
_REPORT = "report"  # the column that names a report by its place, which is another in a longer list


def county_part(overview: Overview) -> str:
    """The part of a county."""
    sections = {**overview_parts(overview), _TEXTS: finding_texts(overview)}
    return "\n".join(
        f"{section}.{name}\t{to_json(cells)[1:-1]}"
        for section, columns in sections.items()
        for name, cells in columns.items()
    )


def with_states(part: str, states: Iterable[str]) -> str:
    """A county's part with what its reports follow from, in the order in which it has the reports."""
    return f"{part}\n{_STATES}\t{to_json(list(states))[1:-1]}"


def states_of(part: str) -> dict[str, str]:
    """What reports follow from, by their ids. Raises ValueError or LookupError where this is no part."""
    sections = _sections(part, {_IDS, _STATES})
    return dict(zip(sections["reports"]["report_id"], sections[_FOLLOWS]["state"], strict=True))


def overview_there(part: str, report_ids: Collection[str], empty: Overview) -> Overview:
    """What a county's part says of some of its reports; but for the places of findings, which are among the details.

    empty: an overview of no reports, for the names of columns. Raises ValueError, LookupError or TypeError where this
    is no part.
    """
    sections = _sections(part)
    ids = sections["reports"]["report_id"]
    findings, counts = sections["findings"] | sections[_TEXTS], sections["indicators"]
    for columns in (findings, counts):
        columns["report_id"] = [ids[number] for number in columns.pop(_REPORT)]
    findings["mention_ids"] = [None] * len(findings["report_id"])

    def rows(columns: Mapping[str, list[Any]], names: tuple[str, ...]) -> Table:
        every = zip(*(columns[name] for name in names), strict=True)
        return Table(names, [row for row in every if row[0] in report_ids])

    return Overview(
        rows(sections["reports"], empty.reports.columns),
        rows(findings, empty.findings.columns),
        rows(counts, empty.indicator_counts.columns),
        empty.names,
    )


def _sections(part: str, wanted: Collection[str] | None = None) -> dict[str, dict[str, list[Any]]]:
    """The columns of a part by section and name; wanted: of these alone, else all."""
    sections: dict[str, dict[str, list[Any]]] = defaultdict(dict)
    for line in part.split("\n"):
        key, cells = line.split("\t", 1)
        if wanted is None or key in wanted:
            section, name = key.split(".", 1)
            sections[section][name] = json.loads(f"[{cells}]")
    return sections


class IndexJson:
    """The JSON of an index of counties, whose parts are added one after the other."""

    def __init__(self, names: Mapping[str, Any], empty: Overview) -> None:
        """names: what codes mean. empty: an overview of no reports, for the names of columns."""
        self._names = names
        self._reports = 0
        self._columns: dict[str, dict[str, list[str]]] = {
            section: {name: [] for name in columns}
            for section, columns in {**overview_parts(empty), _TEXTS: finding_texts(empty)}.items()
        }

    def add(self, part: str, reports: int, *, with_texts: bool) -> None:
        """Add a county's part, which is of as many reports; with_texts: and the words of its findings."""
        for line in part.split("\n"):
            key, cells = line.split("\t", 1)
            section, name = key.split(".", 1)
            if section == _FOLLOWS or (section == _TEXTS and not with_texts):
                continue
            if cells and name == _REPORT:
                cells = ",".join(str(int(number) + self._reports) for number in cells.split(","))
            if cells:
                self._columns[section][name].append(cells)
        self._reports += reports

    def overview(self, *, is_split: bool, prefecture: Mapping[str, str | None] | None = None) -> str:
        """The chunk that an index needs at once; is_split: counties have pages of their own. prefecture: its code, its
        name and its province's, where the index is of one.
        """
        sections = ",".join(
            f'"{section}":{_joined(columns)}' for section, columns in self._columns.items() if section != _TEXTS
        )
        head = to_json({"county": None, "prefecture": prefecture, "isSplit": is_split})[1:-1]
        return f'{{{head},{sections},"names":{to_json(self._names)}}}'

    def texts(self) -> str:
        """The words of all findings, in the order in which the overview has them."""
        return _joined(self._columns[_TEXTS])


def _joined(columns: Mapping[str, Iterable[str]]) -> str:
    return "{" + ",".join(f'"{name}":[{",".join(cells)}]' for name, cells in columns.items()) + "}"
