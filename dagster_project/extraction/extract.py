"""Extraction: a Document becomes an Extract, a pure function."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dagster_project.extraction.clipping import clip_head, squeeze
from dagster_project.extraction.headings import Outline, heading_of
from dagster_project.extraction.names import find_names
from dagster_project.extraction.persons import without_persons
from dagster_project.extraction.printed_dates import PUBLISHED, dates_in
from dagster_project.extraction.prose import Place, count_sentences, read_values
from dagster_project.extraction.records import AttachedFile, DocumentRecord, Extract, Line, PrintedValue, TableCell
from dagster_project.extraction.statements import statements
from dagster_project.extraction.tables import read_table
from dagster_project.extraction.words import Words
from dagster_project.reading.document import Document, Paragraph, Table
from dagster_project.reading.limits import LIMITS, too_large

EXTRACTION_VERSION = "extraction/14"
LONGEST_LINE = 48
_UNIT_AT_END = re.compile(r"[（(]?(?:金额)?单位[：:][^，。；]{1,8}[）)]?[：:。]?$")
CAPTION_LINES = 3  # lines above a table that may print its unit
_SCORE = "得分"
_GRADE = re.compile(
    r"(?:等级|等次|档次|结果|结论)[为是属于评定：:\s]{0,5}[“\"「]?"
    r"(?:优秀|优良|优|良好|良|中等|中|不合格|合格|较差|差)(?=[”\"」\s，。；,;）)]|$)"
)


def extract(document: Document) -> Extract:
    """Every printed number of a document with its label, unit, section and place; the lines and cells that head it.

    Errors: ReadingError 'too_large' where it prints more numbers than any report.
    """
    walk = _Walk(document)
    for paragraph_no, block in enumerate(document.blocks, 1):
        if isinstance(block, Table):
            walk.table(block, paragraph_no)
        else:
            walk.paragraph(block, paragraph_no)
        if len(walk.values) > LIMITS.printed_values:
            raise too_large("数字个数", "numbers", LIMITS.printed_values)
    return Extract(
        document=_record(document, walk.lines),
        values=tuple(replace(v, value_no=n) for n, v in enumerate(walk.values, 1)),
        lines=tuple(walk.lines),
        cells=tuple(walk.cells),
        names=tuple(find_names(document.text)),
        attachments=tuple(
            AttachedFile(number, clip_head(file.name), file.address, file.char_start, file.char_end)
            for number, file in enumerate(document.attachments, 1)
        ),
    )


class _Walk:
    """Goes through a document's blocks in order and gathers what they print."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.values: list[PrintedValue] = []
        self.lines: list[Line] = []
        self.cells: list[TableCell] = []
        self._outline = Outline()
        self._tables = self._sentences = 0
        self._head: list[str] = []  # of the last table
        self._caption = Words("")
        self._above: list[Words] = []  # the last short paragraphs, where a table's unit may be printed

    def table(self, table: Table, paragraph_no: int) -> None:
        """Gather a table's numbers and filled cells, and the grade where a cell tells it beside the score."""
        self._tables += 1
        before, self._above = self._above, []
        above = [Words(table.name), *before] if table.name else before
        unsure = [said.confidence for said in above if said.confidence is not None]
        caption = Words(" ".join(said.text for said in above), min(unsure, default=None))
        head = [self.document.text_of(cell) for cell in table.cells if cell.row == 0]
        if head == self._head and "单位" not in caption.text:
            caption = self._caption  # the same table goes on behind a page's end
        self._head, self._caption = head, caption
        values, cells = read_table(self.document, table, self._tables, self._outline.path, caption, self._sentences + 1)
        self.values += values
        self.cells += cells
        self._sentences += len(values) + 1
        for cell in table.cells:
            if _SCORE in (text := self.document.text_of(cell)):
                self.lines += _grades(text, cell.char_start, paragraph_no, table.page)

    def paragraph(self, block: Paragraph, paragraph_no: int) -> None:
        """Gather a paragraph's numbers, and the line that it is where it is no prose."""
        text = self.document.text_of(block)
        heading = heading_of(text, block.heading_level)
        if heading:
            self._outline.enter(heading[0], heading[1])
        if line := _line(text, block, paragraph_no, heading):
            self.lines.append(line)
        self.lines += _grades(text, block.char_start, paragraph_no, block.page)
        self.lines += statements(text, block, paragraph_no, self._outline.path)
        if len(short := squeeze(text)) <= LONGEST_LINE:
            self._above = [*self._above, Words(short, block.confidence)][-CAPTION_LINES:]
        elif stated := _UNIT_AT_END.search(short):  # 各项目执行情况如下（单位：万元）：
            self._above = [*self._above, Words(stated.group(), block.confidence)][-CAPTION_LINES:]
        place = Place(
            block.char_start, "text", self._outline.path, block.page, paragraph_no, confidence=block.confidence
        )
        self.values += read_values(text, place, self._sentences + 1)
        self._sentences += count_sentences(text)


def _line(text: str, block: Paragraph, paragraph_no: int, heading: tuple[int, str, bool] | None) -> Line | None:
    whole = without_persons(squeeze(text))
    if heading:
        return Line(paragraph_no, heading[1], block.char_start, block.char_end, "heading", heading[0], block.page)
    if len(whole) <= LONGEST_LINE and "。" not in whole:
        return Line(paragraph_no, clip_head(whole), block.char_start, block.char_end, "line", None, block.page)
    return None


def _grades(text: str, at: int, paragraph_no: int, page: int | None) -> list[Line]:
    """Where a text, which begins at an offset, says which grade the report gives itself, without a number."""
    return [
        Line(paragraph_no, said.group(), at + said.start(), at + said.end(), "grade", None, page)
        for said in _GRADE.finditer(text)
    ]


def _published_on(lines: Sequence[Line]) -> str | None:
    """The date that a line gives as the publication's: 发布时间：2024-05-16."""
    dates = (dates_in(line.text) for line in lines if PUBLISHED.search(line.text))
    return next((found[0] for found in dates if found), None)


def _record(document: Document, lines: Sequence[Line]) -> DocumentRecord:
    return DocumentRecord(
        document_sha256=document.sha256,
        source_name=document.source_name,
        media_type=document.media_type,
        reader_version=f"{document.reader_version} {EXTRACTION_VERSION}",
        character_count=len(document.text),
        published_on=document.published_on or _published_on(lines),
        publisher=document.publisher,
    )
