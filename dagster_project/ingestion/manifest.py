"""raw/manifest.csv: which documents came in, in which order, and which extract each one became."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from dagster_project.ingestion.files import write_text


class ManifestError(ValueError):
    """The manifest cannot be used as it stands; the message says where and what to do."""


@dataclass(frozen=True)
class ManifestRow:
    """One document. source_url and published_on may be filled in by hand; a re-reading keeps them."""

    received_no: int  # 1, 2, 3, ...: of two versions of a report, the later received supersedes
    document_sha256: str
    source_name: str
    media_type: str
    reader_version: str
    extract: str  # file name in raw/extracts
    published_on: str = ""  # ISO date
    source_url: str = ""


COLUMNS = tuple(field.name for field in fields(ManifestRow))


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
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    if header:
        writer.writeheader()
    writer.writerows(asdict(row) for row in rows)
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
        places = [head.index(name) for name in COLUMNS]
        rows = [_row(cells, places, reader.line_num, path.name) for cells in reader if cells]
    for column in ("received_no", "document_sha256"):
        value, times = Counter(getattr(row, column) for row in rows).most_common(1)[0] if rows else (None, 0)
        if times > 1:
            raise ManifestError(f"{path.name}: {column} {value} stands {times} times: keep one line of it")
    return rows


def _row(cells: Sequence[str], places: Sequence[int], line: int, file_name: str) -> ManifestRow:
    """places: where each of COLUMNS stands; a line may end before the last of them."""
    number, *texts = [cells[place].strip() if place < len(cells) else "" for place in places]
    try:
        return ManifestRow(int(number), *texts)
    except ValueError:
        raise ManifestError(f"{file_name} line {line}: received_no must be a whole number") from None
