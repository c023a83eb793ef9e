"""Writing the page: one file where everything fits in it, else an index and a page for each county."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.database import connect
from dagster_project.report_page.index import IndexJson, county_part
from dagster_project.report_page.kept import (
    PARTS,
    CountyPage,
    county_states,
    part_file,
    read_pages,
    unchanged_pages,
    write_pages,
)
from dagster_project.report_page.page import packed, render
from dagster_project.report_page.payload import (
    Overview,
    county_page,
    details_json,
    finding_texts,
    overview_json,
    read_names,
    read_overview,
    to_json,
)
from dagster_project.report_page.queries import RECEIVED, TIED, read

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
    so do the words of findings if they do not fit either; pages of counties in which nothing changed stay as they are,
    and of these counties nothing is read. Raises duckdb.Error where the snapshot cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with connect(snapshot_file, read_only=True) as connection:
        # So many ids are held against what a row group spans: reports of a few counties are not sought in all others.
        connection.execute(f"set global dynamic_or_filter_threshold = {_BATCH}")
        names = read_names(connection, rules)
        reports = sorted(
            (county_page(code), report_id, sha) for report_id, code, sha in read(connection, RECEIVED).rows
        )
        states = county_states(snapshot_file, reports, names, libraries, rules, read(connection, TIED).rows)
        pages = _Pages(folder, libraries, size_budget, reports, states)
        for codes in pages.batches():
            wanted = [report_id for code in codes for report_id in pages.reports[code]]
            overview = read_overview(connection, names, wanted)
            details = {key: packed(text) for key, text in details_json(connection, overview, wanted)}
            pages.add(overview, details)
        index_json = IndexJson(names, read_overview(connection, names, []))
    index = folder / INDEX
    # The index last: what it leads to is there.
    changed = _replace(index, render(libraries, pages.index_chunks(index_json))) or pages.changed
    counties = set(pages.reports) if pages.is_split else set()
    changed = _remove_others(folder, counties) or changed
    write_pages(folder, pages.written if pages.is_split else {})
    return WrittenPages(index, len(counties), len(reports), index.stat().st_size, not changed)


@dataclass(frozen=True)
class _County:
    """What was made of a county, until it is known where it goes: its part of the index, and packed details."""

    overview: Overview
    part: str
    texts: str
    details: Mapping[str, str]


class _Pages:
    """Counties as they come: kept for the one file while they fit in it, else a page for each.

    size_budget: bytes of packed data that one file may hold. reports: of each its county, its id and its document.
    states: what each county's page follows from.
    """

    def __init__(
        self,
        folder: Path,
        libraries: Libraries,
        size_budget: int,
        reports: Sequence[tuple[str, str, str]],
        states: Mapping[str, str],
    ) -> None:
        self.reports: dict[str, list[str]] = {}
        for code, report_id, _ in reports:
            self.reports.setdefault(code, []).append(report_id)
        self.changed = False
        self._folder, self._libraries, self._budget, self._states = folder, libraries, size_budget, states
        self._waiting: dict[str, _County] = {}
        self.written = unchanged_pages(read_pages(folder), states, self.reports)
        # Where it may all fit into one file, every county's details are needed.
        if not self.is_split:
            self.written = {}

    @property
    def is_split(self) -> bool:
        return sum(page.packed for page in self.written.values()) > self._budget

    def batches(self) -> Iterator[list[str]]:
        """Counties that have to be read, a few thousand reports at a time."""
        batch: list[str] = []
        for code in sorted(self.reports.keys() - self.written.keys()):
            batch.append(code)
            if sum(len(self.reports[each]) for each in batch) >= _BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def add(self, overview: Overview, details: Mapping[str, str]) -> None:
        """Take all reports of some counties, with their packed details."""
        for code, county in overview.by_county():
            own = {report_id: details[report_id] for report_id in self.reports[code]}
            made = _County(county, county_part(county), packed(to_json(finding_texts(county))), own)
            self._waiting[code] = made
            sizes = sum(map(len, own.values())), len(made.texts), len(packed(made.part))
            self.written[code] = CountyPage(self._states.get(code, ""), *sizes)
        if self.is_split:
            write_pages(self._folder, {})  # until all are written: an interrupted run's are not what they were
            for code, made in self._waiting.items():
                self._write(code, made)
            self._waiting.clear()

    def index_chunks(self, index_json: IndexJson) -> dict[str, str]:
        """The blocks of the index: all there is, or what is told of all reports where counties have pages."""
        pages = self.written.values()
        with_texts = not self.is_split or sum(page.texts + page.overview for page in pages) <= self._budget
        for code, report_ids in sorted(self.reports.items()):
            made = self._waiting.get(code)
            part = made.part if made else part_file(self._folder, code).read_text(encoding="utf-8")
            index_json.add(part, len(report_ids), with_texts=with_texts)
        chunks = {"overview": packed(index_json.overview(is_split=self.is_split))}
        if with_texts:
            chunks["findings"] = packed(index_json.texts())
        details = {key: content for made in self._waiting.values() for key, content in made.details.items()}
        return chunks | {f"report-{report_id}": content for report_id, content in sorted(details.items())}

    def _write(self, code: str, made: _County) -> None:
        """Write the page of a county, without charts: a county has few reports."""
        chunks = {
            "overview": packed(overview_json(made.overview, code)),
            "findings": made.texts,
            **{f"report-{report_id}": content for report_id, content in made.details.items()},
        }
        page, part = self._folder / f"{code}.html", part_file(self._folder, code)
        self.changed = _replace(page, render(self._libraries, chunks, with_charts=False)) or self.changed
        part.parent.mkdir(exist_ok=True)
        _replace(part, made.part)
        sizes = page.stat().st_size, part.stat().st_size
        self.written[code] = replace(self.written[code], size=sizes[0], part_size=sizes[1])


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
    parts = folder / PARTS
    if not counties:
        shutil.rmtree(parts, ignore_errors=True)
    elif parts.is_dir():
        for path in parts.iterdir():
            if path.suffix != ".tsv" or path.stem not in counties:
                path.unlink()
    return bool(others)
