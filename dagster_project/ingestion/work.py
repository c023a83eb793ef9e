"""What ingestion does with bytes from outside, in a process with limits (reading.worker): unpacking and extraction."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

from dagster_project.extraction import extract, extract_file, names
from dagster_project.reading import archive, document_json
from dagster_project.reading.read import read

MEMBER_NAME, MEMBER_SUFFIX = 60, 8  # characters kept of an archive member's name: file systems allow 255 bytes


def prepare() -> None:
    """Import and load what every document needs, once for all."""
    document_json.prepare()
    names.prepare()


def extract_lines(data: bytes, name: str) -> str:
    """The extract of a document's bytes, as the text of its file; raises ReadingError."""
    return extract_file.dumps(extract(read(data, name)))


def unpack(data: bytes, name: str, folder: str) -> str:
    """Write the files of an archive below a folder, each in a folder of its own.

    Returns their paths there as a JSON list, or null where the bytes are no archive. Raises ReadingError.
    """
    if not archive.is_archive(data):
        return "null"
    written: list[str] = []
    for number, (path, content) in enumerate(archive.members(data, name)):
        plain = PurePosixPath(path)
        member = Path(str(number), plain.stem[:MEMBER_NAME] + plain.suffix[:MEMBER_SUFFIX] or "member")
        Path(folder, member.parent).mkdir()
        Path(folder, member).write_bytes(content)
        written.append(str(member))
    return json.dumps(written)
