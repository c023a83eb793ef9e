"""What the labels of a number in a table of figures say: its row's words and its column's headings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dagster_project.conforming.grid import FormTable
from dagster_project.conforming.label import LabelReading, read_label
from dagster_project.conforming.label_account import pick_account
from dagster_project.conforming.lexicon import Lexicon
from dagster_project.extraction.marks import innermost, is_filler, levels_of, numbering
from dagster_project.extraction.records import PrintedValue, TableCell

_SUM = re.compile(r"汇总|合计|总计|小计|^计$")
_MERE_AMOUNT = re.compile(r"小计|合计|金额|数额|总额|计")
_NUMBERING = re.compile(r"^(?:序号|行次|编号|栏次)$|(?:科目|项目|分类|单位)?(?:编码|代码)$")
_SUBTOTAL = re.compile(r"小计")
FEWEST_PAIRED = 4  # cells of a row of pairs
_AMONG_THEM = re.compile(r"^其中[：:]?")


@dataclass(frozen=True)
class Labels:
    """The labels of one number, read with the lexicon."""

    row_text: str  # the row's own words
    column_text: str  # all levels of the column's headings
    row: LabelReading
    column: LabelReading  # the innermost heading
    headings: LabelReading  # all levels together
    role: str | None  # the role of its column's heading
    apart: bool = False  # whether it stands in a row of pairs that the headings above are not about

    @property
    def fund(self) -> str | None:
        """The fund that the row names, else the column."""
        return self.row.first("fund") or self.column.first("fund") or self.headings.first("fund")

    @property
    def stage(self) -> str | None:
        """The stage that the column names, else the row."""
        return self.column.last("stage") or self.headings.last("stage") or self.row.last("stage") or None

    @property
    def names_time(self) -> bool:
        """Whether the row says only of which year and stage its numbers are: 2021年决算."""
        return bool(self.row.years) and not self.row.residual and not self.row.has("account", "account_generic", "fund")

    @property
    def rate(self) -> str | None:
        """The kind of rate that a heading says the number is; a share is read elsewhere."""
        printed_rate = "execution_rate" if self.role == "execution_rate" else None
        return self.column.last("rate") or self.row.last("rate") or printed_rate

    @property
    def change(self) -> int | None:
        """1 or -1 where the column holds changes (增减额, 比上年增长), None where it holds amounts."""
        return self.headings.direction if self.column.ends_in_change else None

    @property
    def is_rate_of_change(self) -> bool:
        """Whether the column's changes are rates."""
        return bool(re.search(r"[率%]|幅|比例", self.column_text))

    @property
    def is_sum(self) -> bool:
        """Whether the row sums others up."""
        return is_sum(self.row_text)

    @property
    def level(self) -> int | None:
        """The level of the row's numbering: 1 一、, 2 （一）, 3 1.; None without."""
        found = numbering(_AMONG_THEM.sub("", self.row_text))
        return found[0] if found else None


def stages_by_column(lexicon: Lexicon, cells: list[TableCell]) -> dict[int, str]:
    """The stage of each column of a heading row; a column that names none takes that of the one before."""
    found: dict[int, str] = {}
    stage: str | None = None
    for cell in cells:
        stage = read_label(lexicon, cell.text).last("stage") or stage
        if stage:
            found.update(dict.fromkeys(range(cell.column_no, cell.column_no + cell.column_span), stage))
    return found


def heads_numbering(column_label: str | None) -> bool:
    """Whether a column's heading says that it holds numbers of rows or codes of accounts: 序号, 科目编码."""
    return bool(_NUMBERING.search(innermost(column_label)))


def is_sum(text: str) -> bool:
    """Whether a row's or column's label says that it sums others up."""
    return bool(_SUM.search(re.sub(r"\s", "", text)))


def is_subtotal(text: str) -> bool:
    """Whether a row sums up only the rows of its group."""
    return bool(_SUBTOTAL.search(re.sub(r"\s", "", text)))


def read_labels(table: FormTable, lexicon: Lexicon, roles: dict[int, str], value: PrintedValue, row: int) -> Labels:
    """The labels of a number; roles: heading roles by column."""
    row_text = _row_text(table, lexicon, roles, value, row)
    apart = _stands_apart(table, lexicon, row)
    column_text = "" if apart else value.column_label or ""
    return Labels(
        row_text=row_text,
        column_text=column_text,
        row=read_label(lexicon, value.label if value.place == "cell" else row_text),
        column=read_label(lexicon, _naming_level(column_text)),
        headings=read_label(lexicon, column_text),
        role=None if apart else roles.get(value.column_no or 0),
        apart=apart,
    )


def _naming_level(column_text: str) -> str:
    """The innermost heading that names something: 小计 under 基本支出 is 基本支出."""
    levels = levels_of(column_text)
    while len(levels) > 1 and _MERE_AMOUNT.fullmatch(re.sub(r"\s", "", levels[-1])):
        levels = levels[:-1]
    return levels[-1] if levels else ""


def _row_text(table: FormTable, lexicon: Lexicon, roles: dict[int, str], value: PrintedValue, row: int) -> str:
    """The row's own words: its name in a column of names, else its last cell that names an account, else its last."""
    parts = levels_of(value.label)
    if not parts:
        return ""
    if value.column_no is not None and (beside := _paired_label(table, row, value.column_no)):
        return beside
    if name := named_in_row(table, roles, row, "project_name", "unit_name", left_of=value.column_no):
        return name
    known = (part for part in reversed(parts) if pick_account(lexicon, read_label(lexicon, part))[0])
    return next(known, parts[-1])


def _paired_label(table: FormTable, row: int, column: int) -> str | None:
    """The words just left of a number in a row of pairs: 资产总额 | N | 负债总额 | N; None in any other row."""
    if not _is_row_of_pairs(table, row):
        return None
    return next((cell.text for cell in reversed(table.row_cells(row)) if cell.column_no < column), None)


def _is_row_of_pairs(table: FormTable, row: int) -> bool:
    cells = table.row_cells(row)
    alone = [table.is_alone(row, cell.column_no) for cell in cells]
    paired = len(cells) >= FEWEST_PAIRED and alone == [False, True] * (len(cells) // 2)
    return paired and not any(is_filler(cell.text) for cell in cells)


def _stands_apart(table: FormTable, lexicon: Lexicon, row: int) -> bool:
    """Whether a row of pairs is none of the table that it stands below: a number of it stands under 单位性质."""
    if not _is_row_of_pairs(table, row):
        return False
    headings = [read_label(lexicon, innermost(value.column_label)) for value in table.lone_numbers(row)]
    said = ("account", "account_generic", "account_project", "fund", "stage", "base", "total")
    return any(heading.residual and not heading.has(*said) for heading in headings)


def named_in_row(
    table: FormTable, roles: dict[int, str], row: int, *wanted: str, left_of: int | None = None
) -> str | None:
    """What a row prints in its column of the wanted roles (unit_name, project_name): the one nearest left of a column.

    A table may set two lists side by side (收入 | 金额 | 支出 | 金额).
    """
    columns = sorted(column for column, role in roles.items() if role in wanted)
    for column in reversed([c for c in columns if left_of is None or c < left_of] or columns):
        if text := table.text(row, column):
            return text
    return None
