"""Tables of a PDF page, found by their ruling lines."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from dagster_project.reading.limits import LIMITS, too_large
from dagster_project.reading.pdf_page import PageContent, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SAME = 2.5  # points: lines this near are one line drawn twice
_GAP = 3.0  # points: breaks in a line, and corners that do not quite meet
_SHORT = 5.0  # points: shorter lines rule nothing
_OPEN_SIDE = 8.0  # points that horizontal lines run beyond the last vertical one where a table has no side lines


@dataclass(frozen=True)
class RuledCell:
    """A cell between lines: first row and column, one past the last."""

    row: int
    column: int
    row_end: int
    column_end: int


@dataclass(frozen=True)
class RuledTable:
    """A ruled table: the positions of its lines, and the cells they leave when missing lines merge cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[RuledCell, ...]

    @property
    def area(self) -> float:
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def holds(self, x: float, y: float) -> bool:
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def cell_at(self, x: float, y: float) -> RuledCell | None:
        """The cell that a point of the page stands in."""
        row = next((number for number, (low, high) in enumerate(pairwise(self.ys)) if low <= y <= high), None)
        column = next((number for number, (low, high) in enumerate(pairwise(self.xs)) if low <= x <= high), None)
        if row is None or column is None:
            return None
        return next(
            (c for c in self.cells if c.row <= row < c.row_end and c.column <= column < c.column_end),
            None,
        )


def ruled_tables(page: PageContent) -> list[RuledTable]:
    """The tables of a page with at least two columns, smallest first (a table within a table before its outer one)."""
    horizontal, vertical = _merged(page.horizontal), _merged(page.vertical)
    if len(horizontal) * len(vertical) > LIMITS.page_segments * 50:
        raise too_large("单页表格线数", "ruling lines on a page", LIMITS.page_segments)
    tables = [_table(hs, vs) for hs, vs in _connected(horizontal, vertical)]
    return sorted((table for table in tables if table is not None), key=lambda table: table.area)


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules with pieces of one line joined."""
    merged: list[Rule] = []
    for group in _clusters(sorted(rules, key=lambda rule: rule.at)):
        at = sum(rule.at for rule in group) / len(group)
        start, end = None, 0.0
        for rule in sorted(group, key=lambda rule: rule.start):
            if start is None:
                start, end = rule.start, rule.end
            elif rule.start <= end + _GAP:
                end = max(end, rule.end)
            else:
                merged.append(Rule(at, start, end))
                start, end = rule.start, rule.end
        if start is not None:
            merged.append(Rule(at, start, end))
    return [rule for rule in merged if rule.end - rule.start >= _SHORT]


def _clusters(rules: Sequence[Rule]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in rules:
        if groups and rule.at - groups[-1][0].at <= _SAME:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return groups


def _connected(horizontal: list[Rule], vertical: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that meet, directly or through others."""
    parents = list(range(len(horizontal) + len(vertical)))

    def find(item: int) -> int:
        while parents[item] != item:
            parents[item] = parents[parents[item]]
            item = parents[item]
        return item

    for h_no, h in enumerate(horizontal):
        for v_no, v in enumerate(vertical):
            meets = h.start - _GAP <= v.at <= h.end + _GAP and v.start - _GAP <= h.at <= v.end + _GAP
            if meets:
                parents[find(h_no)] = find(len(horizontal) + v_no)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for h_no, h in enumerate(horizontal):
        groups.setdefault(find(h_no), ([], []))[0].append(h)
    for v_no, v in enumerate(vertical):
        groups.setdefault(find(len(horizontal) + v_no), ([], []))[1].append(v)
    return list(groups.values())


def _table(horizontal: list[Rule], vertical: list[Rule]) -> RuledTable | None:
    """The table that connected lines draw, or None where they draw a box, a frame or a single rule."""
    if len(horizontal) < 2 or not vertical:
        return None
    xs = _positions(vertical, min(h.start for h in horizontal), max(h.end for h in horizontal))
    ys = _positions(horizontal, min(v.start for v in vertical), max(v.end for v in vertical))
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 2:
        return None
    if rows * columns > LIMITS.table_cells:
        raise too_large("单个表格的单元格数", "cells in one table", LIMITS.table_cells)
    walls = _drawn(vertical, xs, ys)
    floors = _drawn(horizontal, ys, xs)
    cells = _cells(rows, columns, walls, floors)
    return RuledTable(tuple(xs), tuple(ys), tuple(cells)) if len(cells) > 1 else None


def _positions(rules: list[Rule], first: float, last: float) -> list[float]:
    positions = [group[0].at for group in _clusters(sorted(rules, key=lambda rule: rule.at))]
    if positions[0] - first > _OPEN_SIDE:
        positions.insert(0, first)
    if last - positions[-1] > _OPEN_SIDE:
        positions.append(last)
    return positions


def _drawn(rules: list[Rule], positions: list[float], across: list[float]) -> set[tuple[int, int]]:
    """(line, band) for every line and the bands between the crossing lines along which it is drawn."""
    drawn: set[tuple[int, int]] = set()
    for number, position in enumerate(positions):
        along = [rule for rule in rules if abs(rule.at - position) <= _SAME]
        for band, (low, high) in enumerate(pairwise(across)):
            middle = (low + high) / 2
            if number in (0, len(positions) - 1) or any(rule.start <= middle <= rule.end for rule in along):
                drawn.add((number, band))
    return drawn


def _cells(rows: int, columns: int, walls: set[tuple[int, int]], floors: set[tuple[int, int]]) -> list[RuledCell]:
    """Rectangles of places that no line parts; places joined in another shape are cut into rows."""
    taken: set[tuple[int, int]] = set()
    cells: list[RuledCell] = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            column_end = column + 1
            while column_end < columns and (column_end, row) not in walls and (row, column_end) not in taken:
                column_end += 1
            row_end = row + 1
            while row_end < rows and _open_below(row_end, column, column_end, columns, walls, floors):
                row_end += 1
            taken.update((r, c) for r in range(row, row_end) for c in range(column, column_end))
            cells.append(RuledCell(row, column, row_end, column_end))
    return cells


def _open_below(
    row: int, column: int, column_end: int, columns: int, walls: set[tuple[int, int]], floors: set[tuple[int, int]]
) -> bool:
    """Whether the row belongs to the cell above: no floor, no wall within, and walls (or the edge) on both sides."""
    floor = any((row, c) in floors for c in range(column, column_end))
    inner_wall = any((c, row) in walls for c in range(column + 1, column_end))
    right_open = column_end < columns and (column_end, row) not in walls
    return not floor and not inner_wall and not right_open
