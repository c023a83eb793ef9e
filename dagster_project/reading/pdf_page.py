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
_LARGE_PICTURE = 0.2  # of the page: what is larger may be a scan, or a strip of one, over its layer of text


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
    picture_share: float  # part of the page that its pictures cover, 0..1
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
    picture, hidden, unplaced = 0.0, set[int](), 0
    texts: list[tuple[pdfium.PdfObject, tuple[float, float, float, float]]] = []
    for item in page.get_objects(max_depth=8):
        if item.type == pdfium_c.FPDF_PAGEOBJ_PATH:
            _add_rules(item, place, horizontal, vertical)
            if len(horizontal) + len(vertical) > LIMITS.page_segments:
                raise too_large("单页线条数", "lines drawn on a page", LIMITS.page_segments)
        elif item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = item.get_bounds()
            x0, y0, x1, y1 = max(x0, left), max(y0, bottom), min(x1, right), min(y1, top)
            share = max(0.0, x1 - x0) * max(0.0, y1 - y0) / max(width * height, 1.0)
            picture += share
            if share > _LARGE_PICTURE:
                covered = [text for text in texts if _is_within(text[1], (x0, y0, x1, y1))]
                if covered and _is_opaque(item):
                    hidden.update(_address(text.raw) for text, _ in covered)
        elif item.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
            texts.append((item, item.get_bounds()))
            if _prints_nothing(item.raw):
                hidden.add(_address(item.raw))
            unplaced += _is_unplaced(item)
    chars = _chars(page, place, hidden)
    unmapped = sum(1 for char in chars if char.text == _UNMAPPED)
    return PageContent(
        number, width, height, tuple(chars), tuple(horizontal), tuple(vertical), min(picture, 1.0), unmapped, unplaced
    )


def _chars(page: pdfium.PdfPage, place: _Place, hidden: set[int]) -> list[Char]:
    """The characters that the page prints; the blanks that pdfium invents, and those of hidden pieces, are left out."""
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
        if hidden and _address(pdfium_c.FPDFText_GetTextObject(raw, index)) in hidden:
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


def _address(raw: object) -> int:
    return ctypes.cast(raw, ctypes.c_void_p).value or 0  # type: ignore[arg-type]


def _prints_nothing(raw: object) -> bool:
    """Whether a piece of text is invisible by its mode, or wholly transparent."""
    if pdfium_c.FPDFTextObj_GetTextRenderMode(raw) == _INVISIBLE:
        return True
    alpha = ctypes.c_uint(255)
    ignored = (ctypes.c_uint() for _ in range(3))
    return bool(pdfium_c.FPDFPageObj_GetFillColor(raw, *ignored, alpha)) and alpha.value == 0


def _is_within(box: tuple[float, float, float, float], picture: tuple[float, float, float, float]) -> bool:
    """Whether the middle of a piece of text lies on a picture."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return picture[0] <= x <= picture[2] and picture[1] <= y <= picture[3]


def _is_opaque(picture: pdfium.PdfObject) -> bool:
    """Whether a picture hides what was painted before it, unlike a watermark or a seal."""
    if pdfium_c.FPDFPageObj_HasTransparency(picture.raw):
        return False
    bitmap = picture.get_bitmap(render=True)
    pixels = bitmap.to_numpy()
    return pixels.ndim < 3 or pixels.shape[2] < 4 or bool((pixels[:, :, 3] == 255).all())


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
