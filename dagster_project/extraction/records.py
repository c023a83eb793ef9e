"""What extraction takes from a document: every printed number, and the labels that say what it is.

Nothing here is interpreted, and no sentence is kept: labels are clipped by extraction.clipping. The fields of
DocumentRecord and PrintedValue that carry the names of columns of loading/raw_tables.sql are loaded as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

_Record = TypeVar("_Record")


def changed(record: _Record, **fields: Any) -> _Record:
    """As dataclasses.replace, five times faster for a record of many fields; for records without __post_init__."""
    other = object.__new__(type(record))
    other.__dict__.update(record.__dict__, **fields)
    return other


@dataclass(frozen=True)
class DocumentRecord:
    """The document an extract was taken from."""

    document_sha256: str
    source_name: str
    media_type: str
    reader_version: str
    character_count: int
    published_on: str | None = None
    publisher: str | None = None


@dataclass(frozen=True)
class PrintedValue:
    """A number as printed, with its unit, label and place; offsets count code points of the text as read."""

    value_no: int
    printed: str
    value: str | None
    char_start: int
    char_end: int
    place: str  # 'text'; 'table': alone in its cell; 'cell': within a cell's words
    form: str = "number"  # number, percent, date, numbering, reference, contact
    unit: str | None = None
    unit_place: str | None = None
    label: str | None = None
    column_label: str | None = None
    section: str | None = None
    page: int | None = None
    paragraph_no: int | None = None
    sentence_no: int | None = None
    table_no: int | None = None
    row_no: int | None = None
    column_no: int | None = None
    lead: str | None = None  # the clause before the label's, if it holds no number: 其中, 主要包括, a topic
    confidence: float | None = None  # 0..1 where the number was recognised in an image
    after: str | None = None  # what follows the number and its unit, up to the clause's end

    @property
    def is_quantity(self) -> bool:
        """Whether it counts or measures something, unlike a date or the number of an item."""
        return self.form in ("number", "percent")


@dataclass(frozen=True)
class Line:
    """A line without running text: a heading, a title, a caption, a signature, a date."""

    paragraph_no: int
    text: str
    char_start: int
    char_end: int
    kind: str  # heading, line; grade: the words that give one; topic, item, goal, result: see statements
    level: int | None = None
    page: int | None = None
    section: str | None = None  # of a statement
    printed: str | None = None  # text[char_start:char_end] of a statement whose text was cut


@dataclass(frozen=True)
class TableCell:
    """A cell that is not empty, clipped; row and column count from 1 on the table's grid."""

    table_no: int
    row_no: int
    column_no: int
    text: str
    char_start: int
    char_end: int
    row_span: int = 1
    column_span: int = 1
    printed: tuple[tuple[int, str], ...] = ()  # offset and characters of each line, where text differs from the print


@dataclass(frozen=True)
class Name:
    """A run of text that may name a place or an organization, e.g. 某某县科学技术局."""

    text: str
    char_start: int
    char_end: int


@dataclass(frozen=True)
class AttachedFile:
    """A file that the document's page attaches; it is not read unless it comes in by itself."""

    attachment_no: int  # 1, 2, 3, ...
    name: str  # as printed, '' where the page prints none
    address: str  # as the page writes it, perhaps relative
    char_start: int | None = None  # of the name in the text, if it stands there once
    char_end: int | None = None


@dataclass(frozen=True)
class Extract:
    """All that is kept of one document."""

    document: DocumentRecord
    values: tuple[PrintedValue, ...]
    lines: tuple[Line, ...] = ()
    cells: tuple[TableCell, ...] = ()
    names: tuple[Name, ...] = ()
    attachments: tuple[AttachedFile, ...] = ()
