"""Writing the page: one file where everything fits in it, else an index and a page for each county.

Where an index of all reports would be too large, it is a directory of prefectures, each with an index of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.report_page.counties import read_common, read_counties, read_prefectures, read_report_states
from dagster_project.report_page.county_pages import BATCH, CountyPages
from dagster_project.report_page.directory import PrefecturePages, directory_json
from dagster_project.report_page.files import INDEX, remove_others, replace_file
from dagster_project.report_page.index import IndexJson
from dagster_project.report_page.kept import Kept, read_kept, write_kept
from dagster_project.report_page.page import packed, render, render_directory
from dagster_project.report_page.payload import details_json, joined, read_names, read_overview
from dagster_project.report_page.sources import open_sources

if TYPE_CHECKING:
    from dagster_project.publish.rule_catalogue import Rule
    from dagster_project.report_page.libraries import Libraries

# Bytes of packed data in one file: what a browser opens in a few seconds, and a mail server lets pass.
SIZE_BUDGET = 24 * 1024 * 1024

# Bytes of the overview of all reports, packed county by county: of some 26,000 generated reports, which have no
# findings. A run packs them anew and a browser lays them out in about a second each, and both would go on growing.
INDEX_BUDGET = 4 * 1024 * 1024


@dataclass(frozen=True)
class WrittenPages:
    """What was written: the index and its size, how many pages of counties and of prefectures are beside it.

    unchanged: no file differs.
    """

    index: Path
    county_pages: int
    prefecture_pages: int
    reports: int
    index_bytes: int
    unchanged: bool


def write_report_page(
    snapshot_file: Path,
    folder: Path,
    libraries: Libraries,
    rules: Sequence[Rule],
    size_budget: int = SIZE_BUDGET,
    index_budget: int = INDEX_BUDGET,
) -> WrittenPages:
    """Write `<folder>/index.html` from a published snapshot, each file in one step, files that say the same untouched.

    Where the packed data is larger than `size_budget`, the details of reports go to `<folder>/<county_code>.html`, and
    so do the words of findings if they do not fit either; where what an index says of all reports is larger than
    `index_budget`, it goes to `<folder>/<prefecture_code>.html`. Pages of counties and prefectures in which nothing
    changed stay as they are, and of these nothing is read; of other counties, what is told of reports in whose
    departments nothing changed is taken from what was written before. Raises duckdb.Error where the snapshot, or the
    step to it, cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = read_kept(folder)
    with open_sources(snapshot_file) as sources:
        connection = sources.snapshot
        # So many ids are held against what a row group spans: reports of a few counties are not sought in all others.
        connection.execute(f"set global dynamic_or_filter_threshold = {BATCH}")
        names = read_names(connection, rules)
        common = read_common(connection, names, libraries, rules)
        counties = read_counties(connection, common)
        empty = read_overview(sources, names, [])
        pages = CountyPages(folder, libraries, size_budget, counties, kept, empty)
        for batch in pages.batches(partial(read_report_states, connection, common)):
            if missing := batch.missing:
                read = read_overview(sources, names, missing)
                details = details_json(sources, read, missing)
                batch.details.update({report_id: packed(text) for report_id, text in details})
                batch.overviews.append(read)
            pages.add(joined(batch.overviews), batch)
        new_index = partial(IndexJson, names, empty)
        county_names, prefectures = read_prefectures(connection, counties)
    is_directory = pages.is_split and sum(page.overview for page in pages.written.values()) > index_budget
    indexes = PrefecturePages(folder, pages, prefectures, kept) if is_directory else None
    if indexes:
        indexes.write(libraries, new_index)
        told = directory_json(pages.written, counties, county_names, prefectures)
        html = render_directory({"directory": packed(told)})
    else:
        html = render(libraries, pages.index_chunks(new_index(), counties))
    index = folder / INDEX
    # The index last: what it leads to is there.
    changed = replace_file(index, html) or pages.changed or (indexes is not None and indexes.changed)
    written = Kept(pages.written if pages.is_split else {}, indexes.written if indexes else {})
    changed = remove_others(folder, written.counties, written.prefectures) or changed
    write_kept(folder, written)
    reports = sum(county.reports for county in counties.values())
    return WrittenPages(
        index, len(written.counties), len(written.prefectures), reports, index.stat().st_size, not changed
    )
