"""Plain text: paragraphs, and the tables that a dump flattened into it.

Four flattenings are undone. A Word dump begins each cell with a TAB and ends each row with a blank line; a cell may
hold several paragraphs, even blank ones. OCR output sets a row on a line, its cells parted by TABs. A typed table parts
its columns by runs of spaces. A web page's table may come as one paragraph per cell, numbered in its first column.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass

from dagster_project.reading.document import Cell, Document, Paragraph, Table
from dagster_project.reading.errors import ReadingError
from dagster_project.reading.span_grid import place_rows

READER_VERSION = "text/1"

_BLANK = re.compile(r"^[\s　]*$")
_NUMBERED = re.compile(
    r"^[\s　]*(?:[一二三四五六七八九十]+[、.．]|[（(]?[一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d+[、.．]|[•●·-]\s|第[一二三四五六七八九十]+)"
)
_AFTER_TABLE = re.compile(
    r"^[\s　]*(?:说明|注[：:1-9]|备注[：:]|填表|填报|附件|附表"
    r"|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]|20\d\d年度)"
)
_COLUMN_GAP = re.compile(r"(?:[ \t]{2,}|　+|[ \t]+　[ 　\t]*)")
_SENTENCE_END = tuple("。！？；：:;!?.）)”】》")


@dataclass(frozen=True)
class _Line:
    start: int
    end: int  # without the line's end
    text: str

    @property
    def blank(self) -> bool:
        return bool(_BLANK.match(self.text))


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
    if _BLANK.match(text):
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


def _lines(text: str) -> list[_Line]:
    lines, start = [], 0
    for piece in text.splitlines(keepends=True):
        body = piece.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
        lines.append(_Line(start, start + len(body), body))
        start += len(piece)
    return lines


def _blocks(text: str) -> list[Paragraph | Table]:
    lines = _lines(text)
    blocks: list[Paragraph | Table] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.blank and "\t" not in line.text:
            at += 1
            continue
        for take in (_tab_rows, _word_dump, _space_columns, _cell_paragraphs):
            taken, table = take(lines, at, text)
            if table is not None:
                blocks.append(table)
                at += taken
                break
        else:
            blocks.append(_paragraph(line))
            at += 1
    return _join_broken(blocks, text)


def _strip(line: _Line) -> tuple[int, int]:
    body = line.text.strip(" \t\u3000\xa0")
    start = line.start + (line.text.find(body) if body else 0)
    return start, start + len(body)


def _paragraph(line: _Line) -> Paragraph:
    start, end = _strip(line)
    return Paragraph(start, end)


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


_Piece = tuple[int, int]  # char_start, char_end of a cell


def _make_table(rows: list[list[_Piece]], text: str, spans_known: bool = False) -> Table:
    texts = [[text[start:end].strip() for start, end in row] for row in rows]
    if spans_known:
        places = [[(column, 1) for column in range(len(row))] for row in rows]
    else:
        places = place_rows(texts)
    cells = [
        Cell(row_no, column, start, end, column_span=span)
        for row_no, (row, place) in enumerate(zip(rows, places, strict=True))
        for (start, end), (column, span) in zip(row, place, strict=True)
    ]
    return Table(tuple(cells), unruled=True)


def _trim(start: int, end: int, text: str) -> _Piece:
    body = text[start:end]
    stripped = body.strip(" \t\r\n\u3000\xa0")
    begin = start + (body.find(stripped) if stripped else 0)
    return begin, begin + len(stripped)


def _tab_rows(lines: list[_Line], at: int, text: str) -> tuple[int, Table | None]:
    """OCR output: a row a line, cells parted by TABs."""

    def is_row(line: _Line) -> bool:
        return line.text.count("\t") >= 2 or ("\t" in line.text.strip(" ") and not line.text.startswith("\t"))

    taken = 0
    rows: list[list[_Piece]] = []
    while at + taken < len(lines) and is_row(lines[at + taken]):
        line = lines[at + taken]
        row, start = [], line.start
        for piece in line.text.split("\t"):
            row.append(_trim(start, start + len(piece), text))
            start += len(piece) + 1
        rows.append(row)
        taken += 1
    if not rows:
        return 0, None
    return taken, _make_table(rows, text, spans_known=True)


def _word_dump(lines: list[_Line], at: int, text: str) -> tuple[int, Table | None]:
    """A Word dump: a TAB begins a cell, a blank line ends a row."""
    if not lines[at].text.startswith("\t"):
        return 0, None
    rows: list[list[list[_Line]]] = [[]]
    taken, blanks = 0, 0
    while at + taken < len(lines):
        line = lines[at + taken]
        if line.text.startswith("\t"):
            if blanks and rows[-1]:
                rows.append([])
            rows[-1].append([_Line(line.start + 1, line.end, line.text[1:])])
            blanks = 0
        elif line.blank:
            blanks += 1
        else:
            last = text[rows[-1][-1][0].start : rows[-1][-1][-1].end]
            if blanks and (_AFTER_TABLE.match(line.text) or blanks > 2 or not re.search(r"[^\d.,\s　%-]", last)):
                break
            rows[-1][-1].append(line)
            blanks = 0
        taken += 1
    while taken and lines[at + taken - 1].blank and not lines[at + taken - 1].text.startswith("\t"):
        taken -= 1
    pieces = [[_trim(cell[0].start, cell[-1].end, text) for cell in row] for row in rows if row]
    return taken, _make_table(_heal_rows(pieces, text), text)


def _heal_rows(rows: list[list[_Piece]], text: str) -> list[list[_Piece]]:
    """Join a row that a blank paragraph in one of its cells broke: both parts together are as wide as a neighbour."""
    healed: list[list[_Piece]] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        if at + 1 < len(rows) and row[-1][0] < row[-1][1]:
            both = len(row) + len(rows[at + 1])
            neighbours = {len(rows[at + 2])} if at + 2 < len(rows) else set()
            if healed:
                neighbours.add(len(healed[-1]))
            if both in neighbours and both > 3 and len(rows[at + 1]) not in neighbours:
                healed.append(row + rows[at + 1])
                at += 2
                continue
        healed.append(row)
        at += 1
    return healed


def _space_columns(lines: list[_Line], at: int, text: str) -> tuple[int, Table | None]:
    """A typed table: at least three lines of the same number of columns, parted by runs of spaces, with digits."""

    def split(line: _Line) -> list[_Piece]:
        start, end = _strip(line)
        pieces, last = [], start
        for gap in _COLUMN_GAP.finditer(text, start, end):
            pieces.append((last, gap.start()))
            last = gap.end()
        return [*pieces, (last, end)]

    rows: list[list[_Piece]] = []
    while at + len(rows) < len(lines) and not lines[at + len(rows)].blank:
        row = split(lines[at + len(rows)])
        if len(row) < 3 or (rows and len(row) != len(rows[0])):
            break
        rows.append(row)
    digits = sum(any(c.isdigit() for c in text[start:end]) for row in rows[1:] for start, end in row[1:])
    if len(rows) < 3 or digits * 2 < sum(len(row) - 1 for row in rows[1:]):
        return 0, None
    return len(rows), _make_table(rows, text, spans_known=True)


_ROW_NUMBER_HEADINGS = {"序号", "编号", "行次"}


def _cell_paragraphs(lines: list[_Line], at: int, text: str) -> tuple[int, Table | None]:
    """A web table set as one paragraph a cell: its heading begins with 序号, its rows with 1, 2, 3."""
    if lines[at].text.strip() not in _ROW_NUMBER_HEADINGS:
        return 0, None
    filled = [n for n in range(at, min(at + 400, len(lines))) if not lines[n].blank]
    words = [lines[n].text.strip() for n in filled]
    if "1" not in words:
        return 0, None
    width = words.index("1")
    rows = [[_strip(lines[n]) for n in filled[:width]]]
    used = width
    while used + width <= len(words) and words[used] == str(len(rows)):
        rows.append([_strip(lines[n]) for n in filled[used : used + width]])
        used += width
    if not 2 <= width <= 12 or len(rows) < 2:
        return 0, None
    return filled[used - 1] - at + 1, _make_table(rows, text, spans_known=True)
