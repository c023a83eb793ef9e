"""Old Word and WPS documents and RTF: converted to .docx by LibreOffice, then read as one.

Never its text or HTML export, in which deleted text appears.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from dagster_project.reading import docx, libreoffice
from dagster_project.reading.errors import ReadingError
from dagster_project.reading.macros import refuse_macro_streams
from dagster_project.reading.ooxml import encrypted
from dagster_project.reading.reader import Reader

if TYPE_CHECKING:
    from dagster_project.reading.document import Document

MEDIA_TYPE = "application/msword"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD = "WordDocument".encode("utf-16-le")
_RTF = b"{\\rtf"
_WORD_STREAM = b"\xec\xa5"  # how a WordDocument stream begins
_HEADER_SEARCH = 1 << 22  # bytes


def converted(data: bytes, rtf: bool = False) -> bytes:
    """The Word document or RTF as .docx; raises ReadingError 'needs_conversion', 'too_slow' or 'damaged'."""
    converted_data = libreoffice.converted(data, "Rich Text Format" if rtf else "MS Word 97", "docx:MS Word 2007 XML")
    if converted_data is None:
        raise ReadingError(
            "needs_conversion",
            "旧版 Word、WPS 或 RTF 文档，本机没有 LibreOffice 来转换；"
            "请安装（Debian：libreoffice-writer-nogui），或用 Word、WPS 另存为 .docx 后再放入",
            "an old Word, WPS or RTF document, and there is no LibreOffice to convert it; "
            "install it (Debian: libreoffice-writer-nogui), or save the document as .docx with Word or WPS",
        )
    return converted_data


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
