"""docs/rules.md is what the rules' files say, and every rule says all of it."""

from pathlib import Path

import pytest
import yaml

from dagster_project.paths import project_root
from dagster_project.publish.rule_catalogue import (
    FAMILIES,
    Rule,
    RuleCatalogueError,
    catalogue_page,
    page_path,
    rules,
)

DBT = project_root() / "dbt"
RULES = DBT / "models" / "audit" / "rules"
RULE_IDS = sorted(path.stem for path in RULES.glob("*.sql"))


def test_the_committed_page_is_current() -> None:
    written = page_path(project_root()).read_text(encoding="utf-8")
    assert written == catalogue_page(rules(DBT)), "run: python -m dagster_project.publish.rule_catalogue"


def test_rules_are_numbered_once_within_a_family() -> None:
    numbers = [rule.number for rule in rules(DBT)]
    assert len(numbers) == len(set(numbers))
    assert {number[0] for number in numbers} == set(FAMILIES)


def test_only_what_must_not_be_published_is_an_error() -> None:
    assert {rule.rule_id for rule in rules(DBT) if rule.severity == "error"} == {
        "header_complete",
        "spending_within_income",
    }


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_a_rule_opens_with_its_statement_in_chinese_and_english(rule_id: str) -> None:
    chinese, english = (RULES / f"{rule_id}.sql").read_text(encoding="utf-8").splitlines()[:2]
    assert chinese.startswith("-- ")
    assert chinese.endswith("。")
    assert english.startswith("-- ")
    assert english.isascii() or "其他" in english or "即" in english


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_a_rule_has_a_unit_test_that_passes_and_one_that_fails(rule_id: str) -> None:
    tests = yaml.safe_load((RULES / f"{rule_id}.yml").read_text(encoding="utf-8"))["unit_tests"]
    expected = " ".join(str(test["expect"]["rows"]) for test in tests)
    assert "fail" in expected
    assert "pass" in expected or rule_id == "one_name_per_number"


def test_a_page_shows_a_rule_under_its_family() -> None:
    page = catalogue_page((Rule("sums", "C1", "warning", "合计相符", "Parts add up.", "a total", "rounding"),))
    assert "## C 部分与合计 · Parts and totals" in page
    assert "| C1 | `sums` | 合计相符。<br>Parts add up. | a total | rounding | `warning` |" in page


def test_a_rule_that_is_not_listed_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "audit" / "rules"
    folder.mkdir(parents=True)
    (folder / "unlisted.sql").touch()
    (tmp_path / "dbt_project.yml").write_text("vars:\n  rules: []\n", encoding="utf-8")
    with pytest.raises(RuleCatalogueError, match="unlisted"):
        rules(tmp_path)


def test_a_rule_without_its_number_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "audit" / "rules"
    folder.mkdir(parents=True)
    (folder / "bare.sql").touch()
    (folder / "bare.yml").write_text("models: [{name: bare, description: d, config: {meta: {}}}]", encoding="utf-8")
    (tmp_path / "dbt_project.yml").write_text("vars:\n  rules: [bare]\n", encoding="utf-8")
    with pytest.raises(RuleCatalogueError, match=r"bare\.yml: KeyError"):
        rules(tmp_path)
