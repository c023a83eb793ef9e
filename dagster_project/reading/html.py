"""Web pages and documents saved as HTML: the report's body, in reading order, its tables on their true grid."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import lxml.html
from lxml import etree

from dagster_project.reading.builder import DocumentBuilder, clean
from dagster_project.reading.html_page import BLOCK_TAGS, Page, collapsed, is_dropped, style_of
from dagster_project.reading.html_table import LaidTable, div_rows, is_layout, table_cells
from dagster_project.reading.limits import LIMITS, too_large
from dagster_project.reading.numerals import numeral
from dagster_project.reading.ooxml import damaged
from dagster_project.reading.reader import Reader
from dagster_project.reading.text import decode

if TYPE_CHECKING:
    from dagster_project.reading.document import Document

MEDIA_TYPE = "text/html"
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|meta)\b", re.IGNORECASE)
_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([-\w]+)", re.IGNORECASE)
_HEADING = re.compile(r"h([1-6])$")
_LIST_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def decode_html(data: bytes) -> str:
    """The page's text: by its mark, as strict UTF-8, in the encoding it declares where not Chinese, or as GB18030."""
    declared = _DECLARED.search(data[:4096])
    encoding = declared[1].decode("ascii").lower() if declared else ""
    if encoding and not encoding.startswith(("utf", "gb", "hz")):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            try:
                return data.decode(encoding)
            except (LookupError, UnicodeDecodeError):
                pass
    return decode(data)


class _HtmlReading:
    """One reading of one page."""

    def __init__(self, data: bytes, name: str) -> None:
        self._root = _parse(decode_html(data))
        self._page = Page(self._root)
        self._builder = DocumentBuilder(data, name, MEDIA_TYPE, READER.version)
        self._line: list[str] = []
        self._heading: int | None = None

    def document(self) -> Document:
        body = self._page.body()
        title = self._page.title_outside(body)
        if title:
            self._builder.paragraph(title, heading_level=1)
        self._element(body)
        self._end_paragraph()
        return self._builder.build(self._page.published_on(), self._page.publisher(), self._page.attachments())

    def _element(self, element: etree._Element) -> None:
        """What an element prints, its tail not included."""
        tag = element.tag
        if not isinstance(tag, str) or is_dropped(element) or self._page.is_boilerplate(element):
            return
        if tag == "br":
            self._break(element)
        elif tag == "table":
            self._table(element)
        elif rows := div_rows(element):
            self._end_paragraph()
            self._emit(LaidTable(tuple(rows), (), unruled=True))
        else:
            self._contents(element)

    def _contents(self, element: etree._Element) -> None:
        inline = element.tag not in BLOCK_TAGS
        heading = _HEADING.match(str(element.tag))
        outer_heading = self._heading
        if not inline:
            self._end_paragraph()
        if heading:
            self._heading = int(heading[1])
        if element.tag == "li":
            self._line.append(_list_label(element))
        self._line.append(_printed_blanks(element.text, element))
        for child in element.iterchildren():
            self._element(child)
            self._line.append(_printed_blanks(child.tail, element))
        if not inline:
            self._end_paragraph()
        self._heading = outer_heading

    def _break(self, element: etree._Element) -> None:
        """A line break ends a paragraph, but not within a heading or a centred title that runs over lines."""
        around = element.getparent()
        while around is not None and around.tag not in BLOCK_TAGS:
            around = around.getparent()
        if self._heading or (around is not None and "center" in style_of(around)):
            self._line.append("\n")
        else:
            self._end_paragraph()

    def _table(self, table: etree._Element) -> None:
        self._end_paragraph()
        if is_layout(table):
            for child in table.iterchildren():
                self._layout(child)
            return
        for caption in table.iterchildren("caption"):
            self._contents(caption)
        self._emit(table_cells(table))

    def _layout(self, element: etree._Element) -> None:
        """The cells of a table that only lays out a page are its blocks."""
        if not isinstance(element.tag, str) or is_dropped(element):
            return
        if element.tag in ("tr", "tbody", "thead", "tfoot"):
            for child in element.iterchildren():
                self._layout(child)
        elif element.tag not in ("col", "colgroup"):
            self._contents(element)

    def _emit(self, laid: LaidTable) -> None:
        self._builder.table(laid.cells, unruled=laid.unruled)
        for nested in laid.nested:
            self._table(nested)

    def _end_paragraph(self) -> None:
        text = clean("".join(self._line))
        self._line = []
        self._builder.paragraph(text, heading_level=self._heading)


def _printed_blanks(text: str | None, element: etree._Element) -> str:
    return (text or "") if element.tag == "pre" else collapsed(text)


def _list_label(item: etree._Element) -> str:
    """The number that an ordered list prints before its item."""
    ordered = item.getparent()
    if ordered is None or ordered.tag != "ol" or "list-style:none" in style_of(ordered).replace(" ", ""):
        return ""
    start = str(ordered.get("start", "1"))
    before = sum(1 for sibling in item.itersiblings("li", preceding=True))
    count = before + (int(start) if start.lstrip("-").isdigit() else 1)
    return numeral(count, _LIST_FORMATS.get(str(ordered.get("type", "1")), "decimal")) + ". "


def _parse(text: str) -> etree._Element:
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(text.replace("\x00", "").encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise damaged(str(error)) from error
    # libxml2 ends a page that is too deep or too large silently: only its log tells.
    fatal = [entry for entry in parser.error_log if entry.level_name == "FATAL"]
    if any("depth" in entry.message for entry in fatal):
        raise too_large("网页嵌套层数", "levels of nesting", LIMITS.depth)
    if fatal:
        raise damaged(fatal[0].message)
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > LIMITS.depth:
            raise too_large("网页嵌套层数", "levels of nesting", LIMITS.depth)
    return root


def _recognises(data: bytes) -> bool:
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\x00", b"")
    return bool(_MARKUP.search(head)) and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _read(data: bytes, name: str) -> Document:
    return _HtmlReading(data, name).document()


READER = Reader("html/2", MEDIA_TYPE, (".html", ".htm", ".shtml", ".xhtml"), _recognises, _read)
