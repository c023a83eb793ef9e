"""Conforming: an Extract becomes figures, claims, indicators and a header, a pure function of it and the lexicon."""

from __future__ import annotations

from dataclasses import replace

from dagster_project.conforming.doubtful import doubtful_numbers, mark_letters, set_for_review, without_doubtful
from dagster_project.conforming.forms import FormReader
from dagster_project.conforming.header import read_header
from dagster_project.conforming.leftover import leave
from dagster_project.conforming.lexicon import Lexicon
from dagster_project.conforming.narrative import Narrative
from dagster_project.conforming.records import Conformed, ConformedValue
from dagster_project.conforming.self_score import read_grade, read_self_score
from dagster_project.conforming.staff_quota import with_whole_quota
from dagster_project.conforming.targets import narrative_indicators
from dagster_project.extraction.records import Extract


def conform(extract: Extract, lexicon: Lexicon) -> Conformed:
    """Every printed number's roles, the indicators, and the header of one document."""
    header = read_header(extract, lexicon)
    forms = FormReader(extract, lexicon, header.fiscal_year)
    roles = [*forms.values, *_narrative_roles(extract, lexicon, header.fiscal_year, forms.values)]
    roles = with_whole_quota(roles)
    score = read_self_score(extract, lexicon, forms.totals)
    if score is not None:
        roles = [*(role for role in roles if role.value_no != score.role.value_no), score.role]
    targets, target_roles = narrative_indicators(extract, lexicon, roles, len(forms.indicators))
    roles = [*_without_left(roles, {role.value_no for role in target_roles}), *target_roles]
    told = {role.value_no for role in roles}
    roles += [leave(value, lexicon) for value in extract.values if value.value_no not in told]
    indicators = [*forms.indicators, *targets]
    if doubtful := doubtful_numbers(extract):
        indicators = without_doubtful(indicators, roles, doubtful)
        roles = set_for_review(roles, extract, doubtful)
        score = None if score and score.role.value_no in doubtful else score
    roles = mark_letters(roles, extract)
    return Conformed(
        header=replace(header, self_score=score.score if score else None, grade=read_grade(extract, lexicon)),
        values=tuple(sorted(roles, key=lambda role: (role.value_no, role.role, role.indicator_no or 0))),
        indicators=tuple(indicators),
    )


def _narrative_roles(
    extract: Extract, lexicon: Lexicon, fiscal_year: int | None, told: list[ConformedValue]
) -> list[ConformedValue]:
    """Roles of the numbers of running text that no form has told."""
    known = {role.value_no for role in told}
    narrative = Narrative(lexicon, fiscal_year)
    roles: list[ConformedValue] = []
    for value in extract.values:
        if value.value_no in known or not value.is_quantity or value.place == "table":
            continue
        if (found := narrative.read(value)) is not None:
            roles.append(found)
    return roles


def _without_left(roles: list[ConformedValue], numbers: set[int]) -> list[ConformedValue]:
    """Roles without those that left a number aside which is an indicator's after all."""
    return [r for r in roles if r.role not in ("left", "unmatched") or r.value_no not in numbers]
