"""Where the lines of writing stand on a page image: detection's boxes cut by cells, drawn in and out to their ink."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster_project.reading.pdf_tables import RuledTable
    from dagster_project.reading.scan_image import Pixels

DPI = 200  # at which pages are recognised: A4 has 1654 by 2339 pixels
POINTS = 72 / DPI  # per pixel

_MOST_DRAWN_OUT = 3  # half heights of a line to either side
_LEAST_STROKE, _LONGEST_DASH = 5, 24  # pixels: the length of a hyphen, and of a dash that is no character
_LEAST_INK = 8  # pixels in height or width of what is writing
_LINE_GAP = 6  # pixels between the lines of a cell

Box = tuple[int, int, int, int]  # x0, y0, x1, y1 in pixels


def within_cells(box: Box, tables: list[RuledTable]) -> list[Box]:
    """A box cut at the walls of the cells that it runs through."""
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


def tight(printed: Pixels, box: Box) -> Box | None:
    """The box drawn in to its ink, or None where there is none."""
    import numpy as np

    x0, y0, x1, y1 = (max(0, side) for side in box)
    part = printed[y0:y1, x0:x1] > 0
    columns, rows = np.flatnonzero(part.sum(axis=0) > 1), np.flatnonzero(part.sum(axis=1) > 1)
    if not len(columns) or not len(rows) or max(columns[-1] - columns[0], rows[-1] - rows[0]) < _LEAST_STROKE:
        return None
    return x0 + int(columns[0]), y0 + int(rows[0]), x0 + int(columns[-1]) + 1, y0 + int(rows[-1]) + 1


def with_ends(printed: Pixels, box: Box, boxes: list[Box]) -> Box:
    """The box drawn out to the ink beside it: detection likes to leave out a minus or a bracket.

    Walls are erased from the page, so what is near in a cell's neighbour is that cell's own box.
    """
    x0, y0, x1, y1 = box
    beside = [other for other in boxes if other != box and other[1] < y1 and other[3] > y0]
    left = max([0, *(other[2] for other in beside if other[2] <= x0)])
    right = min([printed.shape[1], *(other[0] for other in beside if other[0] >= x1)])
    size = y1 - y0
    for _ in range(_MOST_DRAWN_OUT):
        drawn = tight(printed, (max(left, x0 - size // 2), y0, min(right, x1 + size // 2), y1)) or (x0, y0, x1, y1)
        if drawn[0] >= x0 and drawn[2] <= x1:
            break
        x0, x1 = min(x0, drawn[0]), max(x1, drawn[2])
    return x0, y0, x1, y1


def overlooked(printed: Pixels, boxes: list[Box], tables: list[RuledTable]) -> list[Box]:
    """Boxes of the writing in cells that detection passed over: often a digit by itself."""
    rest = printed.copy()
    for x0, y0, x1, y1 in boxes:
        rest[max(0, y0 - 6) : y1 + 6, max(0, x0 - 10) : x1 + 10] = 0
    found = []
    for table in tables:
        for cell in table.cells:
            left, right = (round(table.xs[column] / POINTS) for column in (cell.column, cell.column_end))
            top, bottom = (round(table.ys[row] / POINTS) for row in (cell.row, cell.row_end))
            found += [
                drawn_in
                for y0, y1 in _bands(rest[top + 5 : bottom - 5, left + 5 : right - 5])
                if (drawn_in := tight(rest, (left + 5, top + 5 + y0, right - 5, top + 5 + y1))) is not None
                and (drawn_in[3] - drawn_in[1] >= _LEAST_INK or is_dash(drawn_in))
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
    return [(start, end) for start, end in bands if end - start > 1]


def is_dash(box: Box) -> bool:
    """Whether what is drawn in to its ink is a short level stroke."""
    x0, y0, x1, y1 = box
    return y1 - y0 < _LEAST_INK and 1.5 * (y1 - y0) < x1 - x0 <= _LONGEST_DASH
