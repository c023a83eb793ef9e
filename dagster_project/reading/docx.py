"""Word documents (.docx): the text that is printed, with tracked changes accepted.

The XML is read directly: libraries lose inserted text, content controls and text boxes, or give them twice.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dagster_project.reading.builder import DocumentBuilder
from dagster_project.reading.docx_names import ALTERNATE, MATH_TEXT, W, is_on, value_of
from dagster_project.reading.docx_numbering import Numbering
from dagster_project.reading.docx_styles import Styles, heading_level
from dagster_project.reading.grid import GridCell
from dagster_project.reading.limits import LIMITS, too_large
from dagster_project.reading.ooxml import Package, damaged, has_part
from dagster_project.reading.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from dagster_project.reading.document import Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_DROPPED = {W + name for name in ("del", "moveFrom", "delText", "instrText", "delInstrText", "rPr", "pPr", "sdtPr",
                                  "rt", "footnoteReference", "endnoteReference", "commentReference")}  # fmt: skip
_PRINTED = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}


@dataclass
class _Paragraph:
    """A paragraph's printed text, and the text boxes that hang on it."""

    text: str = ""
    boxes: list[etree._Element] = field(default_factory=list)
    heading_level: int | None = None


class _DocxReading:
    """One reading of one package: numbering counts as the document goes on, so order matters."""

    def __init__(self, data: bytes, name: str) -> None:
        self._package = Package(data)
        main = self._package.main_part() or "word/document.xml"
        self._folder = posixpath.dirname(main)
        root = self._package.xml(main)
        if root is None:
            raise damaged(main)
        self._root = root
        self._styles = Styles(self._beside("styles.xml"))
        self._numbering_root = self._beside("numbering.xml")
        self._numbering = Numbering(self._numbering_root, self._styles.list_styles())
        self._builder = DocumentBuilder(data, name, MEDIA_TYPE, READER.version)
        self._carried = ""  # text of a paragraph whose deleted end joins it to the next

    def document(self) -> Document:
        body = self._root.find(W + "body")
        if body is None:
            raise damaged("w:body")
        self._flow(body, 0)
        for part in ("footnotes.xml", "endnotes.xml"):
            notes = self._beside(part)
            for note in notes.iterchildren() if notes is not None else ():
                if note.get(W + "type") in (None, "normal"):
                    self._flow(note, 0)
        return self._builder.build()

    def _beside(self, name: str) -> etree._Element | None:
        return self._package.xml(posixpath.join(self._folder, name))

    def _flow(self, parent: etree._Element, depth: int) -> None:
        """Paragraphs and tables of a body, a text box or a note."""
        for block in _blocks(parent):
            if block.tag == W + "p":
                paragraph = self._paragraph(block)
                self._builder.paragraph(paragraph.text, heading_level=paragraph.heading_level)
                for box in paragraph.boxes:
                    self._flow(box, _deeper(depth))
            else:
                self._table(block, depth)
        if self._carried:
            self._builder.paragraph(self._carried)
            self._carried = ""

    def _table(self, table: etree._Element, depth: int) -> None:
        """A table, and after it the tables that stand in its cells."""
        cells: list[GridCell] = []
        nested: list[etree._Element] = []
        open_merges: dict[int, int] = {}  # first column → position in cells of the cell merged downwards from there
        for row_no, row in enumerate(_rows(table)):
            column = int(value_of(row, "trPr/gridBefore") or 0)
            merges: dict[int, int] = {}
            for cell in _cells(row):
                span = max(1, int(value_of(cell, "tcPr/gridSpan") or 1))
                if span > LIMITS.table_columns:
                    raise too_large("表格列数", "columns in a table", LIMITS.table_columns)
                text, inner = self._cell(cell, depth)
                nested.extend(inner)
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                above = open_merges.get(column)
                continues = merge is not None and merge.get(W + "val", "continue") == "continue"
                if continues and above is not None and cells[above].column_span == span:
                    # Word prints nothing of the cells that a merge covers, whatever text is stored in them.
                    upper = cells[above]
                    cells[above] = GridCell(upper.row, column, upper.text, row_no - upper.row + 1, span)
                    merges[column] = above
                elif value_of(cell, "tcPr/hMerge") == "continue" and cells and cells[-1].row == row_no:
                    left = cells[-1]
                    cells[-1] = GridCell(left.row, left.column, left.text, 1, left.column_span + span)
                else:
                    if merge is not None:
                        merges[column] = len(cells)
                    cells.append(GridCell(row_no, column, text, 1, span))
                column += span
            open_merges = merges
        self._builder.table(cells)
        for inner_table in nested:
            self._table(inner_table, _deeper(depth))

    def _cell(self, cell: etree._Element, depth: int) -> tuple[str, list[etree._Element]]:
        """The text of a cell, one line per paragraph, and the tables in it."""
        lines: list[str] = []
        tables: list[etree._Element] = []
        for block in _blocks(cell):
            if block.tag == W + "tbl":
                tables.append(block)
                continue
            paragraph = self._paragraph(block)
            lines.append(paragraph.text)
            for box in paragraph.boxes:
                text, inner = self._cell(box, _deeper(depth))
                lines.append(text)
                tables.extend(inner)
        lines.append(self._carried)
        self._carried = ""
        return "\n".join(line for line in lines if line), tables

    def _paragraph(self, element: etree._Element) -> _Paragraph:
        properties = element.find(W + "pPr")
        style_id = value_of(properties, "pStyle")
        style = self._styles.style(style_id)
        paragraph = _Paragraph(heading_level=heading_level(value_of(properties, "outlineLvl")) or style.heading_level)
        pieces: list[str] = []
        self._printed(element, pieces, paragraph.boxes, style.hidden)
        end_deleted = properties is not None and properties.find(f"{W}rPr/{W}del") is not None
        text = self._carried + "".join(pieces)
        self._carried = ""
        if end_deleted:
            self._carried = text
            return paragraph
        number = value_of(properties, "numPr/numId") or style.number
        if number and number != "0":
            given = value_of(properties, "numPr/ilvl")
            level = int(given) if given is not None else style.level
            if level is None and style_id:
                level = self._numbering.level_of_style(number, style_id, self._numbering_root)
            text = self._numbering.label(number, level or 0) + text.lstrip()
        paragraph.text = text
        return paragraph

    def _printed(
        self, element: etree._Element, pieces: list[str], boxes: list[etree._Element], hidden: bool, depth: int = 0
    ) -> None:
        """Append what the element prints; text boxes are put aside, each once."""
        for child in element.iterchildren():
            tag = child.tag
            if not isinstance(tag, str) or tag in _DROPPED:
                continue
            if tag in (W + "t", MATH_TEXT):
                pieces.append(child.text or "")
            elif tag in _PRINTED:
                pieces.append(_PRINTED[tag])
            elif tag == W + "txbxContent":
                boxes.append(child)
            elif tag == W + "r":
                if not (hidden or is_on(child, "rPr/vanish") or self._styles.hides(value_of(child, "rPr/rStyle"))):
                    self._printed(child, pieces, boxes, hidden, _deeper(depth))
            elif tag == ALTERNATE:
                # The choice and the fallback hold the same text box twice.
                self._printed(child[0], pieces, boxes, hidden, _deeper(depth)) if len(child) else None
            else:
                self._printed(child, pieces, boxes, hidden, _deeper(depth))


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables of a container, through content controls and inserted or custom wrappers."""
    for child in parent.iterchildren():
        if child.tag in (W + "p", W + "tbl"):
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo", W + "smartTag"):
            yield from _blocks(child)
        elif child.tag == ALTERNATE and len(child):
            yield from _blocks(child[0])


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for row in _through(table, W + "tr"):
        if row.find(f"{W}trPr/{W}del") is None:
            yield row


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return _through(row, W + "tc")


def _through(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children of one kind, through content controls and custom wrappers around them."""
    for child in parent.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo"):
            yield from _through(child, tag)


def _deeper(depth: int) -> int:
    if depth >= LIMITS.depth:
        raise too_large("嵌套层数", "levels of nesting", LIMITS.depth)
    return depth + 1


def _recognises(data: bytes) -> bool:
    return has_part(data, "word/document.xml")


def _read(data: bytes, name: str) -> Document:
    try:
        return _DocxReading(data, name).document()
    except (ValueError, KeyError, RecursionError) as error:
        raise damaged(f"{type(error).__name__}: {error}") from error


READER = Reader("docx/2", MEDIA_TYPE, (".docx", ".docm"), _recognises, _read)
