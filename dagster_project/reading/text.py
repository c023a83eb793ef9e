"""Plain text: paragraphs, and the tables that a dump flattened into it (text_tables)."""

from __future__ import annotations

import codecs
import hashlib
import re

from dagster_project.reading.document import Document, Paragraph, Table
from dagster_project.reading.errors import ReadingError
from dagster_project.reading.text_lines import BLANK, Line, lines_of
from dagster_project.reading.text_tables import take_table
from dagster_project.reading.text_wrapping import goes_on, is_furniture, wrap_width

READER_VERSION = "text/5"

_NUMBERED = re.compile(
    r"^[\s　]*(?:[一二三四五六七八九十]+[、.．]|[（(]?[一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d+[、.．]|[•●·-]\s|第[一二三四五六七八九十]+)"
)
_SENTENCE_END = tuple("。！？；：:;!?.）)”】》")


def decode(data: bytes) -> str:
    """Text of bytes in UTF-8 (with or without a mark), UTF-16 with a mark, or GB18030.

    Errors: ReadingError 'damaged' where the bytes are in none of these.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            candidates: tuple[str, ...] = (encoding,)
            break
    else:
        candidates = ("utf-8", "gb18030")
    for encoding in candidates:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            failure = error
    raise ReadingError(
        "damaged",
        f"第 {failure.start} 字节起既不是 UTF-8 也不是 GB18030 文本；请重新下载或另存为 UTF-8 后再放入",
        f"from byte {failure.start} on this is neither UTF-8 nor GB18030 text; download it again or save it as UTF-8",
    )


def read_text(data: bytes, name: str) -> Document:
    """Document of a text file; its text is the decoded file, character for character."""
    text = decode(data)
    if "\x00" in text:
        raise ReadingError(
            "damaged",
            "文本中有空字符（NUL），文件可能已损坏或不是文本；请重新下载",
            "the text holds NUL characters: the file is damaged or no text; download it again",
        )
    if BLANK.match(text):
        raise ReadingError(
            "empty",
            "文件里没有文字；请确认导出的文本完整后再放入",
            "the file holds no text; check that the export is complete",
        )
    return Document(
        sha256=hashlib.sha256(data).hexdigest(),
        source_name=name,
        media_type="text/plain",
        reader_version=READER_VERSION,
        text=text,
        blocks=tuple(_blocks(text)),
    )


def _blocks(text: str) -> list[Paragraph | Table]:
    lines = lines_of(text)
    width = wrap_width(lines)
    if width is not None:
        lines = [line for line in lines if not is_furniture(line)]
    blocks: list[Paragraph | Table] = []
    at = 0
    last: Line | None = None  # of the paragraph that may go on
    while at < len(lines):
        line = lines[at]
        if line.blank and "\t" not in line.text:
            at += 1
            continue
        taken, table = take_table(lines, at, text)
        before = blocks[-1] if blocks else None
        if (
            table is None
            and width is not None
            and last
            and isinstance(before, Paragraph)
            and goes_on(last, line, width)
        ):
            blocks[-1] = Paragraph(before.char_start, line.body[1])
        else:
            blocks.append(table or Paragraph(*line.body))
        last = line if table is None else None
        at += taken if table else 1
    return blocks if width is not None else _join_broken(blocks, text)


def _join_broken(blocks: list[Paragraph | Table], text: str) -> list[Paragraph | Table]:
    """Join a paragraph that a page's end broke: a long line without an end, and a next one that is no new item."""
    joined: list[Paragraph | Table] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if isinstance(block, Paragraph) and isinstance(last, Paragraph):
            before, after = text[last.char_start : last.char_end], text[block.char_start : block.char_end]
            tail = before.splitlines()[-1]
            open_end = not before.endswith(_SENTENCE_END) and len(tail) >= 20
            if open_end and after and not _NUMBERED.match(after) and not after[0].isdigit() and "。" in before + after:
                joined[-1] = Paragraph(last.char_start, block.char_end)
                continue
        joined.append(block)
    return joined
