"""The one model every reader makes: a text, and the paragraphs and tables that stand in it.

Offsets count Unicode code points of Document.text; text[char_start:char_end] is what is printed there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# A recognised figure below it is for review. Measured on scans, docs/reading.md: no wrong figure reached it.
CONFIDENCE_THRESHOLD = 0.9

# Words that name a figure are doubtful below it, and the figure with them. Measured as well: none at or above it, and
# none between it and CONFIDENCE_THRESHOLD, was misread.
LABEL_THRESHOLD = 0.75


@dataclass(frozen=True)
class Paragraph:
    """A run of text that the document sets as one paragraph (or heading)."""

    char_start: int
    char_end: int
    page: int | None = None
    heading_level: int | None = None  # where the document itself marks headings; else found by their numbering
    confidence: float | None = None  # 0..1 where the text was recognised in an image; the lowest of its lines


@dataclass(frozen=True)
class Cell:
    """A table cell on the table's true grid; a merged cell stands once, at its first row and column."""

    row: int  # 0, 1, 2, ...
    column: int
    char_start: int
    char_end: int
    row_span: int = 1
    column_span: int = 1
    confidence: float | None = None  # 0..1 where the text was recognised in an image; the lowest of its lines


@dataclass(frozen=True)
class Table:
    """A table in reading order: its cells, empty ones included, in row order."""

    cells: tuple[Cell, ...]
    page: int | None = None
    name: str | None = None  # a sheet's name
    unruled: bool = False  # the grid was inferred from text, so a cell may stand in a wrong column


@dataclass(frozen=True)
class Attachment:
    """A file that a page attaches, not read: its name and address as the page writes them.

    char_start, char_end: where the name stands in the document's text, if it stands there once.
    """

    name: str
    address: str
    char_start: int | None = None
    char_end: int | None = None


@dataclass(frozen=True)
class Document:
    """What a reader makes of a file's bytes."""

    sha256: str
    source_name: str
    media_type: str
    reader_version: str
    text: str
    blocks: tuple[Paragraph | Table, ...]
    published_on: str | None = None  # ISO date, where the page prints it
    publisher: str | None = None
    attachments: tuple[Attachment, ...] = field(default=())

    def text_of(self, piece: Paragraph | Cell) -> str:
        """The characters of a paragraph or a cell, as printed."""
        return self.text[piece.char_start : piece.char_end]
