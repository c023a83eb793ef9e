"""Which pages need not be written again: of counties whose documents are what they were, and of their prefectures.

`counties.json` beside the pages keeps for each a hash of what it follows from, and what the data of a county takes;
`counties/` keeps what an index says of each county, and what that and the details of each report follow from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster_project.report_page.counties import County

FILE = "counties.json"
PARTS = "counties"


@dataclass(frozen=True)
class CountyPage:
    """A page as written: what it follows from, and bytes of packed data: of its reports' details, of the words of its
    findings, of what an index says of it. error, warning, info: numbers of findings. size, part_size: the bytes of its
    file and of its part of an index.
    """

    state: str
    details: int
    texts: int
    overview: int
    error: int
    warning: int
    info: int
    size: int = 0
    part_size: int = 0

    @property
    def packed(self) -> int:
        return self.details + self.texts + self.overview


@dataclass(frozen=True)
class PrefecturePage:
    """A page as written: what it follows from, and the bytes of its file."""

    state: str
    size: int


@dataclass(frozen=True)
class Kept:
    """Pages that are there as they were written: of counties by their six digits, of prefectures by their four."""

    counties: Mapping[str, CountyPage] = field(default_factory=dict)
    prefectures: Mapping[str, PrefecturePage] = field(default_factory=dict)


def read_kept(folder: Path) -> Kept:
    """The pages that were written and have not been touched since; none where nothing, or another page, wrote them."""
    try:
        said = json.loads((folder / FILE).read_text(encoding="utf-8"))
        counties = {code: CountyPage(**page) for code, page in said["counties"].items()}
        prefectures = {code: PrefecturePage(**page) for code, page in said["prefectures"].items()}
        files = {path.stem: path.stat().st_size for path in folder.glob("*.html")}
        parts = {path.stem: path.stat().st_size for path in (folder / PARTS).iterdir()}
    except (OSError, ValueError, TypeError, AttributeError, LookupError):
        return Kept()
    return Kept(
        {
            code: page
            for code, page in counties.items()
            if files.get(code) == page.size and parts.get(code) == page.part_size
        },
        {code: page for code, page in prefectures.items() if files.get(code) == page.size},
    )


def write_kept(folder: Path, kept: Kept) -> None:
    """Remember pages as they are on the disk; none: nothing to remember. A page has to be left out before it is written
    anew: what an interrupted run wrote is not taken for what was there.
    """
    file = folder / FILE
    if not kept.counties:
        file.unlink(missing_ok=True)
        return
    building = file.with_name(f"{FILE}.building")
    # vars: asdict copies every value of every page, and this is written several times a run.
    said = {kind: {code: vars(page) for code, page in pages.items()} for kind, pages in vars(kept).items()}
    building.write_text(json.dumps(said, sort_keys=True), encoding="utf-8")
    building.replace(file)


def part_file(folder: Path, code: str) -> Path:
    """Where the part of an index about a county is kept."""
    return folder / PARTS / f"{code}.tsv"


def unchanged_counties(pages: Mapping[str, CountyPage], counties: Mapping[str, County]) -> dict[str, CountyPage]:
    """The pages of counties that say what they would say again."""
    return {
        code: page
        for code, page in pages.items()
        if code in counties and counties[code].state == page.state and page.state
    }
