"""Writing the page: one file where everything fits in it, else an index and a page for each county."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.database import connect
from dagster_project.report_page.page import packed, render
from dagster_project.report_page.payload import (
    Overview,
    details_json,
    finding_texts_json,
    overview_json,
    read_overview,
)

if TYPE_CHECKING:
    from dagster_project.publish.rule_catalogue import Rule
    from dagster_project.report_page.libraries import Libraries

INDEX = "index.html"

# Bytes of packed data in one file: what a browser opens in a few seconds, and a mail server lets pass.
SIZE_BUDGET = 24 * 1024 * 1024

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
    so do the words of findings if they do not fit either. Raises duckdb.Error where the snapshot cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with connect(snapshot_file, read_only=True) as connection:
        overview = read_overview(connection, rules)
        details = {report_id: packed(text) for report_id, text in details_json(connection, overview)}
    texts = packed(finding_texts_json(overview))
    room = size_budget - len(packed(overview_json(overview, None, is_split=False)))
    is_split = len(texts) + sum(map(len, details.values())) > room
    chunks = {"overview": packed(overview_json(overview, None, is_split=is_split))}
    if not is_split or len(texts) <= room:
        chunks["findings"] = texts
    changed = False
    counties: set[str] = set()
    if is_split:
        counties = set(overview.county_codes)
        changed = _write_county_pages(folder, libraries, overview, details)
    else:
        chunks |= {f"report-{report_id}": content for report_id, content in details.items()}
    index = folder / INDEX
    # The index last: what it leads to is there.
    changed = _replace(index, render(libraries, chunks)) or changed
    changed = _remove_others(folder, counties) or changed
    return WrittenPages(index, len(counties), len(details), index.stat().st_size, not changed)


def _write_county_pages(folder: Path, libraries: Libraries, overview: Overview, details: Mapping[str, str]) -> bool:
    """Write a page for each county, without charts: a county has few reports. Whether any file changed."""
    changed = False
    for county_code, county in overview.by_county():
        chunks = {
            "overview": packed(overview_json(county, county_code, is_split=False)),
            "findings": packed(finding_texts_json(county)),
            **{f"report-{report_id}": details[report_id] for report_id in county.reports.column("report_id")},
        }
        page = render(libraries, chunks, with_charts=False)
        changed = _replace(folder / f"{county_code}.html", page) or changed
    return changed


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
