"""Old Word and WPS documents and RTF: converted to .docx by LibreOffice, then read as one.

Never its text or HTML export, in which deleted text appears. LibreOffice runs without a network where the system
permits, since it fetches what a document links to, in a profile of its own, which is removed with its output.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.reading import docx
from dagster_project.reading.errors import ReadingError
from dagster_project.reading.limits import LIMITS
from dagster_project.reading.macros import refuse_macro_streams
from dagster_project.reading.ooxml import damaged, encrypted
from dagster_project.reading.reader import Reader

if TYPE_CHECKING:
    from dagster_project.reading.document import Document

MEDIA_TYPE = "application/msword"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD = "WordDocument".encode("utf-16-le")
_RTF = b"{\\rtf"
_WORD_STREAM = b"\xec\xa5"  # how a WordDocument stream begins
_HEADER_SEARCH = 1 << 22  # bytes
_START_AGAIN = 81  # the status with which LibreOffice ends when it has made a new profile
_NO_NETWORK = ("unshare", "-r", "-n")


def converted(data: bytes, rtf: bool = False) -> bytes:
    """The Word document or RTF as .docx; raises ReadingError 'needs_conversion', 'too_slow' or 'damaged'."""
    office = _office()
    with tempfile.TemporaryDirectory(prefix="xianzhang-") as folder:
        source, target = Path(folder, "document"), Path(folder, "out", "document.docx")
        source.write_bytes(data)
        command = [
            *_isolation(),
            office,
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            # The filter is named, since LibreOffice else takes what it does not know for plain text.
            f"--infilter={'Rich Text Format' if rtf else 'MS Word 97'}",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(target.parent),
            str(source),
        ]
        _run(command, folder)
        # It ends with status 0 whether it succeeded or not.
        if not target.is_file():
            raise damaged("LibreOffice: no output")
        return target.read_bytes()


def _run(command: list[str], folder: str) -> None:
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": folder, "TMPDIR": folder, "LC_ALL": "C.UTF-8"}
    quiet = subprocess.DEVNULL
    deadline = time.monotonic() + LIMITS.conversion_seconds
    status = _START_AGAIN
    try:
        while status == _START_AGAIN:
            status = subprocess.run(  # noqa: S603
                command,
                stdin=quiet,
                stdout=quiet,
                stderr=quiet,
                env=environment,
                timeout=max(0.0, deadline - time.monotonic()),
                check=False,
            ).returncode
    except subprocess.TimeoutExpired as error:
        raise ReadingError(
            "too_slow",
            f"LibreOffice 转换超过 {LIMITS.conversion_seconds} 秒；请用 Word 或 WPS 另存为 .docx 后再放入",
            f"LibreOffice took more than {LIMITS.conversion_seconds} seconds; save it as .docx with Word or WPS",
        ) from error


def _office() -> str:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise ReadingError(
            "needs_conversion",
            "旧版 Word、WPS 或 RTF 文档，本机没有 LibreOffice 来转换；"
            "请安装（Debian：libreoffice-writer-nogui），或用 Word、WPS 另存为 .docx 后再放入",
            "an old Word, WPS or RTF document, and there is no LibreOffice to convert it; "
            "install it (Debian: libreoffice-writer-nogui), or save the document as .docx with Word or WPS",
        )
    # The program itself, not its starter: ending a starter leaves the program running.
    program = Path(office).resolve().with_name("soffice.bin")
    return str(program) if program.is_file() else office


@cache
def _isolation() -> tuple[str, ...]:
    """The command that takes the network away, or nothing where the system forbids it."""
    try:
        tried = subprocess.run([*_NO_NETWORK, "true"], capture_output=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return _NO_NETWORK if tried.returncode == 0 else ()


def _is_encrypted_word(data: bytes) -> bool:
    """Whether the Word stream, which begins at a sector of the compound file, has its flag of encryption set."""
    for at in range(512, min(len(data) - 12, _HEADER_SEARCH), 512):
        if data[at : at + 2] == _WORD_STREAM:
            return bool(data[at + 11] & 0x01)
    return False


def _recognises(data: bytes) -> bool:
    return data.startswith(_RTF) or (data.startswith(_OLE) and _WORD in data)


def _read(data: bytes, name: str) -> Document:
    rtf = data.startswith(_RTF)
    if not rtf and _is_encrypted_word(data):
        raise encrypted()
    if not rtf:
        refuse_macro_streams(data)
    document = docx.READER.read(converted(data, rtf), name)
    sha256 = hashlib.sha256(data).hexdigest()
    return replace(document, sha256=sha256, media_type=MEDIA_TYPE, reader_version=READER.version)


READER = Reader(f"office/1+{docx.READER.version}", MEDIA_TYPE, (".doc", ".wps", ".rtf"), _recognises, _read)
