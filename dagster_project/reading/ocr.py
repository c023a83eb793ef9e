"""Text recognition, offline: a page image becomes the same page content that a PDF with text has.

Every line is recognised within its cell. A line with numbers is recognised a second time from a blurred, wider crop:
where the two readings differ in a number, or a number is not written as numbers are, its confidence is 0.
Confidence is else the mean probability of the line's characters, 0..1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from statistics import median
from typing import TYPE_CHECKING, Any

from dagster_project.reading.errors import ReadingError
from dagster_project.reading.ocr_numbers import numbers_in
from dagster_project.reading.pdf_page import Char, PageContent
from dagster_project.reading.pdf_tables import RuledTable, ruled_tables

if TYPE_CHECKING:
    from dagster_project.reading.scan_image import Pixels

VERSION = "ocr/1"

# Values below this are for review. Measured in docs/reading.md: over the test scans no wrong figure reaches it.
CONFIDENCE_THRESHOLD = 0.9

DPI = 200  # at which pages are recognised; 150 costs a third of the time and misreads twice as much
LEAST_HAN = 5  # characters of a document that is a Chinese report

_WORST_LINE, _WORST_SHARE = 0.75, 0.25  # a page with more than this share of lines read worse than that is refused
_LEAST_INK = 8  # pixels in height or width of what is writing, at 200 dpi
_COMMON_SIZE = 29.0  # pixels: 10.5 points
_LINE_GAP = 6  # pixels between the lines of a cell
_DETECTION = 0.6  # of the page's size: lines are found as well, in a third of the time, and drawn in to their ink
_LEAST_SHAPE = [3, 48, 96]  # channels, height, width: a number is not padded to the width of a sentence

_BLANK_BY_HAN = re.compile(r"(?<=[\u3400-\u9fff，。、；：（）])\s+|\s+(?=[\u3400-\u9fff，。、；：（）])")
_IN_BRACKETS = re.compile(r"[(（]([^()（）]*[\u3400-\u9fff][^()（）]*)[)）]")

Box = tuple[int, int, int, int]  # x0, y0, x1, y1 in pixels


@dataclass(frozen=True)
class _ReadLine:
    box: Box  # of the ink
    text: str
    confidence: float


def recognised_page(pixels: Pixels, number: int, scale: float) -> PageContent:
    """The content of a grey page image that scale enlarges to scan_image.DPI.

    Errors: ReadingError 'needs_ocr' where the libraries are not installed, 'poor_scan' where too little is legible.
    """
    engine()  # raises where it is not installed
    from dagster_project.reading.scan_image import POINTS, page_image

    image = page_image(pixels, scale)
    height, width = image.pixels.shape
    bare = PageContent(number, width * POINTS, height * POINTS, (), image.horizontal, image.vertical, 0.0, 0, 0)
    lines = _lines(image.pixels, ruled_tables(bare))
    _refuse_illegible(lines, number)
    chars = tuple(char for line in lines for char in _chars(line, _unit(lines)))
    return PageContent(number, bare.width, bare.height, chars, bare.horizontal, bare.vertical, 0.0, 0, 0)


@cache
def engine() -> Any:
    """The recognition engine, on one thread: more slow it down, and documents are read side by side instead."""
    try:
        import cv2
        from rapidocr import RapidOCR
    except ImportError as error:
        raise ReadingError(
            "needs_ocr",
            "文件是扫描图像，本机未安装文字识别组件；请安装 rapidocr、onnxruntime 和 opencv-python-headless，"
            "或提供可复制文字的版本",
            "a scanned image, and text recognition is not installed; install rapidocr, onnxruntime and "
            "opencv-python-headless, or provide a version whose text can be copied",
        ) from error
    cv2.setNumThreads(1)
    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    settings = {"Global.log_level": "critical", "Global.max_side_len": 2400, "Rec.rec_img_shape": _LEAST_SHAPE}
    return RapidOCR(params={**threads, **settings})


def _lines(pixels: Pixels, tables: list[RuledTable]) -> list[_ReadLine]:
    from dagster_project.reading.scan_image import ink

    printed = ink(pixels)
    boxes = [piece for box in _detected(pixels) for piece in _within_cells(box, tables)]
    boxes = [tight for box in boxes if (tight := _tight(printed, box)) is not None]
    boxes += _overlooked(printed, boxes, tables)
    return _read(pixels, boxes)


def _detected(pixels: Pixels) -> list[Box]:
    import cv2

    small = cv2.resize(pixels, None, fx=_DETECTION, fy=_DETECTION, interpolation=cv2.INTER_AREA)
    found = engine()(cv2.cvtColor(small, cv2.COLOR_GRAY2BGR), use_det=True, use_cls=False, use_rec=False)
    if found.boxes is None:
        return []
    corners = found.boxes / _DETECTION
    return [
        (int(box[:, 0].min()), int(box[:, 1].min()), int(box[:, 0].max()) + 1, int(box[:, 1].max()) + 1)
        for box in corners
    ]


def _within_cells(box: Box, tables: list[RuledTable]) -> list[Box]:
    """A box cut at the walls of the cells that it runs through."""
    from dagster_project.reading.scan_image import POINTS

    x0, y0, x1, y1 = box
    y = (y0 + y1) / 2
    table = next((t for t in tables if t.holds((x0 + x1) / 2 * POINTS, y * POINTS)), None)
    if table is None:
        return [box]
    pieces = []
    for cell in table.cells:
        if table.ys[cell.row] <= y * POINTS < table.ys[cell.row_end]:
            left = max(x0, round(table.xs[cell.column] / POINTS))
            right = min(x1, round(table.xs[cell.column_end] / POINTS))
            top = max(y0, round(table.ys[cell.row] / POINTS))
            bottom = min(y1, round(table.ys[cell.row_end] / POINTS))
            if right - left > _LEAST_INK:
                pieces.append((left, top, right, bottom))
    return pieces


def _tight(printed: Pixels, box: Box) -> Box | None:
    """The box drawn in to its ink, or None where there is none."""
    import numpy as np

    x0, y0, x1, y1 = (max(0, side) for side in box)
    part = printed[y0:y1, x0:x1] > 0
    columns, rows = np.flatnonzero(part.sum(axis=0) > 1), np.flatnonzero(part.sum(axis=1) > 1)
    if not len(columns) or not len(rows) or max(columns[-1] - columns[0], rows[-1] - rows[0]) < _LEAST_INK:
        return None
    return x0 + int(columns[0]), y0 + int(rows[0]), x0 + int(columns[-1]) + 1, y0 + int(rows[-1]) + 1


def _overlooked(printed: Pixels, boxes: list[Box], tables: list[RuledTable]) -> list[Box]:
    """Boxes of the writing in cells that detection passed over: often a digit by itself."""
    from dagster_project.reading.scan_image import POINTS

    rest = printed.copy()
    for x0, y0, x1, y1 in boxes:
        rest[max(0, y0 - 6) : y1 + 6, max(0, x0 - 10) : x1 + 10] = 0
    found = []
    for table in tables:
        for cell in table.cells:
            left, right = (round(table.xs[column] / POINTS) for column in (cell.column, cell.column_end))
            top, bottom = (round(table.ys[row] / POINTS) for row in (cell.row, cell.row_end))
            found += [
                tight
                for y0, y1 in _bands(rest[top + 5 : bottom - 5, left + 5 : right - 5])
                if (tight := _tight(rest, (left + 5, top + 5 + y0, right - 5, top + 5 + y1))) is not None
                and tight[3] - tight[1] >= _LEAST_INK
            ]
    return found


def _bands(part: Pixels) -> list[tuple[int, int]]:
    """Runs of rows with ink, specks left out."""
    bands: list[tuple[int, int]] = []
    for y, count in enumerate((part > 0).sum(axis=1)):
        if count < 2:
            continue
        if bands and y - bands[-1][1] <= _LINE_GAP:
            bands[-1] = bands[-1][0], y + 1
        else:
            bands.append((y, y + 1))
    return [(start, end) for start, end in bands if end - start >= _LEAST_INK]


def _read(pixels: Pixels, boxes: list[Box]) -> list[_ReadLine]:
    first = _recognised([_crop(pixels, box, 4, 8) for box in boxes])
    doubted = [number for number, (text, _) in enumerate(first) if numbers_in(text)]
    again = dict(zip(doubted, _recognised([_blurred(_crop(pixels, boxes[n], 9, 20)) for n in doubted]), strict=True))
    lines = []
    for number, (text, confidence) in enumerate(first):
        second, second_confidence = again.get(number, (text, confidence))
        agreed = numbers_in(text) == numbers_in(second)
        lines.append(_ReadLine(boxes[number], text, min(confidence, second_confidence) if agreed else 0.0))
    return [line for line in lines if line.text]


def _crop(pixels: Pixels, box: Box, above: int, beside: int) -> Pixels:
    """A line's part of the page with a white margin, in colours as the recogniser wants it."""
    import cv2

    x0, y0, x1, y1 = box
    part = pixels[max(0, y0 - 2) : y1 + 2, max(0, x0 - 2) : x1 + 2]
    beside = max(beside, (y1 - y0) // 2)
    framed = cv2.copyMakeBorder(part, above, above, beside, beside, cv2.BORDER_CONSTANT, value=(255.0,))
    return cv2.cvtColor(framed, cv2.COLOR_GRAY2BGR)  # type: ignore[return-value]


def _blurred(crop: Pixels) -> Pixels:
    import cv2

    return cv2.GaussianBlur(crop, (3, 3), 0)  # type: ignore[return-value]


def _recognised(crops: list[Pixels]) -> list[tuple[str, float]]:
    """(text, mean probability of its characters) for each crop."""
    if not crops:
        return []
    from rapidocr.ch_ppocr_rec import TextRecInput

    # The engine itself takes one picture at a time; its recogniser takes a page's lines at once.
    result = engine()._load_rec_model()(TextRecInput(img=crops))
    return [(_tidy(text), float(score)) for text, score in zip(result.txts, result.scores, strict=True)]


def _tidy(text: str) -> str:
    """The text without blanks beside Chinese, and with the brackets that Chinese is printed in."""
    return _IN_BRACKETS.sub(r"（\1）", _BLANK_BY_HAN.sub("", text.strip()))


def _refuse_illegible(lines: list[_ReadLine], number: int) -> None:
    """Raise for a page of which too much is guessed: correcting it would cost more than typing it."""
    poor = sum(1 for line in lines if line.confidence < _WORST_LINE)
    if poor > max(3, _WORST_SHARE * len(lines)):
        raise ReadingError(
            "poor_scan",
            f"第 {number} 页扫描质量太差，{len(lines)} 行中有 {poor} 行无法可靠识别；请以 200 dpi 以上重新扫描",
            f"page {number} is scanned too poorly, {poor} of its {len(lines)} lines cannot be read reliably; "
            "scan it again at 200 dpi or more",
        )


def refuse_without_han(pages: list[PageContent]) -> None:
    """Raise for a document that holds hardly any Chinese, even when its pictures are recognised."""
    if sum(1 for page in pages for char in page.chars if "\u3400" <= char.text <= "\u9fff") < LEAST_HAN:
        raise ReadingError(
            "not_chinese",
            "文件里几乎没有可读的汉字，不像一份自评报告；请检查文件，或提供 Word 版本",
            "hardly any Chinese text can be read, so this is no report; check the file, or provide a Word version",
        )


def _width(text: str) -> float:
    """Width of a text in units of a Han character."""
    return sum(1.0 if ord(character) > 0x2E7F else 0.5 for character in text)


def _unit(lines: list[_ReadLine]) -> float:
    """The size in pixels of most characters of a page."""
    # Han characters are as wide as the font's size; how wide digits are differs from font to font.
    chinese = [line for line in lines if len(line.text) >= 3 and all(ord(c) > 0x2E7F for c in line.text)]
    return median((line.box[2] - line.box[0]) / len(line.text) for line in chinese) if chinese else _COMMON_SIZE


def _chars(line: _ReadLine, common: float) -> list[Char]:
    """The line's characters side by side, as wide as they would be set: recognition only says where the line is."""
    from dagster_project.reading.scan_image import POINTS

    x0, y0, x1, y1 = line.box
    pitch = (x1 - x0) / _width(line.text)
    # Sizes that differ little are one size measured twice; a paragraph's lines must have the same.
    size = common if abs(pitch - common) < 0.25 * common else pitch
    middle, x = (y0 + y1) / 2, float(x0)
    chars = []
    for character in line.text:
        wide = _width(character)
        chars.append(
            Char(
                character,
                x * POINTS,
                (x + pitch * wide) * POINTS,
                (middle - size / 2) * POINTS,
                (middle + size / 2) * POINTS,
                (middle + 0.35 * size) * POINTS,
                line.confidence,
            )
        )
        x += pitch * wide
    return chars
