"""Choose a document's reader by its content; its name only breaks ties.

A new format is one new module with a READER, and its line in READERS.
"""

from __future__ import annotations

import codecs
import io
import zipfile
from pathlib import PurePath
from typing import TYPE_CHECKING

from dagster_project.reading import docx, html, office, pdf, picture, text, xls, xlsx
from dagster_project.reading.errors import ReadingError
from dagster_project.reading.limits import LIMITS, too_large
from dagster_project.reading.ooxml import damaged, encrypted
from dagster_project.reading.reader import Reader

if TYPE_CHECKING:
    from dagster_project.reading.document import Document

_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1a\x1b")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _is_text(data: bytes) -> bool:
    head = data[:8192]
    return head.startswith(_MARKS) or head == head.translate(None, _CONTROLS)


TEXT = Reader(text.READER_VERSION, "text/plain", (".txt", ".text", ".md"), _is_text, text.read_text)
READERS = (docx.READER, office.READER, xlsx.READER, xls.READER, pdf.READER, *picture.READERS, html.READER)


def read(data: bytes, name: str) -> Document:
    """The document that a file's bytes hold.

    name: the file's name as it came in. Errors: ReadingError, whose reason_code is empty, too_large, encrypted,
    damaged, hostile, macros, not_calculated, fonts_missing, needs_ocr, poor_scan, not_chinese, needs_conversion,
    too_slow, archive or unknown_format.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise ReadingError("empty", "文件是空的；请重新下载或导出", "the file is empty; download or export it again")
    if len(data) > LIMITS.file_bytes:
        raise too_large("文件字节数", "bytes in the file", LIMITS.file_bytes)
    return reader_of(data, name).read(data, name)


def reader_of(data: bytes, name: str) -> Reader:
    """The reader for these bytes; raises ReadingError where there is none."""
    found = [reader for reader in READERS if reader.recognises(data)]
    if found:
        extension = PurePath(name).suffix.lower()
        return next((reader for reader in found if extension in reader.extensions), found[0])
    _refuse_known(data)
    if TEXT.recognises(data):
        return TEXT
    raise ReadingError(
        "unknown_format",
        "无法识别的文件格式；可读取 .docx、.doc、.wps、.rtf、.xlsx、.xls、.pdf、图片、.html 和 .txt，请转换后再放入",
        "unknown format; .docx, .doc, .wps, .rtf, .xlsx, .xls, .pdf, pictures, .html and .txt can be read: convert it",
    )


def _refuse_known(data: bytes) -> None:
    """Raise for formats that are known but not read, saying what to do."""
    if data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise encrypted()
    if data.startswith(_OLE):
        raise ReadingError(
            "needs_conversion",
            "旧版办公文档，但不是可读的 Word、WPS 文字或 Excel 文件；请另存为 .docx、.xlsx 或 .pdf 后再放入",
            "an old office document that is neither Word, WPS Writer nor Excel; save it as .docx, .xlsx or .pdf",
        )
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")) and not zipfile.is_zipfile(io.BytesIO(data)):
        raise damaged("no directory at its end")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf")):
        raise ReadingError(
            "archive",
            "文件是压缩包；请解压后把其中的报告逐个放入",
            "the file is an archive; unpack it and put in its reports one by one",
        )
