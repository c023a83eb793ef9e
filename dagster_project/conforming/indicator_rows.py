"""Rows of an indicator form: levels carried down merged cells, name, target, result, weight, score, criterion, reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dagster_project.conforming.grid import FormTable
from dagster_project.conforming.lexicon import normalise
from dagster_project.conforming.measures import Measure, read_measure
from dagster_project.conforming.records import ConformedValue, Indicator
from dagster_project.conforming.target_cells import Target, pair_targets
from dagster_project.extraction.records import PrintedValue, TableCell

_PLACEHOLDER = re.compile(r"^(?:…+|\.{3,}|指标\d+[：:]?|无|/|—+)?$")
_BRACKETED = re.compile(r"[（(][^（()）]*[）)]?")
_ALL_ITEMS_EMPTY = re.compile(r"^(?:(?:指标|目标)\s*\d*\s*[：:、.．]?|[\s　…/—-])*$")
_MANY_COLUMNS = ("name", "level1", "level2")
_TAIL = ("weight", "score")


@dataclass(frozen=True)
class Columns:
    """Where a form's columns stand: column numbers by role; name and levels may span several."""

    by_role: dict[str, tuple[int, ...]]
    order: tuple[str, ...]  # roles from left to right
    width: int

    def first(self, role: str) -> int | None:
        """The first column of a role."""
        return self.by_role[role][0] if role in self.by_role else None


def columns_of(roles: dict[int, str], table: FormTable, row: int) -> Columns:
    """The columns of a heading row; a heading covers the columns up to the next one."""
    found: dict[str, list[int]] = {}
    for column, role in sorted(roles.items()):
        if role in found and role not in _MANY_COLUMNS:
            continue  # a second 得分 or 备注: the first is the department's own
        cell = table.at(row, column)
        span = cell.column_span if cell is not None else 1
        found.setdefault(role, []).extend(range(column, column + span))
    width = max((c for _, c in table.covered), default=0)
    return Columns({r: tuple(c) for r, c in found.items()}, tuple(roles[c] for c in sorted(roles)), width)


class IndicatorRows:
    """Reads the rows below one heading row; carries levels and names down."""

    def __init__(self, table: FormTable, columns: Columns, scope: str, section: str | None) -> None:
        self.table = table
        self.columns = columns
        self.scope = scope
        self.section = section
        self.level1: str | None = None
        self.level2: str | None = None
        self.name: TableCell | None = None

    def read(self, row: int, number: int) -> tuple[list[Indicator], list[ConformedValue]]:
        """Indicators of a row, numbered from number on, and the roles of its printed values."""
        self._levels(row)
        name = self._text(row, "name")
        name_cell = self._cell(row, "name")
        if name_cell is not None and name_cell in (self._cell(row, "target"), self._cell(row, "actual")):
            return [], []  # one cell over all columns: a remark below the indicators
        target, actual = self._target(row), self._text(row, "actual")
        weight, score, tail = self._weight_and_score(row)
        if not (target or actual or weight or score):
            return [], []
        if "name" not in self.columns.by_role:
            if _ALL_ITEMS_EMPTY.match(target or "") and not actual:
                return [], []
            return self._several(row, target or "", actual, number)
        if name and _PLACEHOLDER.match(normalise(name)):
            return [], []
        if not name:
            if self.name is None or not (target or actual):
                return [], []
            name, name_cell = self.name.text, self.name
        elif name_cell is not None:
            self.name = name_cell
        wanted = self._wanted(row, target)
        got = read_measure(actual, wanted.unit)
        indicator = Indicator(
            indicator_no=number,
            scope=self.scope,
            indicator_name=name,
            conformed_by="form > indicator row",
            level1=self.level1,
            level2=self.level2,
            target_text=target,
            actual_text=actual,
            target_comparator=wanted.comparator,
            target_value=wanted.value,
            target_unit=wanted.unit,
            actual_value=got.value,
            actual_unit=got.unit,
            weight=weight.value if weight else None,
            score=score,
            criterion=self._text(row, "criterion"),
            deviation=self._text(row, "deviation"),
            section=self.section,
            table_no=self.table.table_no,
            row_no=row,
            char_start=name_cell.char_start if name_cell else None,
            char_end=name_cell.char_end if name_cell else None,
        )
        return [indicator], self._roles(row, number, tail)

    # --- cells --------------------------------------------------------------------------------------------------

    def _cells(self, row: int, role: str) -> list[TableCell]:
        cells: list[TableCell] = []
        for column in self.columns.by_role.get(role, ()):
            cell = self.table.at(row, column)
            if cell is not None and cell not in cells:
                cells.append(cell)
        return cells

    def _cell(self, row: int, role: str) -> TableCell | None:
        cells = self._cells(row, role)
        return cells[0] if cells else None

    def _text(self, row: int, role: str) -> str | None:
        return "".join(cell.text for cell in self._cells(row, role)) or None

    def _levels(self, row: int) -> None:
        for role in ("level1", "level2"):
            cells = [c for c in self._cells(row, role)]
            if role == "level1" and "level2" not in self.columns.by_role and len(cells) > 1:
                first, second = cells[0], cells[-1]
                self._set_level("level1", first.text)
                self._set_level("level2", second.text)
                continue
            texts = [c.text for c in cells if not _PLACEHOLDER.match(normalise(c.text))]
            if texts and role == "level1" and "level2" not in self.columns.by_role:
                columns = self.columns.by_role["level1"]
                deeper = len(columns) > 1 and cells[0].column_no > columns[0]
                self._set_level("level2" if deeper else "level1", texts[0])
            elif texts:
                self._set_level(role, texts[-1])

    def _set_level(self, role: str, text: str) -> None:
        text = normalise(_BRACKETED.sub("", text)) or normalise(text)
        if role == "level1" and text != self.level1:
            self.level1, self.level2 = text, None
        elif role == "level2":
            self.level2 = text

    def _target(self, row: int) -> str | None:
        """The target; where a form splits it over three cells (≥ | 120 | 个), the three as one."""
        target = self._text(row, "target")
        sign, unit = self._text(row, "comparator"), self._text(row, "target_unit")
        if target is None or (sign is None and unit is None):
            return target
        sign = sign if sign and re.fullmatch(r"[≥≤=＝>＜<＞]=?", sign.strip()) else ""
        return f"{sign}{target}{unit if unit and unit not in target else ''}"

    def _wanted(self, row: int, target: str | None) -> Measure:
        wanted = read_measure(target)
        unit = self._text(row, "target_unit")
        if unit and wanted.value is not None and wanted.unit is None:
            return Measure(wanted.comparator, wanted.value, unit)
        return wanted

    def _weight_and_score(self, row: int) -> tuple[PrintedValue | None, str | None, list[tuple[PrintedValue, str]]]:
        """Weight, score, and the printed values of both. Where a scan tore their headings, they are the row's last numbers."""
        weight = self._number(row, "weight")
        score = self._number(row, "score")
        if weight is not None or score is not None or all(role in self.columns.by_role for role in _TAIL):
            tail = [(value, part) for value, part in ((weight, "weight"), (score, "score")) if value is not None]
            return weight, (score.value if score else None), tail
        known = [c for role, cs in self.columns.by_role.items() if role not in ("deviation",) for c in cs]
        behind = self.columns.first("deviation") or self.columns.width + 1
        numbers = [v for c in range(max(known) + 1, behind) if (v := self.table.lone(row, c)) is not None]
        if not numbers:
            return None, None, []
        tail = [(numbers[0], "weight"), *((value, "score") for value in numbers[1:])]
        return numbers[0], _joined(numbers[1:]), tail

    def _number(self, row: int, role: str) -> PrintedValue | None:
        for column in self.columns.by_role.get(role, ()):
            numbers = self.table.numbers(row, column)
            if numbers:
                return numbers[0]
            if (cell := self.table.at(row, column)) is not None and (cell.row_no, cell.column_no) != (row, column):
                return next(iter(self.table.numbers(cell.row_no, cell.column_no)), None)
        return None

    def _roles(self, row: int, number: int, tail: list[tuple[PrintedValue, str]]) -> list[ConformedValue]:
        roles = [_role(value, number, part) for value, part in tail]
        for role in ("name", "comparator", "target", "actual", "criterion", "deviation", "target_unit"):
            part = "target" if role in ("comparator", "target_unit") else role
            for cell in self._cells(row, role):
                if cell.row_no == row:
                    roles += [_role(value, number, part) for value in self.table.numbers(row, cell.column_no)]
        return roles

    def _several(
        self, row: int, target: str, actual: str | None, number: int
    ) -> tuple[list[Indicator], list[ConformedValue]]:
        """Indicators of a form without a column of names: the targets of the cell, each with its result."""
        cell = self._cell(row, "target")
        pairs = pair_targets(target, actual)
        indicators = [self._of_target(pair, number + n, row, cell) for n, pair in enumerate(pairs)]
        roles: list[ConformedValue] = []
        for role in ("target", "actual"):
            for held in self._cells(row, role):
                for value in self.table.numbers(row, held.column_no):
                    roles.append(_role(value, number + _owner(value, role, pairs), role))
        return indicators, roles if indicators else []

    def _of_target(self, pair: Target, number: int, row: int, cell: TableCell | None) -> Indicator:
        return Indicator(
            indicator_no=number,
            scope=self.scope,
            indicator_name=pair.name,
            conformed_by="form > one of a cell's targets",
            level1=self.level1,
            level2=self.level2,
            target_text=pair.target,
            actual_text=pair.actual,
            target_comparator=pair.target_measure.comparator,
            target_value=pair.target_measure.value,
            target_unit=pair.target_measure.unit,
            actual_value=pair.actual_measure.value,
            actual_unit=pair.actual_measure.unit,
            section=self.section,
            table_no=self.table.table_no,
            row_no=row,
            char_start=cell.char_start if cell else None,
            char_end=cell.char_end if cell else None,
        )


def _owner(value: PrintedValue, role: str, pairs: list[Target]) -> int:
    """Which of a cell's targets a printed number belongs to: the first that states it."""
    for n, pair in enumerate(pairs):
        measure = pair.target_measure if role == "target" else pair.actual_measure
        if measure.value is not None and measure.value == value.value:
            return n
    for n, pair in enumerate(pairs):
        if value.printed in ((pair.target if role == "target" else pair.actual) or ""):
            return n
    return 0


def _joined(values: list[PrintedValue]) -> str | None:
    """A score that a scan cut at its point: '2.' and '. 84' are 2.84."""
    if not values:
        return None
    if len(values) == 1:
        return values[0].value
    digits = re.sub(r"[^\d.]", "", "".join(v.printed for v in values))
    whole = re.sub(r"\.+", ".", digits)
    return whole if re.fullmatch(r"\d+\.\d+", whole) else values[0].value


def _role(value: PrintedValue, number: int, part: str) -> ConformedValue:
    return ConformedValue(
        value.value_no,
        "indicator",
        f"form > {part}",
        amount_unit=value.unit,
        indicator_no=number,
        indicator_part=part,
    )
