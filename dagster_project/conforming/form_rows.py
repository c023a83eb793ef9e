"""What a row of a form is: the heading of a part, a total row, or the end of a part."""

from __future__ import annotations

import re
from itertools import pairwise

from dagster_project.conforming.grid import FormTable, role_of, roles_of_row
from dagster_project.conforming.label import LabelReading, read_label
from dagster_project.conforming.label_account import pick_account
from dagster_project.conforming.lexicon import Lexicon, normalise
from dagster_project.conforming.roles import STAGES
from dagster_project.extraction.marks import numbering

INDICATOR_ROLES = {"level1", "level2", "name", "target", "actual", "weight", "score", "comparator", "criterion"}
MEASURED = {"target", "actual", "target_and_actual"}
_GOALS = re.compile(r"总体目标|年度目标|绩效目标|定性目标|预期目标|完成情况")
_SUMS = ("合计", "总计", "小计")
_CLOSING_TITLE = re.compile(r"备注|说明|填表|填报|附")
_CLOSING_ANSWER = re.compile(r"得分|等次|等级|评价人员|联系|签字|签章")
_NAMES = re.compile(r"名称")
_TASK = re.compile(r"任务")
_SENTENCE = re.compile(r"[。；;]")
_AMOUNT = re.compile(r"^(?:金额|数额|合计|小计|备注)")
LABEL_AND_ANSWER = 2
HEAD_ROWS = 6  # rows of a form that may name the project it is about


def heads_indicators(roles: set[str]) -> bool:
    """Whether a row's roles head indicators: targets and results of something named, or names with their scores."""
    if ({"target", "actual"} <= roles or "target_and_actual" in roles) and roles & {"name", "level1", "level2"}:
        return True
    return "name" in roles and ({"weight", "score"} <= roles or bool(roles & MEASURED and roles & {"weight", "score"}))


def heads_stages(roles: set[str]) -> bool:
    """Whether a row's roles head amounts by stage, as a funding block does."""
    stages = roles & set(STAGES)
    return len(stages) >= 2 and bool(roles & {"weight", "execution_rate", "score"} or len(stages) == len(STAGES))


def is_list(roles: set[str]) -> bool:
    """Whether a row that heads stages heads a list of projects or units rather than a funding block."""
    return bool(roles & {"project_name", "unit_name"}) and not roles & {"weight", "score", "points"}


def heads_goals(table: FormTable, row: int, roles: dict[int, str]) -> bool:
    """Whether a row heads the goals: 预期目标 and 实际完成情况, with nothing else beside them."""
    named = set(roles.values())
    if not {"target", "actual"} <= named or named & {"name", "weight", "score", "project_name", "unit_name"}:
        return False
    others = (cell.text for cell in table.row_cells(row) if cell.column_no not in roles)
    return all(_GOALS.search(normalise(text)) for text in others)


def ends_indicators(table: FormTable, row: int) -> bool:
    """Whether a row below indicators begins another part of the form: a title of its own, or labelled answers."""
    cells = table.row_cells(row)
    if not cells:
        return False
    first = cells[0]
    numbered = numbering(first.text)
    titled = (numbered is not None and numbered[0] <= 1) or _CLOSING_TITLE.match(first.text)
    answered = first.column_no == 1 and _CLOSING_ANSWER.search(first.text)
    return bool((len(cells) == 1 and titled) or answered)


def is_title(table: FormTable, row: int) -> bool:
    """Whether a row is the numbered title of another part on the same sheet: 二、项目支出情况, alone in its row."""
    cells = table.row_cells(row)
    numbered = numbering(cells[0].text) if len(cells) == 1 else None
    return numbered is not None and numbered[0] <= 1 and not table.lone_numbers(row)


def heads_group(table: FormTable, row: int, lexicon: Lexicon) -> bool:
    """Whether a title heads a group of rows under the headings above it: the next row prints amounts side by side."""
    rows = table.rows
    at = rows.index(row)
    if at == 0 or at + 1 == len(rows) or roles_of_row(table, rows[at + 1], lexicon):
        return False
    cells = table.row_cells(rows[at + 1])
    alone = [table.is_alone(cell.row_no, cell.column_no) for cell in cells]
    return any(one and other for one, other in pairwise(alone[1:]))


def is_total(table: FormTable, row: int, lexicon: Lexicon) -> bool:
    """Whether a row is the form's 总分 row."""
    cells = table.row_cells(row)
    heads = [number for number, cell in enumerate(cells) if role_of(cell.text, lexicon) == "total_score"]
    return bool(heads) and heads[0] < 2 and any(table.numbers(row, cell.column_no) for cell in cells)


def is_sum(table: FormTable, row: int) -> bool:
    """Whether a row below indicators only adds their weights and scores up."""
    first = table.row_cells(row)[0]
    return normalise(first.text) in _SUMS and first.column_no == 1


def project_of(table: FormTable, lexicon: Lexicon) -> str | None:
    """The project a form is about: the cell beside 项目名称, in a row that heads no columns."""
    rows = (project_in_row(table, row, lexicon) for row in table.rows[:HEAD_ROWS])
    return next((project for project in rows if project), None)


def project_in_row(table: FormTable, row: int, lexicon: Lexicon) -> str | None:
    """The project that a row names: the cell beside 项目名称, in a row that heads no columns."""
    cells = table.row_cells(row)
    roles = [role_of(cell.text, lexicon) for cell in cells]
    if "project_name" not in roles or set(roles) & {*STAGES, "weight", "score", "target", "unit_name"}:
        return None
    at = roles.index("project_name") + 1
    if at >= len(cells) or roles[at] is not None or table.is_alone(row, cells[at].column_no):
        return None
    heading, name = normalise(cells[at - 1].text), cells[at].text
    if _TASK.search(heading) or _SENTENCE.search(name):
        return None  # 年度主要任务 | what the department did
    if not _NAMES.search(heading) and (len(cells) > LABEL_AND_ANSWER or _AMOUNT.search(normalise(name))):
        return None  # 项目 | 行政 | 事业: headings
    beside = read_label(lexicon, name)
    if beside.has("stage") or (not beside.residual and (beside.years or names_no_project(lexicon, beside))):
        return None  # 项目 | 2023年, 项目 | 人员经费: headings
    return re.sub(r"\s+", "", name)


def names_no_project(lexicon: Lexicon, label: LabelReading) -> bool:
    """Whether a label names an account other than project spending."""
    return pick_account(lexicon, label)[0] not in (None, "expenditure.project")
