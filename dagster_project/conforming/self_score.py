"""The score and the grade that a report gives itself."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from dagster_project.conforming.lexicon import Lexicon, normalise
from dagster_project.conforming.records import ConformedValue
from dagster_project.extraction.records import Extract, PrintedValue

if TYPE_CHECKING:
    from dagster_project.conforming.forms import FormReader

HIGHEST = Decimal(150)
_GRADE = re.compile(r"(优秀|优良|优|良好|良|中等|中|不合格|合格|较差|差)$")


def read_self_score(extract: Extract, lexicon: Lexicon, forms: FormReader) -> tuple[ConformedValue, str] | None:
    """(role, score) of the self score: from the text, else from a labelled cell, else from the form's 总分 row."""
    in_text = [v for v in extract.values if v.place != "table" and v.unit == "分" and _names_score(v, lexicon)]
    in_cells = [v for v in extract.values if v.place == "table" and _heads_score(v, lexicon)]
    for rule, values in (
        ("text", _strong(in_text)),
        ("cell", in_cells),
        ("form total", forms.totals),
        ("text", in_text),
    ):
        for value in values:
            if _plausible(value):
                role = ConformedValue(value.value_no, "header", f"self score > {rule}", header_field="self_score")
                return role, str(value.value)
    return None


def read_grade(extract: Extract, lexicon: Lexicon) -> str | None:
    """The grade as printed (优, 良好, ...), from a labelled cell or the words that give it."""
    cells = {(c.table_no, c.row_no, c.column_no): c for c in extract.cells}
    for cell in extract.cells:
        if any(m.code == "grade" for m in lexicon.headings.exact(cell.text)):
            for step in range(1, 4):
                right = cells.get((cell.table_no, cell.row_no, cell.column_no + step))
                if right is not None and (match := _GRADE.fullmatch(normalise(right.text))):
                    return match.group(1)
    for line in extract.lines:
        if line.kind == "grade" and (match := _GRADE.search(normalise(line.text))):
            return match.group(1)
    return None


def _names_score(value: PrintedValue, lexicon: Lexicon) -> bool:
    terms = lexicon.report_terms.find(normalise(value.label or ""))
    return any(term.of("self_score") for term in terms)


def _strong(values: list[PrintedValue]) -> list[PrintedValue]:
    """Labels that speak of the evaluation, not of an examination or a criterion."""
    return [
        v
        for v in values
        if re.search(r"自评|评价|综合", v.label or "") and not re.search(r"指标\d|每|扣", v.label or "")
    ]


def _heads_score(value: PrintedValue, lexicon: Lexicon) -> bool:
    label = normalise((value.label or "").split(" / ")[-1])
    roles = {m.code for m in lexicon.headings.exact(label)}
    return "total_score" in roles and not re.fullmatch(r"总分|合计得分|总得分", label)


def _plausible(value: PrintedValue) -> bool:
    try:
        return value.value is not None and 0 < Decimal(value.value) <= HIGHEST
    except InvalidOperation:
        return False
