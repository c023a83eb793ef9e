"""Text recognition, offline: a page image becomes the same page content that a PDF with text has.

Every line is recognised within its cell. A line with numbers is recognised a second time from a blurred, wider crop:
where the two readings differ in a number, or a number is not written as numbers are, its confidence is 0.
Confidence is else the mean probability of the line's characters, 0..1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from statistics import median
from typing import TYPE_CHECKING, Any

from dagster_project.reading.errors import ReadingError
from dagster_project.reading.ocr_boxes import POINTS, Box, is_dash, overlooked, tight, with_ends, within_cells
from dagster_project.reading.ocr_numbers import numbers_in
from dagster_project.reading.pdf_page import Char, PageContent
from dagster_project.reading.pdf_tables import RuledTable, ruled_tables

if TYPE_CHECKING:
    from dagster_project.reading.scan_image import PageImage, Pixels

VERSION = "ocr/1"

LEAST_HAN = 5  # characters of a document that is a Chinese report

_WORST_LINE, _WORST_SHARE = 0.75, 0.25  # a page with more than this share of lines read worse than that is refused
_DASH_CONFIDENCE = 0.5  # below CONFIDENCE_THRESHOLD
_FEW_LINES = 3  # may be a stamp's
_SLANTED = ("1", "7", "I", "l", "J", "|")  # what a slash by itself is read as
_HALF = 0.5
_RUNNING = 10  # characters: what is shorter is a cell's text or a heading
_OPENING, _CLOSING = (
    ("（", "《", "“", "【", "〔"),
    ("，", "。", "、", "；", "：", "）", "》", "”", "】", "〕", "！", "？"),
)
_COMMON_SIZE = 29.0  # pixels: 10.5 points
_DETECTION = 0.6  # of the page's size: lines are found as well, in a third of the time, and drawn in to their ink
_LEAST_SHAPE = [3, 48, 96]  # channels, height, width: a number is not padded to the width of a sentence

_BLANK_BY_HAN = re.compile(r"(?<=[\u3400-\u9fff，。、；：（）])\s+|\s+(?=[\u3400-\u9fff，。、；：（）])")
_BLANK_IN_THOUSANDS = re.compile(r"(?<=\d[,，])\s+(?=\d{3}(?!\d))")
_CHINESE_MARKS = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_MARK_BY_HAN = re.compile(r"(?<=[\u3400-\u9fff）》”])[,;:?!](?!\d)|(?<=[%\d])[,;:](?=[\u3400-\u9fff])")
_IN_BRACKETS = re.compile(r"[(（]([^()（）]*[\u3400-\u9fff][^()（）]*)[)）]")


@dataclass(frozen=True)
class _ReadLine:
    box: Box  # of the ink
    text: str
    confidence: float


def recognised_page(pixels: Pixels, number: int, scale: float) -> PageContent:
    """The content of a grey page image that scale enlarges to DPI; a page that lies on its side is turned.

    Errors: ReadingError 'needs_ocr' where the libraries are not installed, 'poor_scan' where too little is legible.
    """
    engine()  # raises where it is not installed
    import numpy as np

    image, boxes = _prepared(pixels, scale)
    turns = (1, 3) if _on_end(boxes) else (0, 2)  # quarters of a turn
    for turn in turns:
        if turn:
            image, boxes = _prepared(np.ascontiguousarray(np.rot90(pixels, turn)), scale)
        page = _bare_page(image, number)
        lines = _lines(image.pixels, boxes, ruled_tables(page))
        if _is_legible(lines):
            unit = _unit(lines)
            return replace(page, chars=tuple(char for line in lines for char in _chars(line, unit)))
    raise _illegible(lines, number)


def _prepared(pixels: Pixels, scale: float) -> tuple[PageImage, list[Box]]:
    from dagster_project.reading.scan_image import page_image

    image = page_image(pixels, scale)
    return image, _detected(image.pixels)


def _bare_page(image: PageImage, number: int) -> PageContent:
    """The page with its ruling lines, but without text."""
    height, width = (side * POINTS for side in image.pixels.shape)
    return PageContent(number, width, height, (), image.horizontal, image.vertical, 0.0, 0, 0)


def _on_end(boxes: list[Box]) -> bool:
    """Whether lines run up or down the page."""
    return sum(y1 - y0 for _, y0, _, y1 in boxes) > sum(x1 - x0 for x0, _, x1, _ in boxes)


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


def _lines(pixels: Pixels, detected: list[Box], tables: list[RuledTable]) -> list[_ReadLine]:
    from dagster_project.reading.scan_image import ink, is_slash

    printed = ink(pixels)
    pieces = [piece for box in detected for piece in within_cells(box, tables)]
    boxes = [drawn_in for piece in pieces if (drawn_in := tight(printed, piece)) is not None]
    boxes += overlooked(printed, boxes, tables)
    lines = _read(pixels, [with_ends(printed, box, boxes) for box in boxes])
    return [
        replace(line, text="/") if line.text in _SLANTED and is_slash(printed, line.box) else line for line in lines
    ]


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


def _read(pixels: Pixels, boxes: list[Box]) -> list[_ReadLine]:
    first = _recognised([_crop(pixels, box, 4, 8) for box in boxes])
    doubted = [number for number, (text, _) in enumerate(first) if numbers_in(text)]
    again = dict(zip(doubted, _recognised([_blurred(_crop(pixels, boxes[n], 9, 20)) for n in doubted]), strict=True))
    lines = []
    for number, (text, confidence) in enumerate(first):
        second, second_confidence = again.get(number, (text, confidence))
        agreed = numbers_in(text) == numbers_in(second)
        line = _ReadLine(boxes[number], text, min(confidence, second_confidence) if agreed else 0.0)
        # A stroke by itself shows the recogniser nothing to go by. It may be the sign of the number below it.
        lines.append(_ReadLine(line.box, "-", _DASH_CONFIDENCE) if is_dash(line.box) else line)
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
    """The text without the blanks that recognition adds, and with the marks that Chinese is printed in."""
    text = _BLANK_IN_THOUSANDS.sub("", _BLANK_BY_HAN.sub("", text.strip()))
    text = _MARK_BY_HAN.sub(lambda found: _CHINESE_MARKS[found[0]], text)
    return _IN_BRACKETS.sub(r"（\1）", text)


def _poor(lines: list[_ReadLine]) -> int:
    return sum(1 for line in lines if line.confidence < _WORST_LINE and len(line.text) > 1)


def _is_legible(lines: list[_ReadLine]) -> bool:
    return _poor(lines) <= max(_FEW_LINES, _WORST_SHARE * len(lines))


def _illegible(lines: list[_ReadLine], number: int) -> ReadingError:
    """The error for a page of which too much is guessed: correcting it would cost more than typing it."""
    poor = _poor(lines)
    return ReadingError(
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
    x0, y0, x1, y1 = line.box
    # A bracket or comma fills half of its place, and a line of running text is as long as its places.
    running = len(line.text) >= _RUNNING
    before = _HALF if running and line.text.startswith(_OPENING) else 0.0
    after = _HALF if running and line.text.endswith(_CLOSING) else 0.0
    pitch = (x1 - x0) / max(_width(line.text) - before - after, _HALF)
    # Sizes that differ little are one size measured twice; a paragraph's lines must have the same.
    size = common if abs(pitch - common) < 0.25 * common else pitch
    middle, x = (y0 + y1) / 2, x0 - before * pitch
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
