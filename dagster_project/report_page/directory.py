"""The index as a directory of prefectures, each with a page that is an index of its counties' reports."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.report_page.counties import County, Prefecture, joined_hash
from dagster_project.report_page.files import replace_file
from dagster_project.report_page.kept import CountyPage, Kept, PrefecturePage, write_kept
from dagster_project.report_page.page import render
from dagster_project.report_page.payload import NO_COUNTY, prefecture_of, to_json

if TYPE_CHECKING:
    from dagster_project.report_page.county_pages import CountyPages
    from dagster_project.report_page.index import IndexJson
    from dagster_project.report_page.libraries import Libraries


class PrefecturePages:
    """Pages of prefectures: those whose counties say what they said stay, and their counties' parts are not read.

    pages: of the counties, all written. prefectures: those of the counties by their codes. kept: what is there from
    before.
    """

    def __init__(self, folder: Path, pages: CountyPages, prefectures: Mapping[str, Prefecture], kept: Kept) -> None:
        self.changed = False
        self._folder, self._pages, self._prefectures = folder, pages, prefectures
        self._counties: dict[str, list[str]] = {}
        for code in sorted(pages.written):
            self._counties.setdefault(prefecture_of(code), []).append(code)
        self._states = {prefecture: self._state(codes) for prefecture, codes in self._counties.items()}
        self.written = {
            code: page for code, page in kept.prefectures.items() if page.state and self._states.get(code) == page.state
        }

    def write(self, libraries: Libraries, new_index: Callable[[], IndexJson]) -> None:
        """Write those that changed. new_index: makes an index without counties."""
        changed = sorted(self._counties.keys() - self.written.keys())
        if changed:
            write_kept(self._folder, Kept(self._pages.written, self.written))
        for code in changed:
            chunks = self._pages.index_chunks(new_index(), self._counties[code], asdict(self._prefectures[code]))
            page = self._folder / f"{code}.html"
            self.changed = replace_file(page, render(libraries, chunks)) or self.changed
            self.written[code] = PrefecturePage(self._states[code], page.stat().st_size)

    def _state(self, codes: Collection[str]) -> str:
        pages = self._pages.written
        if not all(pages[code].state for code in codes):
            return ""
        return joined_hash(f"{self._pages.with_texts(codes)}", *(f"{code} {pages[code].state}" for code in codes))


def directory_json(
    pages: Mapping[str, CountyPage],
    counties: Mapping[str, County],
    names: Mapping[str, str | None],
    prefectures: Mapping[str, Prefecture],
) -> str:
    """The chunk of a directory: counties by column, with numbers of reports and findings, the unknown one last; names
    of prefectures by four digits and of provinces by two. names: of counties; prefectures: by their codes.
    """
    codes = sorted(pages, key=lambda code: (code == NO_COUNTY, code))
    return to_json(
        {
            "counties": {
                "code": codes,
                "name": [names.get(code) for code in codes],
                "reports": [counties[code].reports for code in codes],
                "error": [pages[code].error for code in codes],
                "warning": [pages[code].warning for code in codes],
                "info": [pages[code].info for code in codes],
            },
            "prefectures": {each.code: each.name for each in prefectures.values()},
            "provinces": {each.code[:2]: each.province for each in prefectures.values()},
        }
    )
