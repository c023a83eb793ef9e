"""Conforming: an Extract becomes figures, claims, indicators and a header, a pure function of it and the lexicon."""

from __future__ import annotations

from dataclasses import replace

from dagster_project.conforming.forms import FormReader
from dagster_project.conforming.header import read_header
from dagster_project.conforming.lexicon import Lexicon
from dagster_project.conforming.leftover import leave
from dagster_project.conforming.narrative import Narrative
from dagster_project.conforming.records import Conformed, ConformedValue
from dagster_project.conforming.self_score import read_grade, read_self_score
from dagster_project.conforming.targets import narrative_indicators
from dagster_project.extraction.records import Extract


def conform(extract: Extract, lexicon: Lexicon) -> Conformed:
    """Every printed number's roles, the indicators, and the header of one document."""
    header = read_header(extract, lexicon)
    forms = FormReader(extract, lexicon, header.fiscal_year)
    roles: list[ConformedValue] = list(forms.values)
    indicators = list(forms.indicators)
    told = {value.value_no for value in roles}
    narrative = Narrative(lexicon, header.fiscal_year)
    for value in extract.values:
        if value.value_no in told or value.form not in ("number", "percent") or value.place == "table":
            continue
        if (found := narrative.read(value)) is not None:
            roles.append(found)
            told.add(value.value_no)
    score_role = read_self_score(extract, lexicon, forms)
    if score_role is not None:
        roles = [r for r in roles if r.value_no != score_role[0].value_no] + [score_role[0]]
        told.add(score_role[0].value_no)
    targets, target_roles = narrative_indicators(extract, lexicon, roles, len(indicators))
    indicators += targets
    told.update(role.value_no for role in target_roles)
    roles = [
        r for r in roles if not (r.role in ("left", "unmatched") and r.value_no in {t.value_no for t in target_roles})
    ]
    roles += target_roles
    roles += [leave(value, lexicon) for value in extract.values if value.value_no not in told]
    return Conformed(
        header=replace(
            header,
            self_score=score_role[1] if score_role else None,
            grade=read_grade(extract, lexicon),
        ),
        values=tuple(sorted(roles, key=lambda role: (role.value_no, role.role, role.indicator_no or 0))),
        indicators=tuple(indicators),
    )
