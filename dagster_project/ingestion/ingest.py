"""One document in: read, extracted, written to raw/extracts and the manifest; or set aside."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dagster_project.extraction.extract_file import ExtractText
from dagster_project.ingestion import files, set_aside
from dagster_project.ingestion.inbox import dropped_paths
from dagster_project.ingestion.manifest import Manifest, ManifestRow
from dagster_project.ingestion.read_ahead import ReadAhead
from dagster_project.ingestion.set_aside import SetAside
from dagster_project.paths import Home
from dagster_project.reading.errors import ReadingError

# A document's bytes and name to its extract, as its file's text; raises ReadingError.
ToExtract = Callable[[bytes, str], ExtractText]

Kind = Literal["ingested", "reread", "already_there", "kept", "set_aside"]


@dataclass(frozen=True)
class IngestOutcome:
    """What became of one document.

    ingested: new. reread: its extract was replaced. already_there: nothing changed. kept: a newer reader refuses it, so
    the extract of the earlier one stays. set_aside: not used; with the reason, as for kept.
    """

    source_name: str
    kind: Kind
    value_count: int = 0
    attachments: tuple[tuple[str, str], ...] = ()  # name and address of each file that its page attaches, not read
    reason: SetAside | None = None


def read_and_extract(data: bytes, name: str) -> ExtractText:
    """The extract of a document's bytes, made in a process with limits of its own; raises ReadingError."""
    from dagster_project.ingestion.work import extract_lines
    from dagster_project.reading.worker import in_worker

    return ExtractText.known(in_worker(extract_lines, data, name))


def current_reader_versions() -> dict[str, str]:
    """The version with which each media type is read and extracted now, as extracts and the manifest write it."""
    from dagster_project.extraction.extract import EXTRACTION_VERSION
    from dagster_project.reading.read import READERS, TEXT

    return {reader.media_type: f"{reader.version} {EXTRACTION_VERSION}" for reader in (*READERS, TEXT)}


def ingest_file(path: Path, home: Home, to_extract: ToExtract = read_and_extract) -> list[IngestOutcome]:
    """Ingest a copy of a document, or of each in an archive; one that is there already changes nothing."""
    return [outcome for outcomes in ingest_files([path], home, to_extract) for outcome in outcomes]


def ingest_files(
    paths: Sequence[Path], home: Home, to_extract: ToExtract = read_and_extract, processes: int = 1
) -> Iterator[list[IngestOutcome]]:
    """As ingest_file, one path after the other; the next ones are read meanwhile, by so many processes."""
    return _ingest_paths(paths, home, to_extract, processes, None, from_inbox=False)


def ingest_inbox(
    home: Home, to_extract: ToExtract = read_and_extract, processes: int = 1, manifest: Manifest | None = None
) -> list[IngestOutcome]:
    """Ingest every file in the inbox, in the order of their names; afterwards the inbox is empty.

    manifest: the home's, where it has been read already.
    """
    outcomes = _ingest_paths(dropped_paths(home.inbox), home, to_extract, processes, manifest, from_inbox=True)
    found = [outcome for of_path in outcomes for outcome in of_path]
    _remove_emptied(home.inbox)
    return found


def _ingest_paths(
    paths: Sequence[Path],
    home: Home,
    to_extract: ToExtract,
    processes: int,
    manifest: Manifest | None,
    *,
    from_inbox: bool,
) -> Iterator[list[IngestOutcome]]:
    manifest = Manifest(home.manifest) if manifest is None else manifest
    with ReadAhead(paths, to_extract, processes) as read_ahead:
        for path in paths:
            read_ahead.reach(path)
            yield _ingest_all(path, home, manifest, read_ahead.to_extract, from_inbox=from_inbox)


def reread_outdated(
    home: Home,
    reader_versions: Mapping[str, str],
    to_extract: ToExtract = read_and_extract,
    manifest: Manifest | None = None,
) -> list[IngestOutcome]:
    """Read again what an older reader read, where the document is still in raw/documents.

    reader_versions: the current version by media type, as current_reader_versions gives it. manifest: the home's, where
    it has been read already.
    """
    manifest = Manifest(home.manifest) if manifest is None else manifest
    # Most lines say that a current reader read the document, and need not be taken apart.
    current = [f",{media_type},{version},".encode() for media_type, version in reader_versions.items()]
    others = [sha for sha, line in manifest.lines.items() if not any(said in line for said in current)]
    outdated = [
        row
        for row in manifest.rows_of(others)
        if reader_versions.get(row.media_type, row.reader_version) != row.reader_version
    ]
    outcomes = []
    for row in outdated:
        path = home.documents / set_aside.stored_name(row.document_sha256, row.source_name)
        if not path.is_file():
            continue
        try:
            outcomes.append(_store(row.source_name, path.read_bytes(), path, home, manifest, to_extract))
        except ReadingError as error:
            reason = _reason(row.source_name, row.document_sha256, error)
            outcomes.append(IngestOutcome(row.source_name, "kept", reason=reason))
    return outcomes


def _remove_emptied(inbox: Path) -> None:
    for folder in sorted((path for path in inbox.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _ingest_all(
    path: Path, home: Home, manifest: Manifest, to_extract: ToExtract, *, from_inbox: bool
) -> list[IngestOutcome]:
    """A document's outcome; an archive's members', each as if it had come in by itself. The archive is kept as well."""
    with tempfile.TemporaryDirectory(prefix=".unpacked-", dir=home.documents) as folder:
        try:
            members = _unpacked(path, Path(folder))
        except ReadingError as error:
            return [_refuse(path, home, _sha256_of(path), error, from_inbox=from_inbox)]
        if members is None:
            return [_ingest(path, home, manifest, to_extract, from_inbox=from_inbox)]
        outcomes = [_ingest(member, home, manifest, to_extract, from_inbox=from_inbox) for member in members]
    stored = home.documents / set_aside.stored_name(_sha256_of(path) or "", path.name)
    if not stored.is_file():
        files.copy(path, stored)
    if from_inbox:
        path.unlink()
    return outcomes


def _unpacked(path: Path, folder: Path) -> list[Path] | None:
    """The files of an archive, unpacked below a folder; None where the file is none. Raises ReadingError."""
    from dagster_project.ingestion.work import unpack
    from dagster_project.reading.archive import may_be_archive
    from dagster_project.reading.limits import LIMITS, too_large
    from dagster_project.reading.worker import in_worker

    try:
        if path.stat().st_size > LIMITS.file_bytes:
            raise too_large("文件字节数", "bytes in the file", LIMITS.file_bytes)
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(error) from error
    if not may_be_archive(data):
        return None
    found = json.loads(in_worker(unpack, data, path.name, str(folder)))
    return None if found is None else [folder / name for name in found]


def _sha256_of(path: Path) -> str | None:
    """A file's hash, whatever its size; None where it cannot be opened."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _ingest(path: Path, home: Home, manifest: Manifest, to_extract: ToExtract, *, from_inbox: bool) -> IngestOutcome:
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    known = manifest.find(sha256)
    try:
        outcome = _store(path.name, data, path, home, manifest, to_extract)
    except ReadingError as error:
        return _refuse(path, home, sha256, error, from_inbox=from_inbox)
    if from_inbox and known and outcome.kind == "already_there":
        return _refuse(path, home, sha256, _duplicate(known), from_inbox=True)
    if from_inbox:
        path.unlink()
    return outcome


def _store(name: str, data: bytes, path: Path, home: Home, manifest: Manifest, to_extract: ToExtract) -> IngestOutcome:
    """Write extract, document and manifest row, in this order: a row in the manifest vouches for the rest."""
    from dagster_project.extraction import extract_file

    sha256 = hashlib.sha256(data).hexdigest()
    known = manifest.find(sha256)
    # A second copy under another name is the same document: it keeps the name under which it first came in.
    extract = _read(data, known.source_name if known else name, to_extract)
    extract_name = known.extract if known else _extract_name(name, sha256)
    target = home.extracts / extract_name
    before = target.read_bytes() if target.is_file() else None
    home.extracts.mkdir(parents=True, exist_ok=True)
    extract_file.write_text(extract.text, target)
    stored = home.documents / set_aside.stored_name(sha256, known.source_name if known else name)
    if not stored.is_file():
        files.copy(path, stored)
    row = _manifest_row(extract, extract_name, known, manifest)
    if row != known:
        manifest.put(row)
    if not known:
        set_aside.forget(home.set_aside, sha256)
    unchanged = known is not None and before == extract.text.encode() and row == known
    kind: Kind = "already_there" if unchanged else "reread" if known else "ingested"
    attached = tuple((file.name, file.address) for file in extract.attachments)
    return IngestOutcome(name, kind, extract.value_count, attached)


def _read(data: bytes, name: str, to_extract: ToExtract) -> ExtractText:
    try:
        extract = to_extract(data, name)
    except ReadingError:
        raise
    except Exception as error:  # a document must never stop the others
        named = f"{type(error).__name__}: {error}"
        raise ReadingError(
            "reader_error",
            f"读取时程序出错（{named}）。请把文件另存为 docx、xlsx 或 txt 再放入，并把此错误告知维护人员。",
            f"Reading it failed ({named}). Save it as docx, xlsx or txt and try again, and report the error.",
        ) from error
    if not extract.value_count:
        raise ReadingError(
            "no_figures",
            "文件中没有读到任何数字。请确认放入的是绩效自评报告的正文，而不是封面、通知或图片。",
            "No number was found in it. Check that it is the report itself, not a cover, a notice or a picture.",
        )
    return extract


def _extract_name(name: str, sha256: str) -> str:
    stem = re.sub(r"[^\w.()（）〔〕\[\]-]+", "_", Path(name).stem).strip("._") or "document"
    return f"{stem[:60]}.{sha256[:8]}.jsonl"


def _manifest_row(
    extract: ExtractText, extract_name: str, known: ManifestRow | None, manifest: Manifest
) -> ManifestRow:
    document = extract.document
    if known:
        return known._replace(
            media_type=document.media_type,
            reader_version=document.reader_version,
            extract_sha256=_content_hash(extract),
            published_on=known.published_on or document.published_on or "",
        )
    return ManifestRow(
        received_no=manifest.next_received_no(),
        document_sha256=document.document_sha256,
        source_name=document.source_name,
        media_type=document.media_type,
        reader_version=document.reader_version,
        extract=extract_name,
        extract_sha256=_content_hash(extract),
        published_on=document.published_on or "",
    )


def _content_hash(extract: ExtractText) -> str:
    return hashlib.sha256(extract.text.encode()).hexdigest()


def _refuse(path: Path, home: Home, sha256: str | None, error: ReadingError, *, from_inbox: bool) -> IngestOutcome:
    """Set a document aside: moved out of the inbox, else copied, with the reason beside it."""
    record = _reason(path.name, sha256, error)
    target = home.set_aside / set_aside.stored_name(sha256 or "unread", path.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    set_aside.write_reason(home.set_aside, record)
    if from_inbox:
        shutil.move(path, target)
    elif sha256:
        files.copy(path, target)
    return IngestOutcome(path.name, "set_aside", reason=record)


def _reason(name: str, sha256: str | None, error: ReadingError) -> SetAside:
    return SetAside(name, sha256, error.reason_code, error.reason, error.reason_en)


def _duplicate(known: ManifestRow) -> ReadingError:
    return ReadingError(
        "duplicate",
        f"与第 {known.received_no} 号文件“{known.source_name}”内容完全相同，已经读过。可以删除。",
        f"The same bytes came in before as no. {known.received_no}, {known.source_name}. It can be deleted.",
    )


def _unreadable(error: OSError) -> ReadingError:
    named = error.strerror or type(error).__name__
    return ReadingError(
        "unreadable",
        f"无法打开文件（{named}）。请检查文件权限后再放入。",
        f"The file could not be opened ({named}). Check its permissions and drop it again.",
    )
