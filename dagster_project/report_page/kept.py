"""Which pages of counties need not be written again: those of counties whose documents are what they were.

What a page shows of a county follows from the documents of the county, which schema `built` of the snapshot names by
their inputs, from the basis of the build, and from the code of the page. `counties.json` beside the pages keeps a hash
of these for each, and what its data takes; `counties/` keeps what the index says of each.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster_project.increments import Known, read_known

if TYPE_CHECKING:
    from dagster_project.publish.rule_catalogue import Rule
    from dagster_project.report_page.libraries import Libraries

FILE = "counties.json"
PARTS = "counties"


@dataclass(frozen=True)
class CountyPage:
    """A page as written: what it follows from, and bytes of packed data: of its reports' details, of the words of its
    findings, of what the index says of it. size, part_size: the bytes of its file and of its part of the index.
    """

    state: str
    details: int
    texts: int
    overview: int
    size: int = 0
    part_size: int = 0

    @property
    def packed(self) -> int:
        return self.details + self.texts + self.overview


def read_pages(folder: Path) -> dict[str, CountyPage]:
    """The pages of counties that are there as they were written, by county code; none where the last time did not end,
    or wrote none.
    """
    try:
        said = json.loads((folder / FILE).read_text(encoding="utf-8"))
        pages = {code: CountyPage(**page) for code, page in said.items()}
        files = {path.stem: path.stat().st_size for path in folder.glob("*.html")}
        parts = {path.stem: path.stat().st_size for path in (folder / PARTS).iterdir()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return {
        code: page for code, page in pages.items() if files.get(code) == page.size and parts.get(code) == page.part_size
    }


def part_file(folder: Path, code: str) -> Path:
    """Where the part of the index about a county is kept."""
    return folder / PARTS / f"{code}.tsv"


def write_pages(folder: Path, pages: Mapping[str, CountyPage]) -> None:
    """Remember the pages that were written; none: nothing to remember."""
    file = folder / FILE
    if not pages:
        file.unlink(missing_ok=True)
        return
    building = file.with_name(f"{FILE}.building")
    building.write_text(json.dumps({code: asdict(page) for code, page in pages.items()}), encoding="utf-8")
    building.replace(file)


def county_states(
    snapshot_file: Path,
    reports: Iterable[tuple[str, str, str]],
    names: Mapping[str, Any],
    libraries: Libraries,
    rules: Sequence[Rule],
    tied: Sequence[tuple[str, str]],
) -> dict[str, str]:
    """What the page of each county follows from, as a hash; none where the snapshot does not say of what it is.

    reports: of each its county, its id and its document, in order. names: what codes mean. tied: the report and the
    document of each decision that has both: it may tell of one county what another prints.
    """
    known = read_known(snapshot_file)
    if known is None:
        return {}
    lines: dict[str, list[str]] = {}
    document_of: dict[str, object] = {}
    for code, report_id, sha in reports:
        document_of[report_id] = document = _said(known, sha)
        lines.setdefault(code, []).append(f"{report_id} {document}")
    common = hashlib.sha256(f"{known.basis}\n{libraries}\n{rules}\n{names}".encode())
    for report_id, sha in sorted(tied):
        common.update(f"\n{report_id} {document_of.get(report_id)} {sha} {_said(known, sha)}".encode())
    for name, content in _code():
        common.update(f"\n{name} {len(content)}\n".encode())
        common.update(content)
    return {
        code: hashlib.sha256("\n".join([common.hexdigest(), *said]).encode()).hexdigest()
        for code, said in lines.items()
    }


def _said(known: Known, sha: str) -> tuple[object, ...]:
    return known.inputs.get(sha), known.departments.get(sha), sha in known.failed


def unchanged_pages(
    pages: Mapping[str, CountyPage], states: Mapping[str, str], counties: Collection[str]
) -> dict[str, CountyPage]:
    """The pages that say what they would say again."""
    return {code: page for code, page in pages.items() if code in counties and states.get(code) == page.state}


def _code() -> list[tuple[str, bytes]]:
    package = resources.files(__package__)
    files = [*package.iterdir(), *package.joinpath("static").iterdir()]
    return sorted((file.name, file.read_bytes()) for file in files if file.is_file())
