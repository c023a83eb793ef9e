"""Pages of counties: kept for one file while all fit in it, else written, each beside its part of an index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.report_page.files import replace_file
from dagster_project.report_page.index import county_part, overview_there, states_of, with_states
from dagster_project.report_page.kept import CountyPage, Kept, part_file, unchanged_counties, write_kept
from dagster_project.report_page.page import chunks_of, packed, render
from dagster_project.report_page.payload import Overview, finding_texts, overview_json, to_json

if TYPE_CHECKING:
    from dagster_project.report_page.counties import County
    from dagster_project.report_page.index import IndexJson
    from dagster_project.report_page.libraries import Libraries

# Reports whose details are read at a time, once they are too many for one file.
BATCH = 2_000

# Reports that are held at a time, with those whose details are there: packed, some 8 kB each.
HELD = 4 * BATCH


@dataclass(frozen=True)
class Batch:
    """All reports of some counties: what is told of each follows from states, by id.

    details: packed, of those that are there, by id. overviews: of the same.
    """

    states: dict[str, str] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    overviews: list[Overview] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """The reports that have to be read, in order."""
        return sorted(self.states.keys() - self.details.keys())


@dataclass(frozen=True)
class _Made:
    """What was made of a county, until it is known where it goes: its part of an index, and packed details."""

    overview: Overview
    part: str
    texts: str
    details: Mapping[str, str]


class CountyPages:
    """Counties as they come: kept for the one file while they fit in it, else a page for each.

    size_budget: bytes of packed data that one file may hold. counties: all that have reports, in order. kept: what is
    there from before. empty: an overview of no reports. written: the pages there are, or, until they are split, what
    there is to write.
    """

    def __init__(
        self,
        folder: Path,
        libraries: Libraries,
        size_budget: int,
        counties: Mapping[str, County],
        kept: Kept,
        empty: Overview,
    ) -> None:
        self.changed = False
        self._folder, self._libraries, self._budget, self._counties = folder, libraries, size_budget, counties
        self._empty = empty
        self._waiting: dict[str, _Made] = {}
        self.written = unchanged_counties(kept.counties, counties)
        # Where it may all fit into one file, every county's details are needed.
        if not self.is_split:
            self.written = {}
        self._kept = Kept(dict(self.written), kept.prefectures)
        self._there = kept.counties

    @property
    def is_split(self) -> bool:
        return sum(page.packed for page in self.written.values()) > self._budget

    def batches(self, read_states: Callable[[list[str]], Mapping[str, Mapping[str, str]]]) -> Iterator[Batch]:
        """Counties that have to be written, a few thousand reports at a time, with what their pages have of them.

        read_states: gives of counties their reports, and what each one's details follow from.
        """
        for codes in self._to_write():
            states = read_states(codes)
            batch = Batch()
            for code in codes:
                batch.states.update(states[code])
                self._take_what_is_there(code, states[code], batch)
                if len(batch.states) - len(batch.details) >= BATCH:
                    yield batch
                    batch = Batch()
            if batch.states:
                yield batch

    def _to_write(self) -> Iterator[list[str]]:
        codes: list[str] = []
        reports = 0
        for code in sorted(self._counties.keys() - self.written.keys()):
            codes.append(code)
            reports += self._counties[code].reports
            if reports >= HELD:
                yield codes
                codes, reports = [], 0
        if codes:
            yield codes

    def _take_what_is_there(self, code: str, states: Mapping[str, str], batch: Batch) -> None:
        """Give the batch what a county's page and part tell of reports and would tell again."""
        if code not in self._there:
            return
        try:
            part = part_file(self._folder, code).read_text(encoding="utf-8")
            before = states_of(part)
            same = [report_id for report_id, state in states.items() if state and before.get(report_id) == state]
            chunks = chunks_of(self._page_file(code).read_text(encoding="utf-8")) if same else {}
            found = {report_id: chunks.get(_details_chunk(report_id)) for report_id in same}
            details = {report_id: content for report_id, content in found.items() if content}
            overview = overview_there(part, details, self._empty) if details else None
        except (OSError, ValueError, LookupError, TypeError):  # not as it was left, though as long
            return
        if overview:
            batch.details.update(details)
            batch.overviews.append(overview)

    def add(self, overview: Overview, batch: Batch) -> None:
        """Take all reports of some counties, none of whose details are missing any more."""
        for code, county in overview.by_county():
            ids = county.reports.column("report_id")
            own = {report_id: batch.details[report_id] for report_id in ids}
            part = county_part(county)
            made = _Made(
                county,
                with_states(part, (batch.states[report_id] for report_id in ids)),
                packed(to_json(finding_texts(county))),
                own,
            )
            self._waiting[code] = made
            found = Counter(county.findings.column("severity"))
            self.written[code] = CountyPage(
                self._counties[code].state,
                details=sum(map(len, own.values())),
                texts=len(made.texts),
                overview=len(packed(part)),
                error=found["error"],
                warning=found["warning"],
                info=found["info"],
            )
        if self.is_split:
            write_kept(self._folder, self._kept)
            for code, made in self._waiting.items():
                self._write(code, made)
            self._waiting.clear()

    def with_texts(self, codes: Collection[str]) -> bool:
        """Whether an index of these counties has the words of their findings, too."""
        told = sum(self.written[code].texts + self.written[code].overview for code in codes)
        return told <= self._budget or not self.is_split

    def index_chunks(
        self, index_json: IndexJson, codes: Collection[str], prefecture: Mapping[str, str | None] | None = None
    ) -> dict[str, str]:
        """The blocks of an index of these counties: all there is, or what is told of their reports where they have
        pages. prefecture: as IndexJson.overview takes it.
        """
        with_texts = self.with_texts(codes)
        for code in sorted(codes):
            made = self._waiting.get(code)
            part = made.part if made else part_file(self._folder, code).read_text(encoding="utf-8")
            index_json.add(part, self._counties[code].reports, with_texts=with_texts)
        chunks = {"overview": packed(index_json.overview(is_split=self.is_split, prefecture=prefecture))}
        if with_texts:
            chunks["findings"] = packed(index_json.texts())
        details = {key: content for made in self._waiting.values() for key, content in made.details.items()}
        return chunks | {_details_chunk(report_id): content for report_id, content in sorted(details.items())}

    def _write(self, code: str, made: _Made) -> None:
        """Write the page of a county, without charts: a county has few reports."""
        chunks = {
            "overview": packed(overview_json(made.overview, code)),
            "findings": made.texts,
            **{_details_chunk(report_id): content for report_id, content in made.details.items()},
        }
        page, part = self._page_file(code), part_file(self._folder, code)
        self.changed = replace_file(page, render(self._libraries, chunks, with_charts=False)) or self.changed
        part.parent.mkdir(exist_ok=True)
        replace_file(part, made.part)
        sizes = page.stat().st_size, part.stat().st_size
        self.written[code] = replace(self.written[code], size=sizes[0], part_size=sizes[1])

    def _page_file(self, code: str) -> Path:
        return self._folder / f"{code}.html"


def _details_chunk(report_id: str) -> str:
    return f"report-{report_id}"
