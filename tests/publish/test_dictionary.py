"""docs/dictionary.md is what the models' files say, and every column of every mart says all of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from dagster_project.paths import project_root
from dagster_project.publish.dictionary import dictionary_page, page_path
from dagster_project.publish.models import ModelError, Reference, marts

DBT = project_root() / "dbt"
MODELS = DBT / "models" / "marts"


def project(tmp_path: Path, to: str = "ref('dim_year')", **changes: Any) -> Path:
    """A dbt project with one mart, with what `changes` says of its key column in place of what is right."""
    column = {
        "name": "stage",
        "description": "Stage of the | year.",
        "data_type": "varchar",
        "config": {"meta": {"name_zh": "阶段", "description_zh": "年度的阶段。"}},
        "data_tests": ["unique"],
    }
    meta = {"name_zh": "阶段表", "description_zh": "各阶段。"}
    references = [{"column": "stage", "to": to, "field": "key"}]
    model = {
        "name": "dim_stage",
        "description": "Stages.",
        "config": {"meta": meta},
        "data_tests": [{"foreign_keys": {"arguments": {"references": references}}}],
    }
    folder = tmp_path / "models" / "marts"
    folder.mkdir(parents=True)
    content = {"models": [{**model, "columns": [{**column, **changes}]}]}
    (folder / "dim_stage.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return tmp_path


def test_the_committed_page_is_current() -> None:
    written = page_path(project_root()).read_text(encoding="utf-8")
    assert written == dictionary_page(marts(DBT)), "run: python -m dagster_project.publish.dictionary"


def test_every_mart_is_described() -> None:
    assert {mart.name for mart in marts(DBT)} == {path.stem for path in MODELS.glob("*.sql")}


@pytest.mark.parametrize("words", ["name_zh", "description_zh"])
def test_every_mart_and_column_is_named_and_described_in_chinese(words: str) -> None:
    described = [thing for mart in marts(DBT) for thing in (mart, *mart.columns)]
    foreign = [thing.name for thing in described if not re.search(r"[\u4e00-\u9fff]", getattr(thing, words))]
    assert foreign == []


def test_every_reference_leads_to_the_key_of_a_mart() -> None:
    keys = {mart.name: mart.key for mart in marts(DBT)}
    references = [reference for mart in marts(DBT) for reference in mart.references]
    assert [reference for reference in references if keys.get(reference.table) != reference.key] == []


@pytest.mark.parametrize("fact", ["fct_budget", "fct_expenditure", "fct_income", "fct_resource"])
def test_a_fact_leads_to_every_dimension(fact: str) -> None:
    (mart,) = (mart for mart in marts(DBT) if mart.name == fact)
    assert {reference.table for reference in mart.references} == {
        "dim_report",
        "dim_department",
        "dim_year",
        "dim_stage",
        "dim_account",
        "dim_fund",
    }


def test_a_mart_is_read_with_its_key_and_its_references(tmp_path: Path) -> None:
    (mart,) = marts(project(tmp_path))
    assert (mart.name, mart.name_zh, mart.key) == ("dim_stage", "阶段表", "stage")
    assert mart.references == (Reference("stage", "dim_year", "key"),)


def test_the_page_shows_a_column_with_its_key_and_no_broken_row(tmp_path: Path) -> None:
    page = dictionary_page(marts(project(tmp_path)))
    assert "| [`dim_stage`](#dim_stage) | 阶段表 | 各阶段。<br>Stages. |" in page
    row = "| `stage` | 阶段 | varchar | 主键 → [`dim_year`](#dim_year) | 年度的阶段。<br>Stage of the \\| year. |"
    assert row in page.splitlines()


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"description": " "}, "stage has no description"),
        ({"config": {"meta": {"description_zh": "年度的阶段。"}}}, "stage has no name_zh"),
        ({"config": {"meta": {"name_zh": "阶段"}}}, "stage has no description_zh"),
        ({"data_type": None}, "stage has no data_type"),
        ({"data_tests": []}, "one column is the key"),
    ],
)
def test_a_column_that_is_not_described_is_refused(tmp_path: Path, changes: dict[str, Any], missing: str) -> None:
    with pytest.raises(ModelError, match=rf"dim_stage\.yml: {missing}"):
        marts(project(tmp_path, **changes))


def test_a_reference_to_no_mart_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"dim_stage\.yml: stage refers to dim_year, which is not ref\('a mart'\)"):
        marts(project(tmp_path, to="dim_year"))
