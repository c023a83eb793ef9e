"""raw/manifest.csv: which documents came in, in which order, and which extract each one became."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from dagster_project.ingestion.files import write_text


class ManifestError(ValueError):
    """The manifest cannot be used as it stands; the message says where and what to do."""


class ManifestRow(NamedTuple):
    """One document. source_url and published_on may be filled in by hand; a re-reading keeps them.

    Every run reads a row for each document: a plain tuple is made in a quarter of the time of a frozen dataclass.
    """

    received_no: int  # 1, 2, 3, ...: of two versions of a report, the later received supersedes
    document_sha256: str
    source_name: str
    media_type: str
    reader_version: str
    extract: str  # file name in raw/extracts
    extract_sha256: str  # of the file's content
    published_on: str = ""  # ISO date
    source_url: str = ""


COLUMNS = ManifestRow._fields


class Manifest:
    """The rows of a manifest file, by document; every change is on disk before the call returns."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows = {row.document_sha256: row for row in _read(path)}
        self._last_no = max((row.received_no for row in self._rows.values()), default=0)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def rows(self) -> list[ManifestRow]:
        """All rows in the order received."""
        return sorted(self._rows.values(), key=lambda row: row.received_no)

    def find(self, document_sha256: str) -> ManifestRow | None:
        return self._rows.get(document_sha256)

    def next_received_no(self) -> int:
        return self._last_no + 1

    def put(self, row: ManifestRow) -> None:
        """Add a document, or replace what is said of it."""
        is_new = row.document_sha256 not in self._rows
        self._rows[row.document_sha256] = row
        self._last_no = max(self._last_no, row.received_no)
        if is_new and self._path.is_file():
            # One line at the end: a folder of many thousand documents stays linear.
            with self._path.open("a", encoding="utf-8", newline="") as file:
                file.write(manifest_text([row], header=False))
        else:
            write_text(self._path, manifest_text(self.rows))


def manifest_text(rows: Sequence[ManifestRow], header: bool = True) -> str:
    """The rows as lines of a manifest."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if header:
        writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue()


def _read(path: Path) -> list[ManifestRow]:
    if not path.is_file():
        return []
    # utf-8-sig: whoever fills in a source_url with a spreadsheet leaves a byte order mark.
    with path.open(encoding="utf-8-sig", newline="") as file:
        # Not DictReader, which takes as long again: every run reads a line for each document.
        reader = csv.reader(file)
        head = next(reader, [])
        missing = [name for name in COLUMNS if name not in head]
        if missing:
            raise ManifestError(f"{path.name} has no column {', '.join(missing)}: restore its first line")
        of_columns = itemgetter(*(head.index(name) for name in COLUMNS))
        rows = [_row(cells, len(head), of_columns, reader.line_num, path.name) for cells in reader if cells]
    for at in (COLUMNS.index("received_no"), COLUMNS.index("document_sha256")):
        if len({row[at] for row in rows}) < len(rows):
            value, times = Counter(row[at] for row in rows).most_common(1)[0]
            raise ManifestError(f"{path.name}: {COLUMNS[at]} {value} stands {times} times: keep one line of it")
    return rows


def _row(
    cells: list[str], width: int, of_columns: Callable[[list[str]], tuple[str, ...]], line: int, file_name: str
) -> ManifestRow:
    """width: the cells of the first line, of which a line may leave out the last ones."""
    if len(cells) < width:
        cells = cells + [""] * (width - len(cells))
    number, *texts = map(str.strip, of_columns(cells))
    try:
        return ManifestRow(int(number), *texts)
    except ValueError:
        raise ManifestError(f"{file_name} line {line}: received_no must be a whole number") from None
