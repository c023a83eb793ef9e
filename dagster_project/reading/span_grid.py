"""Where the cells of a table stand when their spans were lost.

A dump keeps the cells of each row but not how many columns each spans. The grid is found again from what dumps do
keep: a cell merged downwards is printed as an empty cell in the rows it covers, and a cell merged sideways stands once.
So under a heading that spans columns stand filled cells, and under one that spans rows stands an empty cell.
"""

from __future__ import annotations

Place = tuple[int, int]  # first column, columns spanned


def place_rows(rows: list[list[str]]) -> list[list[Place]]:
    """Column and span of every cell of every row, columns counted from 0 within rows that belong together."""
    places: list[list[Place]] = [[] for _ in rows]
    for first, last in _bands(rows):
        below = [(column, 1) for column in range(len(rows[last]))]
        places[last] = below
        for row_no in range(last - 1, first - 1, -1):
            places[row_no] = _over(rows[row_no], rows[row_no + 1], places[row_no + 1])
    return places


def _bands(rows: list[list[str]]) -> list[tuple[int, int]]:
    """Runs of rows, each headed by rows that are not wider than the row below them: (first, last) row of each."""
    bands, first = [], 0
    for row_no in range(len(rows)):
        following = rows[row_no + 1] if row_no + 1 < len(rows) else None
        if following is None or len(following) < len(rows[row_no]) or not _heads(rows[row_no], following):
            bands.append((first, row_no))
            first = row_no + 1
    return bands


def _heads(row: list[str], below: list[str]) -> bool:
    """Whether row is a heading whose spans the row below can show."""
    return len(row) == len(below) or (len(row) < len(below) and any(not text for text in below))


def _over(row: list[str], below: list[str], below_places: list[Place]) -> list[Place]:
    """Places of a heading's cells over the cells of the row below."""
    width = sum(span for _, span in below_places)
    if len(row) == len(below):
        return list(below_places)
    places: list[Place] = []
    at = 0  # next cell of the row below
    for number, _ in enumerate(row):
        rest = len(row) - number - 1
        column = below_places[at][0] if at < len(below) else width
        take = 1
        if at < len(below) and below[at]:
            # a filled cell below: this heading spans the run of filled cells, leaving at least one cell for each rest
            while at + take < len(below) - rest and below[at + take] and not _needs_own(rest, below, at + take):
                take += 1
        if rest == 0:
            take = max(take, len(below) - at)
        end = below_places[min(at + take, len(below)) - 1]
        places.append((column, max(1, end[0] + end[1] - column)))
        at += take
    return places


def _needs_own(rest: int, below: list[str], at: int) -> bool:
    """Whether the cells left below are only enough to give each heading left one of them."""
    return len(below) - at <= rest
