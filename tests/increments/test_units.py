"""The parts of an increment: hashes of inputs, the basis, departments, and which documents are built."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from dagster_project.increments import Departments, basis_of, full_plan, plan_of
from dagster_project.increments.changes import changed_documents
from dagster_project.increments.inputs import input_hashes
from dagster_project.increments.known import read_base
from dagster_project.increments.units import touched_by
from dagster_project.paths import project_root
from dagster_project.reviewing import Decision
from tests.increments.warehouses import BASE, known_of

SEEDS = project_root() / "dbt" / "seeds"
A, B, C, D = (letter * 64 for letter in "abcd")


KNOWN = known_of({A: ("1", "x"), B: ("2", "x"), C: ("3", "y")})
INPUTS = {A: "1", B: "2", C: "3"}


def test_nothing_changed_builds_nothing() -> None:
    assert changed_documents(INPUTS, KNOWN) == []
    plan = plan_of("basis", BASE, INPUTS, KNOWN, {}, [])
    assert (plan.inputs, plan.departments, plan.replaced, plan.base) == ({}, frozenset(), frozenset(), BASE.state)


def test_a_changed_document_brings_its_department() -> None:
    inputs = INPUTS | {B: "other"}
    assert changed_documents(inputs, KNOWN) == [B]
    plan = plan_of("basis", BASE, inputs, KNOWN, {B: "x"}, [])
    assert (set(plan.inputs), plan.departments, plan.replaced) == ({A, B}, {"x"}, {A, B})


def test_a_document_that_moves_brings_both_departments() -> None:
    plan = plan_of("basis", BASE, INPUTS | {B: "other"}, KNOWN, {B: "y"}, [])
    assert (set(plan.inputs), plan.departments) == ({A, B, C}, {"x", "y"})


def test_a_withdrawn_document_gives_way_with_its_department_built_anew() -> None:
    plan = plan_of("basis", BASE, {A: "1", C: "3"}, KNOWN, {}, [])
    assert (set(plan.inputs), plan.departments, plan.replaced) == ({A}, {"x"}, {A, B})


def test_a_new_document_of_a_new_department_comes_alone() -> None:
    plan = plan_of("basis", BASE, INPUTS | {D: "4"}, KNOWN, {D: "z"}, [])
    assert (set(plan.inputs), plan.departments, plan.replaced) == ({D}, {"z"}, {D})


def test_a_document_that_could_not_be_conformed_is_tried_again() -> None:
    known = known_of({A: ("1", A)}, A)
    assert changed_documents({A: "1"}, known) == [A]


def test_departments_that_one_decision_ties_together_are_built_together() -> None:
    decision = Decision("correct", "王某", "2024-05-31", "x", report_id=f"1-2-3-{A[:8]}", document_sha256=C)
    assert touched_by(decision) == {A[:8], C[:8]}
    plan = plan_of("basis", BASE, INPUTS | {C: "other"}, KNOWN, {C: "y"}, [decision])
    assert set(plan.inputs) == {A, B, C}
    assert plan.holds(decision)


def test_a_decision_stays_with_its_document_and_one_without_is_in_every_build() -> None:
    accepted = Decision("accept", "王某", "2024-05-31", "x", report_id=f"1-2-3-{A[:8]}", rule_id="r", subject="s")
    about_nothing = replace(accepted, report_id="1-2-3-0123abcd")
    plan = plan_of("basis", BASE, INPUTS | {C: "other"}, KNOWN, {C: "y"}, [accepted, about_nothing])
    assert (plan.holds(accepted), plan.holds(about_nothing)) == (False, True)
    assert plan_of("basis", BASE, INPUTS | {A: "other"}, KNOWN, {A: "x"}, [accepted]).holds(accepted)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_built_is_all_that_a_change_can_lead_to_and_no_more(seed: int) -> None:
    chance = random.Random(seed)
    shas = [f"{number:08x}" * 8 for number in range(40)]
    before = {sha: chance.choice("abcdefghijklmno") for sha in shas}
    moved = {sha: chance.choice("abcdefghijklmnopq") for sha in chance.sample(shas, 2)}
    ties = [chance.sample(shas, 2) for _ in range(5)]
    decisions = [
        Decision("correct", "王某", "2024-05-31", "x", report_id=f"1-2-3-{one[:8]}", document_sha256=other)
        for one, other in ties
    ]
    known = known_of({sha: ("1", department) for sha, department in before.items()})
    plan = plan_of("basis", BASE, dict.fromkeys(shas, "1"), known, moved, decisions)

    of = {sha: {before[sha], moved.get(sha, before[sha])} for sha in shas}
    reached = set(moved)
    while True:
        further = {sha for sha in shas if any(of[sha] & of[other] for other in reached)}
        further |= {sha for tie in ties if reached & set(tie) for sha in tie}
        if further == reached:
            break
        reached = further
    assert plan.replaced == reached
    assert plan.departments == set().union(*(of[sha] for sha in reached))


def test_two_orders_of_documents_lead_to_one_state() -> None:
    one, other = full_plan("basis", {A: "1", B: "2"}), full_plan("basis", {B: "2", A: "1"})
    assert one.state == other.state != full_plan("other", {A: "1", B: "2"}).state


def test_a_document_changes_with_its_line_and_its_decisions() -> None:
    decision = Decision("accept", "王某", "2024-05-31", "x", report_id=f"1-2-3-{A[:8]}", rule_id="r", subject="s")
    of_another = replace(decision, report_id=f"1-2-3-{B[:8]}")

    first = input_hashes({A: b"1,a"}, [])
    assert input_hashes({A: b"1,a"}, [of_another]) == first
    assert input_hashes({A: b"1,a"}, [decision]) != first
    assert input_hashes({A: b"1,b"}, []) != first


@pytest.mark.parametrize(
    "changed", ["dbt/models/a.sql", "dbt/seeds/b.csv", "expectations/c.json", "dagster_project/conforming/d.py"]
)
def test_the_basis_changes_with_what_decides(tmp_path: Path, changed: str) -> None:
    file = tmp_path / changed
    file.parent.mkdir(parents=True)
    before = basis_of(tmp_path)
    file.write_text("x", encoding="utf-8")
    assert basis_of(tmp_path) != before


def test_the_basis_does_not_change_with_what_tells_or_is_left_over(tmp_path: Path) -> None:
    before = basis_of(tmp_path)
    for name in ("docs/a.md", "dbt/target/run.sql", "dagster_project/report_page/page.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert basis_of(tmp_path) == before


def test_no_snapshot_or_a_damaged_one_says_nothing(tmp_path: Path) -> None:
    assert read_base(tmp_path / "none.duckdb") is None
    (tmp_path / "damaged.duckdb").write_text("x" * 5000, encoding="utf-8")
    assert read_base(tmp_path / "damaged.duckdb") is None


def header(**fields: object) -> dict[str, object]:
    return {"county_code": "130123", "department_name": "正定县水利局", "fiscal_year": 2023} | fields


def test_one_department_with_its_place_or_without() -> None:
    departments = Departments(SEEDS)
    full = departments.department_of(A, header(department_name="石家庄市正定县 水利局"))
    assert full == departments.department_of(B, header(department_name=None, department_stem="水利局"))
    assert full != departments.department_of(A, header(county_code="360722"))


@pytest.mark.parametrize(
    "missing", [{}, header(county_code=None), header(department_name=None), header(county_code="1")]
)
def test_a_document_that_tells_no_department_is_its_own(missing: dict[str, object]) -> None:
    assert Departments(SEEDS).department_of(A, missing) == A
