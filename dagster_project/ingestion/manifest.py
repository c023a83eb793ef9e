"""raw/manifest.csv: which documents came in, in which order, and which extract each one became."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from dagster_project.ingestion.files import write_text


class ManifestError(ValueError):
    """The manifest cannot be used as it stands; the message says where and what to do."""


class ManifestRow(NamedTuple):
    """One document. source_url and published_on may be filled in by hand; a re-reading keeps them."""

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
_HEAD = ",".join(COLUMNS).encode()


class Extent(NamedTuple):
    """How far a manifest file went once: so many documents in so many bytes, and the SHA-256 of these."""

    documents: int
    size: int
    sha256: str


class Manifest:
    """The lines of a manifest file, by document; every change is on disk before the call returns.

    There is a line for each document, and a run looks at few of them: each is taken apart when it is asked for. Any
    call raises ManifestError where what it tells is spoilt.
    """

    def __init__(self, path: Path, before: Extent | None = None) -> None:
        """before: how far the file went once. added: where it only grew since, the lines behind, by document; one of
        them may stand before, too, which is for who knows those documents to tell. Lines before are told apart when
        they are asked for; without `added`, all are at once.
        """
        self._path = path
        self._content = path.read_bytes() if path.is_file() else None
        self._before = before
        self.added = _behind(self._content, before) if self._content and before else None
        if self.added is None:
            self._told = _tell_apart(self._content, path.name)

    def __len__(self) -> int:
        if self._before and self.added is not None:
            return self._before.documents + len(self.added)
        return len(self.lines)

    @cached_property
    def extent(self) -> Extent | None:
        """How far the file went when it was read; None where it is not plainly as this module writes it."""
        if self._content is None or (self.added is None and not self._told.is_as_written):
            return None
        return Extent(len(self), len(self._content), hashlib.sha256(self._content).hexdigest())

    @property
    def lines(self) -> Mapping[str, bytes]:
        """The line of each document by its SHA-256, in the order received: cells in the order of COLUMNS, as CSV in
        UTF-8.
        """
        return self._told.lines

    @property
    def rows(self) -> list[ManifestRow]:
        """All rows in the order received."""
        return self.rows_of(self.lines)

    def rows_of(self, documents: Collection[str]) -> list[ManifestRow]:
        """The rows of documents that are there, in the order given. Raises KeyError for others."""
        added = self.added or {}
        lines = added if all(sha in added for sha in documents) else self.lines
        cells_of = csv.reader(lines[sha].decode() for sha in documents)
        return [_row(cells, self._path.name) for cells in cells_of]

    def find(self, document_sha256: str) -> ManifestRow | None:
        return self.rows_of([document_sha256])[0] if document_sha256 in self.lines else None

    def next_received_no(self) -> int:
        return self._told.last_no + 1

    def put(self, row: ManifestRow) -> None:
        """Add a document, or replace what is said of it."""
        told = self._told
        is_last = row.document_sha256 not in told.lines and row.received_no > told.last_no
        told.lines[row.document_sha256] = _line(row)
        told.last_no = max(told.last_no, row.received_no)
        self.added = self.extent = self._content = None  # of what was read
        if is_last and told.is_as_written:
            # One line at the end: a folder of many thousand documents stays linear.
            with self._path.open("ab") as file:
                file.write(_line(row) + b"\n")
        else:
            rows = sorted(self.rows)
            told.lines = {each.document_sha256: _line(each) for each in rows}
            write_text(self._path, manifest_text(rows))
            told.is_as_written = True

    @cached_property
    def _told(self) -> _Lines:
        return _tell_apart(self._content, self._path.name)


@dataclass
class _Lines:
    """The line of each document in the order of their numbers, the last number, and whether the file is plainly as this
    module writes it, so that a line can be added.
    """

    lines: dict[str, bytes]
    last_no: int
    is_as_written: bool


def manifest_text(rows: Iterable[ManifestRow]) -> str:
    """The rows as a manifest file."""
    return b"".join(line + b"\n" for line in (_HEAD, *map(_line, rows))).decode()


def _line(cells: Iterable[object]) -> bytes:
    text = io.StringIO()
    # A writer with another end of lines would leave a break within a cell without quotes.
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().removesuffix("\r\n").encode()


def _row(cells: Sequence[str], file_name: str) -> ManifestRow:
    """The row of a line, which may end before the last cells."""
    if any(cells[len(COLUMNS) :]):
        raise ManifestError(
            f"{file_name}: the line with received_no {cells[0]} has more cells than columns: put the one with a comma "
            "in double quotes"
        )
    number, *texts = (cell.strip() for cell in (*cells, *[""] * (len(COLUMNS) - len(cells))))
    return ManifestRow(int(number), *texts[: len(COLUMNS) - 1])


def _text(content: bytes, file_name: str) -> str:
    try:
        return content.decode("utf-8-sig")  # whoever fills in a source_url with a spreadsheet leaves a byte order mark
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ManifestError(f"{file_name} line {line} is not UTF-8: save the file in that encoding") from None


def _tell_apart(content: bytes | None, file_name: str) -> _Lines:
    if content is None:
        return _Lines({}, 0, False)
    text = _text(content, file_name)  # in any case: a line that is added to another encoding makes two of it
    if as_written := _as_written(content):
        return _Lines(*as_written, content.endswith(b"\n"))
    listed = _as_edited(text, file_name)
    named = [(number, sha) for number, sha, _ in listed]
    for at, column in enumerate(COLUMNS[:2]):
        if len({each[at] for each in named}) < len(named):
            value, times = Counter(each[at] for each in named).most_common(1)[0]
            raise ManifestError(f"{file_name}: {column} {value} stands {times} times: keep one line of it")
    listed.sort()
    return _Lines({sha: line for _, sha, line in listed}, listed[-1][0] if listed else 0, False)


def _behind(content: bytes, before: Extent) -> dict[str, bytes] | None:
    """The lines behind an extent by document; None where the file does not begin with it, or is not plainly as this
    module writes it.
    """
    if not content.startswith(_HEAD + b"\n") or not content.endswith(b"\n"):
        return None
    if hashlib.sha256(memoryview(content)[: before.size]).hexdigest() != before.sha256:
        return None
    try:
        content[before.size :].decode()
    except UnicodeDecodeError:
        return None
    last = content[content.rfind(b"\n", 0, before.size - 1) + 1 : before.size]
    last_no = int(last.split(b",", 1)[0]) if before.documents else 0
    found = _as_written(_HEAD + b"\n" + content[before.size :], last_no)
    return found and found[0]


def _as_written(content: bytes, last_no: int = 0) -> tuple[dict[str, bytes], int] | None:
    """Lines by document and the last number, where the file is plainly as this module writes it; last_no: that of the
    line before.
    """
    head, *lines = content.split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    # A cell of several lines is quoted.
    if head != _HEAD or b"\r" in content or (b'"' in content and any(line.count(b'"') % 2 for line in lines)):
        return None
    by_document: dict[str, bytes] = {}
    try:
        for line in lines:
            number, sha, _ = line.split(b",", 2)
            before, last_no = last_no, int(number)
            if last_no <= before:
                return None
            by_document[sha.decode()] = line
        documents = bytes.fromhex("".join(by_document))
    except ValueError:
        return None
    # 32 bytes each, as many as there are lines: none is anything else, or stands twice.
    return (by_document, last_no) if len(documents) == 32 * len(lines) else None


def _as_edited(text: str, file_name: str) -> list[tuple[int, str, bytes]]:
    """Number, document and line of each in any file with these columns, whatever else a spreadsheet made of it."""
    reader = csv.reader(io.StringIO(text, newline=""))
    head = next(reader, [])
    missing = [name for name in COLUMNS if name not in head]
    if missing:
        raise ManifestError(f"{file_name} has no column {', '.join(missing)}: restore its first line")
    places = [head.index(name) for name in COLUMNS]
    listed = []
    for cells in filter(None, reader):
        try:
            row = _row([*(cells[at] if at < len(cells) else "" for at in places), *cells[len(head) :]], file_name)
        except ManifestError:
            raise
        except ValueError:
            raise ManifestError(f"{file_name} line {reader.line_num}: received_no must be a whole number") from None
        listed.append((row.received_no, row.document_sha256, _line(row)))
    return listed
