"""The score and the grade that a report gives itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.conforming.grid import cells_to_the_right
from dagster_project.conforming.lexicon import Lexicon, normalise
from dagster_project.conforming.records import ConformedValue
from dagster_project.extraction.marks import innermost, without_brackets
from dagster_project.extraction.records import Extract, PrintedValue

HIGHEST = Decimal(150)
NEAREST_CELLS = 3  # columns to the right of a heading in which its answer stands
_OF_THE_EVALUATION = re.compile(r"自评|评价|综合")
_BARE_SCORE = re.compile(r"绩效自评(?:为|共)?$")  # 整体支出绩效自评 N 分
_OF_A_PART = re.compile(r"指标\d|每|扣")
_OF_THE_FORM = re.compile(r"总分|合计得分|总得分")


@dataclass(frozen=True)
class SelfScore:
    """The self score as printed, and the role of its number."""

    role: ConformedValue
    score: str


def read_self_score(extract: Extract, lexicon: Lexicon, totals: list[PrintedValue]) -> SelfScore | None:
    """The self score: from the text, else from a labelled cell, else from the form's 总分 row (totals)."""
    in_text = [v for v in extract.values if v.place != "table" and v.unit == "分" and _names_score(v, lexicon)]
    in_cells = [v for v in extract.values if v.place == "table" and _heads_score(v, lexicon)]
    for rule, values in (
        ("text", _of_the_evaluation(in_text)),
        ("cell", in_cells),
        ("form total", totals),
        ("text", in_text),
    ):
        for value in values:
            if value.value is not None and 0 < Decimal(value.value) <= HIGHEST:
                role = ConformedValue(value.value_no, "header", f"self score > {rule}", header_field="self_score")
                return SelfScore(role, value.value)
    return None


def read_grade(extract: Extract, lexicon: Lexicon) -> str | None:
    """The grade as printed (优, 良好, ...), from a labelled cell or the words that give it."""
    for cell in extract.cells:
        if any(m.code == "grade" for m in lexicon.headings.exact(cell.text)):
            for answer in cells_to_the_right(extract, cell, NEAREST_CELLS):
                if grade := _grade(answer.text, lexicon, whole=True):
                    return grade
    for line in extract.lines:
        if line.kind == "grade" and (grade := _grade(line.text, lexicon)):
            return grade
    return None


def _grade(text: str, lexicon: Lexicon, whole: bool = False) -> str | None:
    """The grade that a text ends in (whole: that it is)."""
    text = normalise(text)
    found = lexicon.report_terms.find(text)
    if not found or not found[-1].of("grade") or found[-1].end != len(text):
        return None
    return found[-1].text if found[-1].start == 0 or not whole else None


def _names_score(value: PrintedValue, lexicon: Lexicon) -> bool:
    label = normalise(value.label or "")
    terms = lexicon.report_terms.find(label)
    return any(term.of("self_score") for term in terms) or bool(_BARE_SCORE.search(label))


def _of_the_evaluation(values: list[PrintedValue]) -> list[PrintedValue]:
    """Values whose labels speak of the evaluation, not of a part of it or a criterion."""
    return [v for v in values if _OF_THE_EVALUATION.search(v.label or "") and not _OF_A_PART.search(v.label or "")]


def _heads_score(value: PrintedValue, lexicon: Lexicon) -> bool:
    """Whether a cell beside a number names the whole score; the 总分 row of a form is read by its own rule."""
    label = normalise(without_brackets(innermost(value.label)))
    roles = {m.code for m in lexicon.headings.exact(label)}
    return "total_score" in roles and not _OF_THE_FORM.fullmatch(label)
