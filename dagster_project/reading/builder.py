"""One text per document: every reader appends its paragraphs and tables here, in reading order.

Paragraphs and table rows end with a line break, cells are parted by a TAB, a cell's own paragraphs by a line break;
an empty cell has a span of no width. Offsets are those of the text that comes out.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from dagster_project.reading.document import Attachment, Cell, Document, Paragraph, Table
from dagster_project.reading.errors import ReadingError
from dagster_project.reading.grid import GridCell, canonical
from dagster_project.reading.limits import LIMITS, too_large

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Characters that print nothing but would part a number or a label: zero-width, soft hyphen, direction marks, controls.
_UNPRINTED = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


def clean(text: str) -> str:
    """The text as printed: without characters that print nothing, outer blanks, and blank lines."""
    lines = _LINE_ENDS.sub("\n", _UNPRINTED.sub("", text)).split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


def _placed(name: str, address: str, text: str) -> Attachment:
    if not name or text.count(name) != 1:
        return Attachment(name, address)
    at = text.index(name)
    return Attachment(name, address, at, at + len(name))


class DocumentBuilder:
    """Grows a document's text and blocks together, so that the offsets are right by construction."""

    def __init__(self, data: bytes, name: str, media_type: str, reader_version: str) -> None:
        self._sha256 = hashlib.sha256(data).hexdigest()
        self._name, self._media_type, self._reader_version = name, media_type, reader_version
        self._pieces: list[str] = []
        self._length = 0
        self._blocks: list[Paragraph | Table] = []

    def paragraph(
        self, text: str, page: int | None = None, heading_level: int | None = None, confidence: float | None = None
    ) -> None:
        """Append a paragraph; one without printed characters is left out."""
        text = clean(text)
        if text:
            start, end = self._append(text)
            self._append("\n")
            self._blocks.append(Paragraph(start, end, page, heading_level, confidence))

    def table(
        self, cells: Iterable[GridCell], page: int | None = None, name: str | None = None, unruled: bool = False
    ) -> None:
        """Append a table on its canonical grid; one without printed characters is left out."""
        grid = canonical(replace(cell, text=clean(cell.text)) for cell in cells)
        if not any(cell.text for cell in grid):
            return
        placed: list[Cell] = []
        for _, row in groupby(grid, key=lambda cell: cell.row):
            for number, cell in enumerate(row):
                if number:
                    self._append("\t")
                start, end = self._append(cell.text)
                spans = cell.row_span, cell.column_span
                placed.append(Cell(cell.row, cell.column, start, end, *spans, cell.confidence))
            self._append("\n")
        self._blocks.append(Table(tuple(placed), page, name, unruled))

    def build(
        self, published_on: str | None = None, publisher: str | None = None, attachments: Iterable[tuple[str, str]] = ()
    ) -> Document:
        """The document; attachments are names and addresses. Raises ReadingError 'empty' where nothing is printed."""
        if not self._blocks:
            raise ReadingError(
                "empty",
                "文件里没有文字；请确认文件完整，内容若是图片请先做文字识别",
                "the file holds no text; check that it is complete, and recognise the text of pictures first",
            )
        text = "".join(self._pieces)
        return Document(
            self._sha256,
            self._name,
            self._media_type,
            self._reader_version,
            text,
            tuple(self._blocks),
            published_on,
            publisher,
            tuple(_placed(name, address, text) for name, address in attachments),
        )

    def _append(self, text: str) -> tuple[int, int]:
        start = self._length
        self._pieces.append(text)
        self._length += len(text)
        if self._length > LIMITS.characters:
            raise too_large("字数", "characters", LIMITS.characters)
        return start, self._length
