"""The seeds of the lexicon: every line can match, and every code exists."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from dagster_project.conforming.lexicon import Meaning, Vocabulary, normalise
from tests.conforming.printed import SEEDS, lexicon

TERM_COLUMNS = {"labels": "label", "context_words": "word", "form_headings": "heading", "report_terms": "term"}
CONTEXT_KINDS = {"part", "project_head", "paid", "won", "economy", "function", "filler"}
FORM_ROLES = {
    *(
        "level1",
        "level2",
        "name",
        "comparator",
        "target",
        "target_unit",
        "actual",
        "target_and_actual",
        "criterion",
        "deviation",
        "explanation",
        "points",
    ),
    *(
        "weight",
        "score",
        "total_score",
        "grade",
        "execution_rate",
        "initial_budget",
        "adjusted_budget",
        "final",
        "addition",
        "balance",
    ),
    *("unit_name", "project_name", "department_name"),
}


def rows(seed: str) -> list[dict[str, str]]:
    path = SEEDS / ("lexicon" if seed in TERM_COLUMNS else "") / f"{seed}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def codes(seed: str, column: str) -> set[str]:
    return {row[column] for row in rows(seed)}


def vocabulary(seed: str) -> Vocabulary:
    known = lexicon()
    return {"form_headings": known.headings, "report_terms": known.report_terms}.get(seed, known.labels)


@pytest.mark.parametrize("seed", TERM_COLUMNS)
def test_every_term_is_found_in_itself_as_a_whole(seed: str) -> None:
    terms = [normalise(row[TERM_COLUMNS[seed]]) for row in rows(seed)]
    shadowed = [term for term in terms if [found.text for found in vocabulary(seed).find(term)] != [term]]
    assert terms
    assert shadowed == []


def test_every_label_keeps_the_meaning_that_its_line_gives() -> None:
    lost = [
        row
        for row in rows("labels")
        if Meaning(row["dimension"], row["code"], row["within"] or None) not in lexicon().labels.exact(row["label"])
    ]
    assert lost == []


@pytest.mark.parametrize("seed", TERM_COLUMNS)
def test_no_line_says_what_another_says(seed: str) -> None:
    column = TERM_COLUMNS[seed]
    keys = [(normalise(row[column]), row.get("dimension"), row.get("within"), row.get("kind")) for row in rows(seed)]
    assert [key for key, times in Counter(keys).items() if times > 1] == []


@pytest.mark.parametrize("seed", TERM_COLUMNS)
def test_terms_are_printed_characters_without_blanks_around_them(seed: str) -> None:
    assert [row for row in rows(seed) if any(text != text.strip() for text in row.values())] == []
    assert all(normalise(row[TERM_COLUMNS[seed]]) for row in rows(seed))


@pytest.mark.parametrize(
    ("dimension", "known"),
    [
        ("fund", codes("funds", "fund")),
        ("stage", {*codes("stages", "stage"), ""}),
        ("stage_weak", codes("stages", "stage")),
        ("base", {"prior_year"}),
        ("direction", {"1", "-1"}),
        ("rate", {"share", "execution_rate", "control_rate", "usage_rate"}),
        ("total", {"all", "part"}),
    ],
)
def test_codes_of_a_dimension_exist(dimension: str, known: set[str]) -> None:
    used = {row["code"] for row in rows("labels") if row["dimension"] == dimension}
    assert used
    assert used <= known


def test_accounts_exist_or_are_joined_items_or_hide_a_term_that_is_none() -> None:
    accounts = codes("accounts", "account_code")
    unknown = [
        row
        for row in rows("labels")
        if row["dimension"] in ("account", "account_generic", "account_project")
        for code in re.sub(r"(?<=\d)\+", " econ.", row["code"]).split()
        if code not in accounts
    ]
    assert unknown == []
    assert {row["within"] for row in rows("labels")} - {""} <= accounts


def test_dimensions_kinds_and_roles_are_those_that_conforming_knows() -> None:
    assert {row["dimension"] for row in rows("labels")} == {
        *("account", "account_generic", "account_project", "fund"),
        *("stage", "stage_weak", "base", "direction", "rate", "total"),
    }
    assert {row["kind"] for row in rows("context_words")} == CONTEXT_KINDS
    assert {row["role"] for row in rows("form_headings")} == FORM_ROLES
    assert {row["kind"] for row in rows("report_terms")} == {"self_score", "grade", "title"}


def test_the_lexicons_own_line_overrides_the_official_name_of_an_item() -> None:
    (reception,) = (row for row in rows("labels") if row["label"] == "公务接待费" and not row["within"])
    assert Meaning("account", reception["code"]) in lexicon().labels.exact("公务接待费")
    assert Meaning("account", "econ.30217") not in lexicon().labels.exact("公务接待费")
    assert lexicon().labels.exact("办公费") == (Meaning("account", "econ.30201"),)
