"""The tables that a dump flattened into plain text.

Four flattenings are undone. A Word dump begins each cell with a TAB and ends each row with a blank line; a cell may
hold several paragraphs, even blank ones. OCR output sets a row on a line, its cells parted by TABs. A typed table parts
its columns by runs of spaces. A web page's table may come as one paragraph per cell, numbered in its first column.
"""

from __future__ import annotations

import re

from dagster_project.reading.document import Cell, Table
from dagster_project.reading.listed_forms import take_listed_form
from dagster_project.reading.span_grid import place_rows
from dagster_project.reading.text_lines import MARGINS, Line, Piece, trim

_AFTER_TABLE = re.compile(
    r"^[\s　]*(?:说明|注[：:1-9]|备注[：:]|填表|填报|附件|附表"
    r"|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]|20\d\d年度)"
)
_COLUMN_GAP = re.compile(r"(?:[ \t]{2,}|　+|[ \t]+　[ 　\t]*)")
_SHORT_CELL = re.compile(r"[^。；！？，]{1,30}")
_UNIT_CELL = re.compile(r"[（(](?:[亿百万千]*元|%)[）)]")
_AMOUNT_CELL = re.compile(r"-?[\d０-９][\d０-９,，.．\s]*[%％]?|[—\-–/]+")
NARROWEST_LISTED, WIDEST_LISTED = 3, 12  # columns of a table set as one paragraph a cell
_ROW_NUMBER_HEADINGS = {"序号", "编号", "行次"}
LONGEST_LISTED = 400  # lines within which a table set as one paragraph a cell must show its first row

_Taken = tuple[int, Table | None]  # lines taken, the table that they are


def take_table(lines: list[Line], at: int, text: str) -> _Taken:
    """The table that begins at a line, and how many lines it takes; (0, None) where none does."""
    for take in (_tab_rows, _word_dump, _space_columns, _cell_paragraphs):
        taken, table = take(lines, at, text)
        if table is not None:
            return taken, table
    return take_listed_form(lines, at)


def _make_table(rows: list[list[Piece]], text: str, spans_known: bool = False) -> Table:
    texts = [[text[start:end].strip() for start, end in row] for row in rows]
    places = [[(column, 1) for column in range(len(row))] for row in rows] if spans_known else place_rows(texts)
    cells = [
        Cell(row_no, column, start, end, column_span=span)
        for row_no, (row, place) in enumerate(zip(rows, places, strict=True))
        for (start, end), (column, span) in zip(row, place, strict=True)
    ]
    return Table(tuple(cells), unruled=True)


def _tab_rows(lines: list[Line], at: int, text: str) -> _Taken:
    """OCR output: a row a line, cells parted by TABs."""

    def is_row(line: Line) -> bool:
        return line.text.count("\t") >= 2 or ("\t" in line.text.strip(" ") and not line.text.startswith("\t"))

    taken = 0
    rows: list[list[Piece]] = []
    while at + taken < len(lines) and is_row(lines[at + taken]):
        line = lines[at + taken]
        row, start = [], line.start
        for piece in line.text.split("\t"):
            row.append(trim(start, start + len(piece), text))
            start += len(piece) + 1
        rows.append(row)
        taken += 1
    if not rows:
        return 0, None
    return taken, _make_table(rows, text, spans_known=True)


def _word_dump(lines: list[Line], at: int, text: str) -> _Taken:
    """A Word dump: a TAB begins a cell, a blank line ends a row."""
    if not lines[at].text.startswith("\t"):
        return 0, None
    rows: list[list[Piece]] = [[]]  # cells as yet untrimmed
    taken, blanks = 0, 0
    for line in lines[at:]:
        if line.text.startswith("\t"):
            if blanks and rows[-1]:
                rows.append([])
            rows[-1].append((line.start + 1, line.end))
            blanks = 0
        elif line.blank:
            blanks += 1
        elif blanks and _is_below_table(line, blanks, text[slice(*rows[-1][-1])]):
            break
        else:
            rows[-1][-1] = (rows[-1][-1][0], line.end)  # another paragraph of the cell
            blanks = 0
        taken += 1
    while taken and lines[at + taken - 1].blank and not lines[at + taken - 1].text.startswith("\t"):
        taken -= 1
    trimmed = [[trim(start, end, text) for start, end in row] for row in rows if row]
    return taken, _make_table(_heal_rows(trimmed, text), text)


def _is_below_table(line: Line, blanks: int, last_cell: str) -> bool:
    """Whether a line after blank ones is the text below the table, no further paragraph of its last cell."""
    return bool(_AFTER_TABLE.match(line.text)) or blanks > 2 or not re.search(r"[^\d.,\s　%-]", last_cell)


def _heal_rows(rows: list[list[Piece]], text: str) -> list[list[Piece]]:
    """Join a row that a blank paragraph in one of its cells broke: both parts together are as wide as a neighbour."""
    rows = [_heal_unit(row, rows[n + 1] if n + 1 < len(rows) else row, text) for n, row in enumerate(rows)]
    healed: list[list[Piece]] = []
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


def _heal_unit(row: list[Piece], following: list[Piece], text: str) -> list[Piece]:
    """Join a bracketed unit that stands in a cell of its own to its heading, where that makes the row too wide."""
    if len(row) != len(following) + 1:
        return row
    for n in range(1, len(row)):
        if _UNIT_CELL.fullmatch(text[slice(*row[n])]) and row[n - 1][0] < row[n - 1][1]:
            return [*row[: n - 1], (row[n - 1][0], row[n][1]), *row[n + 1 :]]
    return row


def _space_columns(lines: list[Line], at: int, text: str) -> _Taken:
    """A typed table: at least three lines of the same number of columns, parted by runs of spaces, with digits."""

    def split(line: Line) -> list[Piece]:
        start, end = line.body
        pieces, last = [], start
        for gap in _COLUMN_GAP.finditer(text, start, end):
            pieces.append((last, gap.start()))
            last = gap.end()
        return [*pieces, (last, end)]

    rows: list[list[Piece]] = []
    while at + len(rows) < len(lines) and not lines[at + len(rows)].blank:
        row = split(lines[at + len(rows)])
        if len(row) < 3 or (rows and len(row) != len(rows[0])):
            break
        rows.append(row)
    digits = sum(any(c.isdigit() for c in text[start:end]) for row in rows[1:] for start, end in row[1:])
    if len(rows) < 3 or digits * 2 < sum(len(row) - 1 for row in rows[1:]):
        return 0, None
    return len(rows), _make_table(rows, text, spans_known=True)


def _cell_paragraphs(lines: list[Line], at: int, text: str) -> _Taken:
    """A web table set as one paragraph a cell: its heading begins with 序号, its rows with 1, 2, 3."""
    if lines[at].text.strip() not in _ROW_NUMBER_HEADINGS:
        return _worded_paragraphs(lines, at, text)
    filled = [n for n in range(at, min(at + LONGEST_LISTED, len(lines))) if not lines[n].blank]
    words = [lines[n].text.strip() for n in filled]
    if "1" not in words:
        return 0, None
    width = words.index("1")
    rows = [[lines[n].body for n in filled[:width]]]
    used = width
    while used + width <= len(words) and words[used] == str(len(rows)):
        rows.append([lines[n].body for n in filled[used : used + width]])
        used += width
    if not 2 <= width <= 12 or len(rows) < 2:
        return 0, None
    return filled[used - 1] - at + 1, _make_table(rows, text, spans_known=True)


def _worded_paragraphs(lines: list[Line], at: int, text: str) -> _Taken:
    """A web table set as one paragraph a cell: short words head it, and each row is a name and amounts."""
    filled: list[int] = []
    for n in range(at, min(at + LONGEST_LISTED, len(lines))):
        if not lines[n].blank:
            if not _SHORT_CELL.fullmatch(lines[n].text.strip(MARGINS)):
                break
            filled.append(n)
    amounts = [bool(_AMOUNT_CELL.fullmatch(lines[n].text.strip(MARGINS))) for n in filled]
    width = amounts.index(True) - 1 if True in amounts else 0
    if not NARROWEST_LISTED <= width <= WIDEST_LISTED:
        return 0, None
    row_of = [False, *[True] * (width - 1)]
    used = width
    while amounts[used : used + width] == row_of:
        used += width
    if used < 3 * width:
        return 0, None
    rows = [[lines[n].body for n in filled[start : start + width]] for start in range(0, used, width)]
    return filled[used - 1] - at + 1, _make_table(rows, text, spans_known=True)
