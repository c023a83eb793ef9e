"""Rows of an indicator form: levels and names carried down, target, result, weight, score, criterion, deviation."""

from __future__ import annotations

import re
from dataclasses import replace

from dagster_project.conforming.grid import FormTable
from dagster_project.conforming.indicator_columns import Columns
from dagster_project.conforming.lexicon import normalise
from dagster_project.conforming.measure_cells import split_measures, split_points, stands_in_result
from dagster_project.conforming.measures import Measure, read_measure
from dagster_project.conforming.print_places import find_words
from dagster_project.conforming.records import ConformedValue, Indicator
from dagster_project.conforming.roles import of_indicator
from dagster_project.conforming.target_cells import Target, indicator_of, pair_targets
from dagster_project.extraction.marks import without_brackets
from dagster_project.extraction.records import PrintedValue, TableCell

_PLACEHOLDER = re.compile(r"^(?:…+|\.{3,}|指标\d+[：:]?|无|/|—+)?$")
_ALL_ITEMS_EMPTY = re.compile(r"^(?:(?:指标|目标)\s*\d*\s*[：:、.．]?|[\s　…/—-])*$")
_TAIL = ("weight", "score")
_SPLIT_TARGET = {
    "comparator": "target",
    "target_unit": "target",
    "target_and_actual": "target",
}  # cells that are parts of the target
_WORDED = ("name", "comparator", "target", "target_and_actual", "actual", "criterion", "deviation", "target_unit")


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
        self._carry_levels(row)
        target, actual = self._target_and_result(row)
        weight, score, tail = self._weight_and_score(row)
        if self._is_remark(row) or not (target or actual or weight or score):
            return [], []
        if "name" not in self.columns.by_role:
            return self._several(row, target or "", actual, number)
        name = self._name(row, has_measure=bool(target or actual))
        if name is None:
            return [], []
        if weight is None and (points := self._points(row, name)):
            name, weight = replace(name, text=split_points(name.text)[0]), points
            tail = [(points, "weight"), *tail]
        indicator = self._indicator(row, number, name, target, actual)
        indicator = replace(indicator, weight=weight.value if weight else None, score=score)
        return [indicator], self._roles(row, number, tail)

    def _indicator(self, row: int, number: int, name: TableCell, target: str | None, actual: str | None) -> Indicator:
        wanted = self._wanted(row, target)
        got = read_measure(actual, wanted.unit)
        stands = find_words(self.name, name.text, *(self.name.text.split("\n") if self.name else ()))
        return Indicator(
            indicator_no=number,
            scope=self.scope,
            indicator_name=name.text,
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
            criterion=self._text(row, "criterion"),
            deviation=self._text(row, "deviation") or self._words_behind_score(row),
            section=self.section,
            table_no=self.table.table_no,
            row_no=row,
            column_no=stands.column_no,
            printed=stands.printed,
            char_start=stands.char_start,
            char_end=stands.char_end,
        )

    def _is_remark(self, row: int) -> bool:
        """Whether one cell covers name, target and result alike: a remark below the indicators."""
        name = self._cell(row, "name")
        return name is not None and name in (self._cell(row, "target"), self._cell(row, "actual"))

    def _name(self, row: int, has_measure: bool) -> TableCell | None:
        """The row's name, its cells' texts as one; carried down where the row prints none; None for a placeholder."""
        cells = self._cells(row, "name")
        if cells:
            text = "".join(cell.text for cell in cells)
            if _PLACEHOLDER.match(normalise(text)):
                return None
            self.name = cells[0]
            return replace(cells[0], text=text)
        return self.name if has_measure else None

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

    def _carry_levels(self, row: int) -> None:
        """Take over the levels that a row prints; a level's cells stand for both where it has no second column."""
        first, second = self._cells(row, "level1"), self._cells(row, "level2")
        if "level2" in self.columns.by_role:
            for level, cells in (("level1", first), ("level2", second)):
                if texts := _named(cells):
                    self._set_level(level, texts[-1])
        elif len(first) > 1:
            self._set_level("level1", first[0].text)
            self._set_level("level2", first[-1].text)
        elif texts := _named(first):
            columns = self.columns.by_role["level1"]
            deeper = len(columns) > 1 and first[0].column_no > columns[0]
            self._set_level("level2" if deeper else "level1", texts[0])

    def _set_level(self, role: str, text: str) -> None:
        text = normalise(without_brackets(text)) or normalise(text)
        if role == "level1" and text != self.level1:
            self.level1, self.level2 = text, None
        elif role == "level2":
            self.level2 = text

    def _points(self, row: int, name: TableCell) -> PrintedValue | None:
        """The points in brackets behind a row's own name, where the form has no column for them."""
        points = split_points(name.text)[1] if "weight" not in self.columns.by_role and name.row_no == row else None
        held = self.table.numbers(row, name.column_no)
        return held[-1] if points and held and held[-1].value == points else None

    def _target_and_result(self, row: int) -> tuple[str | None, str | None]:
        """Target and result, each from its column, or both from one cell that names them."""
        target, actual = self._target(row), self._text(row, "actual")
        both = self._text(row, "target_and_actual")
        if both is not None and (split := split_measures(both, slash=True)):
            return split
        if target and (actual is None or actual == target) and (split := split_measures(target)):
            return split
        return target or both, actual

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
        """Weight, score, and the printed values of both; the row's last numbers where a scan tore their headings."""
        weight = self._number(row, "weight")
        score = self._number(row, "score")
        if weight is not None or score is not None or all(role in self.columns.by_role for role in _TAIL):
            tail = [(value, part) for value, part in ((weight, "weight"), (score, "score")) if value is not None]
            return weight, (score.value if score else None), tail
        known = [c for role, columns in self.columns.by_role.items() if role != "deviation" for c in columns]
        behind = self.columns.first("deviation") or self.columns.width + 1
        numbers = [v for c in range(max(known) + 1, behind) if (v := self.table.lone(row, c)) is not None]
        if not numbers:
            return None, None, []
        tail = [(numbers[0], "weight"), *((value, "score") for value in numbers[1:])]
        return numbers[0], _joined(numbers[1:]), tail

    def _number(self, row: int, role: str) -> PrintedValue | None:
        for column in self.columns.by_role.get(role, ()):
            if role == "score" and self._is_of_a_level(row, column):
                continue
            numbers = self.table.numbers(row, column)
            if numbers:
                return numbers[0]
            if (cell := self.table.at(row, column)) is not None and (cell.row_no, cell.column_no) != (row, column):
                return next(iter(self.table.numbers(cell.row_no, cell.column_no)), None)
        return None

    def _is_of_a_level(self, row: int, column: int) -> bool:
        """Whether a score is given to several lines as one: its cell covers rows that name lines of their own."""
        cell = self.table.at(row, column)
        if cell is None or cell.row_span == 1 or "weight" in self.columns.by_role:
            return False
        rows = range(cell.row_no, cell.row_no + cell.row_span)
        return len({held.row_no for r in rows if (held := self._cell(r, "name")) is not None}) > 1

    def _words_behind_score(self, row: int) -> str | None:
        """The reason that a cell prints behind its score, where one column holds both: 5.5 部分农户外出."""
        cell = self._cell(row, "score")
        numbers = self.table.numbers(row, cell.column_no) if cell is not None and cell.row_no == row else []
        if cell is None or not numbers or not cell.text.startswith(numbers[0].printed):
            return None
        return cell.text.removeprefix(numbers[0].printed).removeprefix("分").strip(" ，,；;、/：:") or None

    def _roles(self, row: int, number: int, tail: list[tuple[PrintedValue, str]]) -> list[ConformedValue]:
        roles = [_role(value, number, part) for value, part in tail]
        told = {value.value_no for value, _ in tail}
        for role in _WORDED:
            for value in self._printed_in(row, role):
                if value.value_no not in told:
                    roles.append(_role(value, number, self._part(value, role)))
        return roles

    def _part(self, value: PrintedValue, role: str) -> str:
        """The part of an indicator that a number of a role's cell belongs to."""
        if role in ("target", "target_and_actual") and value.row_no is not None and value.column_no is not None:
            cell = self.table.at(value.row_no, value.column_no)
            if cell is not None and stands_in_result(cell, value, slash=role == "target_and_actual"):
                return "actual"
        return _SPLIT_TARGET.get(role, role)

    def _printed_in(self, row: int, role: str) -> list[PrintedValue]:
        """Numbers of the cells of a role that begin in a row."""
        cells = [cell for cell in self._cells(row, role) if cell.row_no == row]
        return [value for cell in cells for value in self.table.numbers(row, cell.column_no)]

    def _several(
        self, row: int, target: str, actual: str | None, number: int
    ) -> tuple[list[Indicator], list[ConformedValue]]:
        """Indicators of a form without a column of names: the targets of the cell, each with its result."""
        if _ALL_ITEMS_EMPTY.match(target) and not actual:
            return [], []
        cell = self._cell(row, "target")
        pairs = pair_targets(target, actual)
        levels, place, rule = (self.level1, self.level2), (self.table.table_no, row), "form > one of a cell's targets"
        indicators = [
            indicator_of(pair, number + n, pair.name, self.scope, levels, self.section, place, cell, rule)
            for n, pair in enumerate(pairs)
        ]
        roles = [
            _role(value, number + _owner(value, part, pairs), part)
            for part in ("target", "actual")
            for held in self._cells(row, part)
            for value in self.table.numbers(row, held.column_no)
        ]
        return indicators, roles if indicators else []


def _named(cells: list[TableCell]) -> list[str]:
    """The texts of cells that are no placeholders."""
    return [cell.text for cell in cells if not _PLACEHOLDER.match(normalise(cell.text))]


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
    return of_indicator(value, number, part, f"form > {part}", value.unit)
