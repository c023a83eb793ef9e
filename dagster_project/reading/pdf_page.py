"""What a PDF page draws: its characters, its ruling lines and how much of it is picture, in one coordinate system.

Coordinates are in points from the upper left corner of the page as it is displayed: x to the right, y downwards.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from dagster_project.reading.limits import LIMITS, too_large

_THIN = 3.0  # a filled shape this thin is a ruling line
_STRAIGHT = 1.0  # a segment this far off an axis is still along it
_UNMAPPED = "\ufffd"
_NO_EXTENT = 0.01  # points
_LATIN_FONT = re.compile(rb"(?:\w+\+)?(?:Arial|Calibri|Cambria|Courier|Helvetica|Symbol|Times|Wingdings|Zapf)")
_INVISIBLE = 3  # text render mode of OCR layers: neither filled nor stroked


@dataclass(frozen=True, slots=True)
class Char:
    """A printed character; baseline is the y it stands on."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float
    confidence: float | None = None  # 0..1 where it was recognised in an image

    @property
    def middle(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal or vertical line: where it stands across its direction, and from where to where it runs."""

    at: float
    start: float
    end: float


@dataclass(frozen=True)
class PageContent:
    """All that reading needs of a page."""

    number: int  # 1, 2, 3, ...
    width: float
    height: float
    chars: tuple[Char, ...]
    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]
    picture_share: float  # part of the page that its largest picture covers, 0..1
    unmapped: int  # characters whose font does not say what they are
    unplaced: int  # pieces of text in fonts that are not embedded, which pdfium drops as they have no extent


_Place = Callable[[float, float], tuple[float, float]]


def read_page(page: pdfium.PdfPage, number: int) -> PageContent:
    """The content of a page; raises ReadingError 'too_large' where it draws more than any table."""
    left, bottom, right, top = page.get_bbox()
    turns = page.get_rotation() // 90
    places: dict[int, _Place] = {
        0: lambda x, y: (x - left, top - y),
        1: lambda x, y: (y - bottom, x - left),
        2: lambda x, y: (right - x, y - bottom),
        3: lambda x, y: (top - y, right - x),
    }
    place = places[turns]
    width, height = (right - left, top - bottom) if turns % 2 == 0 else (top - bottom, right - left)
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    picture, hidden_text, unplaced = 0.0, False, 0
    for item in page.get_objects(max_depth=8):
        if item.type == pdfium_c.FPDF_PAGEOBJ_PATH:
            _add_rules(item, place, horizontal, vertical)
            if len(horizontal) + len(vertical) > LIMITS.page_segments:
                raise too_large("单页线条数", "lines drawn on a page", LIMITS.page_segments)
        elif item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = item.get_bounds()
            picture = max(picture, (x1 - x0) * (y1 - y0) / max(width * height, 1.0))
        elif item.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
            hidden_text = hidden_text or pdfium_c.FPDFTextObj_GetTextRenderMode(item.raw) == _INVISIBLE
            unplaced += _is_unplaced(item)
    chars = _chars(page, place, hidden_text)
    unmapped = sum(1 for char in chars if char.text == _UNMAPPED)
    return PageContent(
        number, width, height, tuple(chars), tuple(horizontal), tuple(vertical), picture, unmapped, unplaced
    )


def _chars(page: pdfium.PdfPage, place: _Place, hidden_text: bool) -> list[Char]:
    """The characters that the page prints; the blanks that pdfium invents, and hidden ones, are left out."""
    text_page = page.get_textpage()
    raw = text_page.raw
    box = pdfium_c.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    chars: list[Char] = []
    for index in range(pdfium_c.FPDFText_CountChars(raw)):
        if pdfium_c.FPDFText_IsGenerated(raw, index) == 1:
            continue
        text = _character(pdfium_c.FPDFText_GetUnicode(raw, index))
        if not text or not pdfium_c.FPDFText_GetLooseCharBox(raw, index, box):
            continue
        if hidden_text and _is_hidden(raw, index):
            continue
        angle = pdfium_c.FPDFText_GetCharAngle(raw, index)
        if abs(math.sin(2 * angle)) > 0.2:  # slanted: a watermark
            continue
        pdfium_c.FPDFText_GetCharOrigin(raw, index, x, y)
        (xa, ya), (xb, yb) = place(box.left, box.bottom), place(box.right, box.top)
        baseline = place(x.value, y.value)[1]
        chars.append(Char(text, min(xa, xb), max(xa, xb), min(ya, yb), max(ya, yb), baseline))
    return chars


def _character(code: int) -> str:
    """The character of a code; radicals and compatibility forms that fonts give for common characters as those."""
    if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code <= 0xDFFF:
        return "-" if code == 0xFFFE else _UNMAPPED  # FFFE: a hyphen at a line's end
    character = chr(code)
    if 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF:
        return unicodedata.normalize("NFKC", character)
    return "" if character in "\r\n" else character


def _is_unplaced(item: pdfium.PdfObject) -> bool:
    left, _, right, _ = item.get_bounds()
    if right - left > _NO_EXTENT:
        return False
    font = pdfium_c.FPDFTextObj_GetFont(item.raw)
    if not font or pdfium_c.FPDFFont_GetIsEmbedded(font) == 1:
        return False
    name = ctypes.create_string_buffer(128)
    pdfium_c.FPDFFont_GetBaseFontName(font, name, len(name))
    # A blank has no extent either; blanks are set in Latin fonts, whose shapes pdfium brings along.
    return not _LATIN_FONT.match(name.value)


def _is_hidden(raw: object, index: int) -> bool:
    text_object = pdfium_c.FPDFText_GetTextObject(raw, index)
    return bool(text_object) and pdfium_c.FPDFTextObj_GetTextRenderMode(text_object) == _INVISIBLE


def _add_rules(item: pdfium.PdfObject, place: _Place, horizontal: list[Rule], vertical: list[Rule]) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(item.raw, fill, stroke)
    if not (fill.value or stroke.value):
        return
    for points, closed in _subpaths(item, place):
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        box_width, box_height = max(xs) - min(xs), max(ys) - min(ys)
        if min(box_width, box_height) <= _THIN and (fill.value or len(points) == 2 or closed):
            if box_width >= box_height:
                horizontal.append(Rule((min(ys) + max(ys)) / 2, min(xs), max(xs)))
            else:
                vertical.append(Rule((min(xs) + max(xs)) / 2, min(ys), max(ys)))
        elif stroke.value:
            ends = [*points[1:], points[0]] if closed else points[1:]
            for (xa, ya), (xb, yb) in zip(points, ends, strict=False):
                if abs(ya - yb) <= _STRAIGHT < abs(xa - xb):
                    horizontal.append(Rule((ya + yb) / 2, min(xa, xb), max(xa, xb)))
                elif abs(xa - xb) <= _STRAIGHT < abs(ya - yb):
                    vertical.append(Rule((xa + xb) / 2, min(ya, yb), max(ya, yb)))


def _subpaths(item: pdfium.PdfObject, place: _Place) -> list[tuple[list[tuple[float, float]], bool]]:
    """The polygons of a path (points in page coordinates, whether closed); those with curves are left out."""
    matrix = item.get_matrix()
    around = item.container
    while around is not None:
        matrix = matrix.multiply(around.get_matrix())
        around = around.container
    count = pdfium_c.FPDFPath_CountSegments(item.raw)
    if count > LIMITS.page_segments:
        raise too_large("单页线条数", "lines drawn on a page", LIMITS.page_segments)
    x, y = ctypes.c_float(), ctypes.c_float()
    subpaths: list[tuple[list[tuple[float, float]], bool]] = []
    points: list[tuple[float, float]] = []
    closed = curved = False
    for index in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(item.raw, index)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                subpaths.append((points, closed))
            points, closed, curved = [], False, False
        curved = curved or kind == pdfium_c.FPDF_SEGMENT_BEZIERTO
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(place(*matrix.on_point(x.value, y.value)))
        closed = closed or bool(pdfium_c.FPDFPathSegment_GetClose(segment))
    if len(points) > 1 and not curved:
        subpaths.append((points, closed))
    return subpaths
