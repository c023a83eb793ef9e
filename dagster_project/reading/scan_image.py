"""Page images made ready for recognition: of one resolution, straightened, their ruling lines found and erased."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dagster_project.reading.ocr_boxes import POINTS
from dagster_project.reading.pdf_page import Rule

Pixels = NDArray[np.uint8]  # (height, width), 0 black to 255 white

A4_SHORT_SIDE = 1654  # pixels at DPI: what a picture that does not say its size is taken to show
_MOST_ENLARGED = 2.5  # a picture needs more than this only where it holds a snippet, or hardly any detail
_SKEW = 6.0  # degrees to either side
_LONG_ACROSS, _LONG_DOWN = 60, 40  # pixels: shorter strokes are writing
_TABLE_SIDE = 90  # pixels: lines of a smaller figure, or of a lower one, are part of writing
_SHORTEST_SLASH = 12  # pixels
_SPECK = 7  # pixels of area: a decimal point at 200 dpi has 9 or more
_THICK = 14  # pixels: what is thicker is a bar or a picture


@dataclass(frozen=True)
class PageImage:
    """A straightened page at DPI: without its ruling lines, and those lines in points."""

    pixels: Pixels
    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]


def page_image(pixels: Pixels, scale: float) -> PageImage:
    """The page of a grey image, enlarged by scale to DPI."""
    straight = _straightened(pixels, scale)
    return _without_rules(straight)


def scale_of(pixels: Pixels) -> float:
    """How much to enlarge a picture of unknown resolution so that a page has DPI."""
    return float(min(A4_SHORT_SIDE / min(pixels.shape), _MOST_ENLARGED))


def ink(pixels: Pixels) -> Pixels:
    """255 where something is printed, 0 elsewhere; uneven light is evened out, grain and specks are left out."""
    smooth = cv2.medianBlur(pixels, 3)
    dark = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 30)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark)
    kept = np.where(stats[:, cv2.CC_STAT_AREA] >= _SPECK, 255, 0).astype(np.uint8)
    kept[0] = 0
    return np.asarray(kept[labels], np.uint8)


def is_slash(printed: Pixels, box: tuple[int, int, int, int]) -> bool:
    """Whether the ink in a box (x0, y0, x1, y1) is one thin stroke from the upper right to the lower left."""
    x0, y0, x1, y1 = box
    part = printed[y0:y1, x0:x1] > 0
    rows = [np.flatnonzero(row) for row in part if row.any()]
    height = len(rows)
    if height < _SHORTEST_SLASH:
        return False
    middles = np.array([row.mean() for row in rows])
    third = height // 3
    top, bottom = middles[:third], middles[-third:]
    lean = float(top.mean() - bottom.mean())
    # A 7 has a bar on top, a 1 leans at most by its flag.
    return max(row[-1] - row[0] + 1 for row in rows) <= 0.3 * height and lean > 0.2 * height


def _straightened(pixels: Pixels, scale: float) -> Pixels:
    """One turn and one scaling at once: each blurs a little."""
    height, width = pixels.shape
    angle = _skew(pixels)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, scale)
    matrix[0, 2] += (scale - 1) * width / 2
    matrix[1, 2] += (scale - 1) * height / 2
    size = round(width * scale), round(height * scale)
    how = cv2.INTER_CUBIC if scale > 0.8 else cv2.INTER_AREA
    return np.asarray(cv2.warpAffine(pixels, matrix, size, flags=how, borderValue=(255.0,)), dtype=np.uint8)


def _skew(pixels: Pixels) -> float:
    """Degrees to turn the page by: where lines lie level, rows of pixels differ most."""
    best = 0.0
    for long_side, around, step in ((700, _SKEW, 0.5), (1400, 0.5, 0.1), (2000, 0.1, 0.03)):
        factor = min(1.0, long_side / max(pixels.shape))
        small = ink(np.asarray(cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8))
        steps = round(around / step)
        candidates = [best + number * step for number in range(-steps, steps + 1)]
        # Nearest to upright first, so that an empty page stays as it is.
        best = max(sorted(candidates, key=abs), key=lambda angle: _levelness(small, angle))
    return best


def _levelness(printed: Pixels, angle: float) -> float:
    height, width = printed.shape
    turned = cv2.warpAffine(printed, cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0), (width, height))
    rows = cv2.reduce(turned, 1, cv2.REDUCE_SUM, dtype=cv2.CV_64F)[:, 0] / 255
    return float(np.sum(np.diff(rows) ** 2))


def _without_rules(pixels: Pixels) -> PageImage:
    printed = ink(pixels)
    across = _strokes(printed, (_LONG_ACROSS, 1))
    down = _strokes(printed, (1, _LONG_DOWN))
    drawn = _of_tables(across, down)
    across, down = across & drawn, down & drawn
    erased = cv2.dilate(across | down, np.ones((5, 5), np.uint8))
    clean = pixels.copy()
    clean[erased > 0] = 255
    horizontal = [
        Rule((y + height / 2) * POINTS, x * POINTS, (x + width) * POINTS)
        for x, y, width, height in _boxes(across)
        if height <= _THICK
    ]
    vertical = [
        Rule((x + width / 2) * POINTS, y * POINTS, (y + height) * POINTS)
        for x, y, width, height in _boxes(down)
        if width <= _THICK
    ]
    return PageImage(clean, tuple(horizontal), tuple(vertical))


def _strokes(printed: Pixels, size: tuple[int, int]) -> Pixels:
    """The straight strokes of at least this size, small breaks in them mended."""
    mend = tuple(max(1, side // 8) for side in size)
    whole = cv2.morphologyEx(printed, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, mend))
    # A line that still lies a hair aslant is cut into steps; widened across, its steps make one run.
    wide = cv2.dilate(whole, np.ones((3, 1) if size[0] > 1 else (1, 3), np.uint8))
    return np.asarray(cv2.morphologyEx(wide, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size)), np.uint8)


def _of_tables(across: Pixels, down: Pixels) -> Pixels:
    """A mask of the strokes that make up tables; those of characters, and underlines, are left in the writing."""
    near = cv2.dilate(across | down, np.ones((9, 9), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(near)
    kept = np.zeros(count, np.uint8)
    for number in range(1, count):
        width, height = stats[number, cv2.CC_STAT_WIDTH], stats[number, cv2.CC_STAT_HEIGHT]
        if width > _TABLE_SIDE and height > _TABLE_SIDE // 2:
            kept[number] = 255
    return np.asarray(kept[labels], np.uint8)


def _boxes(strokes: Pixels) -> list[tuple[int, int, int, int]]:
    """(x, y, width, height) of every connected stroke."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(strokes)
    return [tuple(int(side) for side in stats[number, :4]) for number in range(1, count)]  # type: ignore[misc]
