"""Writing the page: one file where everything fits in it, else an index and a page for each county."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.database import connect
from dagster_project.report_page.kept import CountyPage, county_states, read_pages, unchanged_pages, write_pages
from dagster_project.report_page.page import packed, render
from dagster_project.report_page.payload import (
    Overview,
    details_json,
    finding_texts_json,
    overview_json,
    read_overview,
)
from dagster_project.report_page.queries import TIED, read

if TYPE_CHECKING:
    from dagster_project.publish.rule_catalogue import Rule
    from dagster_project.report_page.libraries import Libraries

INDEX = "index.html"

# Bytes of packed data in one file: what a browser opens in a few seconds, and a mail server lets pass.
SIZE_BUDGET = 24 * 1024 * 1024

# Reports whose details are held at a time, once they are too many for one file.
_BATCH = 2_000

_COUNTY_PAGE = re.compile(r"\d{6}\.html")


@dataclass(frozen=True)
class WrittenPages:
    """What was written: the index and its size, how many pages of counties beside it; unchanged: no file differs."""

    index: Path
    county_pages: int
    reports: int
    index_bytes: int
    unchanged: bool


def write_report_page(
    snapshot_file: Path, folder: Path, libraries: Libraries, rules: Sequence[Rule], size_budget: int = SIZE_BUDGET
) -> WrittenPages:
    """Write `<folder>/index.html` from a published snapshot, each file in one step, files that say the same untouched.

    Where the packed data is larger than `size_budget`, the details of reports go to `<folder>/<county_code>.html`, and
    so do the words of findings if they do not fit either; pages of counties in which nothing changed stay as they are.
    Raises duckdb.Error where the snapshot cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with connect(snapshot_file, read_only=True) as connection:
        overview = read_overview(connection, rules)
        states = county_states(snapshot_file, overview, libraries, rules, read(connection, TIED).rows)
        texts = packed(finding_texts_json(overview))
        # What is packed for its size is also what a page that is split carries: of many reports it takes seconds.
        split_overview = packed(overview_json(overview, None, is_split=True))
        room = size_budget - len(split_overview)
        pages = _Pages(folder, libraries, overview, room - len(texts), states)
        for codes in pages.batches():
            wanted = {report_id for code in codes for report_id in pages.reports[code]}
            pages.add({key: packed(text) for key, text in details_json(connection, overview, wanted)})
    whole = None if pages.is_split else packed(overview_json(overview, None, is_split=False))
    chunks = {"overview": whole or split_overview}
    if not pages.is_split or len(texts) <= room:
        chunks["findings"] = texts
    chunks |= {f"report-{report_id}": content for report_id, content in sorted(pages.details.items())}
    index = folder / INDEX
    # The index last: what it leads to is there.
    changed = _replace(index, render(libraries, chunks)) or pages.changed
    counties = set(pages.reports) if pages.is_split else set()
    changed = _remove_others(folder, counties) or changed
    write_pages(folder, pages.written if pages.is_split else {})
    report_count = len(overview.reports.rows)
    return WrittenPages(index, len(counties), report_count, index.stat().st_size, not changed)


class _Pages:
    """The details of reports as they come: kept for the one file while they fit in it, else a page for each county.

    room: bytes that all details may take in one file. states: what each county's page follows from.
    """

    def __init__(
        self, folder: Path, libraries: Libraries, overview: Overview, room: int, states: Mapping[str, str]
    ) -> None:
        self.reports: dict[str, list[str]] = {}
        for code, report_id in zip(overview.county_codes, overview.reports.column("report_id"), strict=True):
            self.reports.setdefault(code, []).append(report_id)
        self.details: dict[str, str] = {}
        self.changed = False
        self._folder, self._libraries, self._room, self._states = folder, libraries, room, states
        self._overviews = dict(overview.by_county())
        kept = unchanged_pages(read_pages(folder), states, self.reports)
        size = sum(page.details for page in kept.values())
        self.is_split = size > room
        # Where it may all fit into one file, every county's details are needed.
        self.written = kept if self.is_split else {}
        self._size = size if self.is_split else 0

    def batches(self) -> Iterator[list[str]]:
        """Counties whose details are wanted, a few thousand reports at a time."""
        batch: list[str] = []
        for code in sorted(self.reports.keys() - self.written.keys()):
            batch.append(code)
            if sum(len(self.reports[each]) for each in batch) >= _BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def add(self, details: Mapping[str, str]) -> None:
        """Take the details of all reports of some counties."""
        self.details |= details
        self._size += sum(map(len, details.values()))
        self.is_split = self.is_split or self._size > self._room
        if self.is_split:
            write_pages(self._folder, {})  # until all are written: an interrupted run's are not what they were
            for code in sorted(code for code, ids in self.reports.items() if ids[0] in self.details):
                self._write(code)
            self.details.clear()

    def _write(self, code: str) -> None:
        """Write the page of a county, without charts: a county has few reports."""
        county = self._overviews[code]
        details = {report_id: self.details[report_id] for report_id in self.reports[code]}
        chunks = {
            "overview": packed(overview_json(county, code, is_split=False)),
            "findings": packed(finding_texts_json(county)),
            **{f"report-{report_id}": content for report_id, content in details.items()},
        }
        page = render(self._libraries, chunks, with_charts=False)
        path = self._folder / f"{code}.html"
        self.changed = _replace(path, page) or self.changed
        size = sum(map(len, details.values()))
        self.written[code] = CountyPage(self._states.get(code, ""), size, path.stat().st_size)


def _replace(path: Path, page: str) -> bool:
    """Put a page in its place in one step; whether it differs from what was there."""
    content = page.encode()
    if path.is_file() and path.read_bytes() == content:
        return False
    building = path.with_name(f"{path.name}.building")
    building.write_bytes(content)
    building.replace(path)
    return True


def _remove_others(folder: Path, counties: set[str]) -> bool:
    """Remove pages of counties that have none any more, and what an interrupted run left."""
    others = [
        path
        for path in folder.iterdir()
        if path.name.endswith(".building") or (_COUNTY_PAGE.fullmatch(path.name) and path.stem not in counties)
    ]
    for path in others:
        path.unlink()
    return bool(others)
