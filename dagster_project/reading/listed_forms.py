"""A self-evaluation form that a dump of a web page set as one paragraph a cell, its merged cells printed once.

Its rows differ in length, so the grid is found from what the cells are: the headings name the columns, and a row is
what those columns hold, in their order. Where the dump kept empty cells as blank lines, they hold their places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from dagster_project.reading.document import Cell, Table
from dagster_project.reading.text_lines import Line

_STAGE = re.compile(
    r"(?:年初|全年|调整后?|本年|年度)?(?:预算|执行|支出|决算)(?:数|金额)(?:[（(][^）)]{1,6}[）)])?"
    r"|(?:年初|调整|全年)预算|(?:全年|实际)(?:执行|支出)"
)
_SCORING = re.compile(r"(?:指标)?(?:分值|权重|满分)|执行率(?:[（(][^）)]{1,8}[）)])?|(?:自评|评价)?得分")
_FIRST_LEVEL = re.compile(r"一级指标")
_INDICATOR_HEADING = re.compile(
    r"[一二三四]级指标|指标(?:名称|内容|解释|说明)|(?:年度|年初|全年|预期|计划|实际)*(?:指标|目标|完成|实际)值?(?:情况)?"
    r"|完成情况|(?:偏差|未完成|扣分)?原因.{0,12}|改进措施|备注|(?:评分|评价)(?:标准|细则|依据)|(?:计量)?单位"
)
_LEVEL = re.compile(
    r"(?:.{0,12}(?:指标|效能|效果)|产出|效益|满意度|成本|决策|过程|投入|履职|管理|运行)(?:[（(]\d{1,3}分[）)])?"
)
_AMOUNT = re.compile(r"-?[\d,，]+(?:\.\d+)?[%％]?|[—\-–/]+")
_TOTAL = re.compile(r"总\s*分|合\s*计|总计")
_PROJECT_NAME = "项目名称"
_HEAD_LABEL = re.compile(r"项目(?:名称|单位|负责人|类别|属性)|主管部门|(?:实施|预算|填报)单位|联系(?:人|电话)|填报日期")
_LONGEST_HEAD = 16  # cells before the funding of a project's form
_LONGEST_CELL = 120  # characters
_MOST_CELLS = 1200
_FEWEST_ROWS = 2
_FEWEST_HEADINGS = 3

_Role = str  # one letter for what a column holds, as in the patterns below
_HOLDS = {"L": "L?", "N": "[TL]", "V": "[TLNE]", "S": "[NE]", "W": "[TE]?"}


@dataclass(frozen=True)
class _Printed:
    """A cell in the order of print: the line that prints it, None for an empty one."""

    line: int
    text: str
    start: int = 0
    end: int = 0


@dataclass
class _Rows:
    """The rows of the grid as they are found: cells by row and column."""

    placed: list[dict[int, _Printed]] = field(default_factory=list)

    def table(self) -> Table:
        """The grid; a level goes down to the next one beside or left of it."""
        cells = [
            Cell(row, column, printed.start, printed.end)
            for row, placed in enumerate(self.placed)
            for column, printed in sorted(placed.items())
        ]
        return Table(tuple(cells), unruled=True)


def take_listed_form(lines: list[Line], at: int) -> tuple[int, Table | None]:
    """The part of a form that begins with its headings at a line, and the lines it takes; (0, None) for none."""
    first = lines[at].text.strip()
    if _STAGE.fullmatch(first):
        found = _funding(_cells(lines, at))
    elif first == _PROJECT_NAME:
        found = _project_funding(_cells(lines, at))
    elif _FIRST_LEVEL.fullmatch(first):
        found = _indicators(_cells(lines, at))
    else:
        return 0, None
    if found is None:
        return 0, None
    rows, last = found
    return last - at + 1, rows.table()


def _cells(lines: list[Line], at: int) -> list[_Printed]:
    """The cells from a line on, empty ones where more blank lines than between two headings tell of them."""
    found: list[_Printed] = []
    gap: int | None = None
    blanks = 0
    for number in range(at, len(lines)):
        line = lines[number]
        if line.blank:
            blanks += 1
            continue
        start, end = line.body
        if end - start > _LONGEST_CELL or len(found) > _MOST_CELLS:
            break
        if found:
            gap = blanks if gap is None else gap
            found += [_Printed(number - 1, "")] * ((blanks - gap) // (gap + 1) if blanks > gap else 0)
        found.append(_Printed(number, line.text.strip(), start, end))
        blanks = 0
    return found


def _funding(cells: list[_Printed]) -> tuple[_Rows, int] | None:
    """年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分, and below them a name and amounts a row."""
    width = 0
    while width < len(cells) and (_STAGE.fullmatch(cells[width].text) or _SCORING.fullmatch(cells[width].text)):
        width += 1
    if width < _FEWEST_HEADINGS:
        return None
    headings = cells[:width]
    rows = _Rows([dict(enumerate(headings, 1))])
    at = width
    while at < len(cells):
        name, values = cells[at], cells[at + 1 : at + 1 + width]
        count = next(
            (n for n, cell in enumerate(values) if cell.text and not _AMOUNT.fullmatch(cell.text)), len(values)
        )
        if not name.text:
            at += 1
            continue
        if _AMOUNT.fullmatch(name.text) or not any(cell.text for cell in values[:count]):
            break
        rows.placed.append({0: name, **_by_column(headings, values[:count])})
        at += 1 + count
    return (rows, _last_line(rows)) if len(rows.placed) > _FEWEST_ROWS else None


def _project_funding(cells: list[_Printed]) -> tuple[_Rows, int] | None:
    """项目名称 | 某某项目, 主管部门 | 某局 …, and below them the project's funding."""
    at = next((n for n, cell in enumerate(cells[:_LONGEST_HEAD]) if _STAGE.fullmatch(cell.text)), None)
    found = _funding(cells[at:]) if at is not None else None
    if found is None:
        return None
    rows, last = found
    answers = [
        {0: label, 1: answer}
        for label, answer in pairwise(cells[:at])
        if _HEAD_LABEL.fullmatch(label.text) and not _HEAD_LABEL.fullmatch(answer.text)
    ]
    return _Rows([*answers, *rows.placed]), last


def _by_column(headings: list[_Printed], values: list[_Printed]) -> dict[int, _Printed]:
    """Amounts by column, from left to right; a percentage stands under 执行率, whatever the dump left out before it."""
    rate = next((n for n, heading in enumerate(headings) if heading.text.startswith("执行率")), -1)
    placed: dict[int, _Printed] = {}
    column = 0
    for value in values:
        if value.text.endswith(("%", "％")):
            column = max(column, rate)
        if value.text and column < len(headings):
            placed[column + 1] = value
        column += 1
    return placed


def _indicators(cells: list[_Printed]) -> tuple[_Rows, int] | None:
    """一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分 | 偏差原因, and below them the lines."""
    roles = ""
    for cell in cells:
        if not (role := _role(cell.text)):
            break
        roles += role
    if roles.count("S") == 0 or "V" not in roles:
        return None
    width = len(roles)
    rows = _Rows([dict(enumerate(cells[:width]))])
    kinds = "".join(_kind(cell.text) for cell in cells[width:])
    one = "".join(f"({_HOLDS[role]})" for role in roles)
    row = re.compile(f"{one}E*(?={one}|[TL]E*N|$)")  # what ends it is told by what follows: a row, 总分 or nothing
    at = 0
    while (found := row.match(kinds, at)) and not _TOTAL.fullmatch(cells[width + at].text):
        places = [(column, *found.span(column + 1)) for column in range(width)]
        rows.placed.append(
            _levelled({column: cells[width + start] for column, start, end in places if start < end}, roles)
        )
        at = found.end()
    _take_total(rows, cells[width + at :], roles)
    return (rows, _last_line(rows)) if len(rows.placed) > _FEWEST_ROWS else None


def _levelled(placed: dict[int, _Printed], roles: str) -> dict[int, _Printed]:
    """A row's filled cells; the only level that it prints is the second, the first goes on from above."""
    if roles.startswith("LL") and 0 in placed and 1 not in placed:
        placed[1] = placed.pop(0)
    return {column: cell for column, cell in sorted(placed.items()) if cell.text}


def _take_total(rows: _Rows, cells: list[_Printed], roles: str) -> None:
    """总分 | 100 | 98.37: the sums of weights and scores."""
    if not cells or not _TOTAL.fullmatch(cells[0].text):
        return
    amounts = [cell for cell in cells[1 : 1 + len(roles)] if _AMOUNT.fullmatch(cell.text)][: roles.count("S")]
    columns = [column for column, role in enumerate(roles) if role == "S"][-len(amounts) :]
    rows.placed.append({0: cells[0], **dict(zip(columns, amounts, strict=False))})


def _last_line(rows: _Rows) -> int:
    return max(cell.line for placed in rows.placed for cell in placed.values())


def _role(heading: str) -> _Role | None:
    """What the column under a heading holds: a level, a name, a value, a score or words."""
    if heading in ("一级指标", "二级指标"):
        return "L"
    if heading in ("三级指标", "四级指标") or heading.startswith("指标名称"):
        return "N"
    if _SCORING.fullmatch(heading):
        return "S"
    if not _INDICATOR_HEADING.fullmatch(heading):
        return None
    return "V" if re.search(r"值|情况|目标|完成$", heading) else "W"


def _kind(text: str) -> str:
    """What a cell is: empty, a number, a level's name or other words."""
    if not text:
        return "E"
    if _AMOUNT.fullmatch(text):
        return "N"
    return "L" if _LEVEL.fullmatch(text) else "T"
