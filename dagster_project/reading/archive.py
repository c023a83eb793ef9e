"""ZIP archives of reports: their members as if each had come in by itself, within limits."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from dagster_project.reading.errors import ReadingError
from dagster_project.reading.limits import LIMITS, too_large
from dagster_project.reading.ooxml import check_entries, damaged, has_part

if TYPE_CHECKING:
    from collections.abc import Iterator

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OFFICE_PARTS = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\._|~\$|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_DAMAGES = (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError)


def may_be_archive(data: bytes) -> bool:
    """Whether the bytes begin as a ZIP archive does; office documents do so, too."""
    return data.startswith(_ZIP)


def is_archive(data: bytes) -> bool:
    """Whether the bytes are a ZIP archive of files, not an office document (which is a ZIP archive, too)."""
    return may_be_archive(data) and not any(has_part(data, part) for part in _OFFICE_PARTS)


def members(data: bytes, name: str) -> list[tuple[str, bytes]]:
    """(path within the archive, bytes) of every file of an archive, ordered by path; folders and litter are left out.

    name: the archive's name, for its errors. Names without the UTF-8 flag are read as GB18030. An archive within the
    archive is opened too, its members' paths below its own; one within that is refused.
    Errors: ReadingError 'empty', 'too_large', 'encrypted', 'damaged' or 'hostile' for the archive as a whole.
    """
    found: list[tuple[str, bytes]] = []
    unpacked = 0
    for path, content in _unpacked(data, name, LIMITS.archive_depth):
        found.append((path, content))
        unpacked += len(content)
        # Each archive within is within the limits by itself; together they must be, too.
        if len(found) > LIMITS.archive_entries:
            raise too_large("压缩包内文件数", "entries in the archive", LIMITS.archive_entries)
        if unpacked > LIMITS.archive_bytes:
            raise too_large("解压后字节数", "bytes when unpacked", LIMITS.archive_bytes)
    if not found:
        raise ReadingError(
            "empty", f"压缩包“{name}”里没有文件；请检查后重新打包", f"the archive {name} holds no file; pack it again"
        )
    return sorted(found)


def _unpacked(data: bytes, name: str, depth: int) -> Iterator[tuple[str, bytes]]:
    if depth < 0:
        raise too_large("压缩包嵌套层数", "levels of archives within archives", LIMITS.archive_depth)
    for path, content in _files(data):
        _refuse_escaping(path, name)
        if not is_archive(content):
            yield path, content
            continue
        try:
            inner = [(f"{path}/{below}", part) for below, part in _unpacked(content, path, depth - 1)]
        except ReadingError as error:
            if error.reason_code != "damaged":
                raise
            inner = [(path, content)]  # refused by itself; the files beside it are read
        yield from inner


def _files(data: bytes) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of the entries that are files, as the archive names them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data), metadata_encoding="gb18030") as archive:
            entries = archive.infolist()
            check_entries(entries)
            for entry in entries:
                if not entry.is_dir() and not _LITTER.search(entry.filename):
                    if entry.file_size > LIMITS.file_bytes:
                        raise too_large("压缩包内单个文件字节数", "bytes in a file of the archive", LIMITS.file_bytes)
                    yield entry.filename.replace("\\", "/"), archive.read(entry)
    except _DAMAGES as error:
        raise damaged(str(error)) from error


def _refuse_escaping(path: str, name: str) -> None:
    """Raise for a path that leads out of the folder it is unpacked to."""
    if path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in PurePosixPath(path).parts or "\x00" in path:
        raise ReadingError(
            "hostile",
            f"压缩包“{name}”里的路径“{path}”指向包外，正常的压缩包不会有；已拒绝读取，请核对来源",
            f"the archive {name} holds the path {path}, which leads out of it; check where it comes from",
        )
