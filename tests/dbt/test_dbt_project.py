"""What the marts hold for a small raw schema, and what the project promises of itself."""

from __future__ import annotations

import hashlib
import json
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.dbt.conftest import PROJECT, Built, dbt
from tests.dbt.raw_reports import DEPARTMENTS

pytestmark = pytest.mark.dbt

MARTS = {
    "dim_county",
    "dim_county_name",
    "dim_department",
    "dim_year",
    "dim_account",
    "dim_fund",
    "dim_stage",
    "dim_report",
    "fct_budget",
    "fct_expenditure",
    "fct_income",
    "fct_resource",
    "fct_indicator",
    "fct_claim",
    "fct_mention",
    "fct_coverage",
    "fct_finding",
    "fct_decision",
    "fct_superseded_figure",
    "fct_version_change",
    "mart_department_year",
}


def test_every_model_and_test_passes(built: Built) -> None:
    statuses: dict[str, set[str]] = {}
    for result in built.results:
        statuses.setdefault(result["unique_id"].split(".")[0], set()).add(result["status"])
    # An exposure is only named: there is nothing of it to build.
    assert statuses == {
        "seed": {"success"},
        "model": {"success"},
        "test": {"pass"},
        "unit_test": {"pass"},
        "exposure": {"no-op"},
    }


def test_every_mart_column_has_a_description_and_a_chinese_name(built: Built) -> None:
    marts = {n["name"]: n for n in built.manifest["nodes"].values() if n["schema"] == "marts" and n["name"] in MARTS}
    assert set(marts) == MARTS
    for name, node in marts.items():
        in_file = {
            column
            for (column,) in built.rows(
                "select column_name from information_schema.columns"
                f" where table_schema = 'marts' and table_name = '{name}'"
            )
        }
        assert set(node["columns"]) == in_file
        for column, described in node["columns"].items():
            assert described["description"], f"{name}.{column} has no description"
            assert described["config"]["meta"]["name_zh"], f"{name}.{column} has no Chinese name"


def test_every_rule_file_is_listed_documented_and_unit_tested(built: Built) -> None:
    files = {path.stem for path in Path(PROJECT / "models" / "audit" / "rules").glob("*.sql")}
    applied = {rule for (rule,) in built.rows("select distinct rule_id from audit.audit_version_result")}
    tested = {test["model"] for test in built.manifest["unit_tests"].values()}
    described = {
        n["name"] for n in built.manifest["nodes"].values() if n["resource_type"] == "model" and n["description"]
    }
    assert files == applied
    assert files <= tested
    assert files <= described


def test_every_model_is_described(built: Built) -> None:
    models = [n for n in built.manifest["nodes"].values() if n["resource_type"] in ("model", "seed")]
    ours = [n for n in models if "lexicon" not in n["fqn"]]
    assert [n["name"] for n in ours if not n["description"]] == []


def test_a_report_that_overspends_is_quarantined_with_its_figures(built: Built) -> None:
    assert built.rows(
        """
        select report.source_name, finding.severity, finding.printed, finding.computed, finding.difference_wan,
            len(finding.mention_ids), finding.status
        from marts.fct_finding as finding join marts.dim_report as report using (report_id)
        where finding.rule_id = 'spending_within_income'
        """
    ) == [("overspending.txt", "error", "500万元; 600万元", "500万元", Decimal(100), 2, "open")]
    assert built.rows(
        "select source_name, status from marts.dim_report where source_name in ('sound.txt', 'overspending.txt')"
        " order by 1"
    ) == [("overspending.txt", "quarantined"), ("sound.txt", "published")]


def test_a_report_without_a_head_is_quarantined(built: Built) -> None:
    sha = hashlib.sha256(b"without a head").hexdigest()
    assert built.rows(
        "select report_id, status, county_code, fiscal_year from marts.dim_report"
        " where source_name = 'without a head.txt'"
    ) == [(f"000000-0000-00000000-{sha[:8]}", "quarantined", None, None)]


def test_a_conflict_is_resolved_by_the_identities_and_found(built: Built) -> None:
    assert built.rows(
        "select amount_wan, mention_count, is_conflict from marts.fct_expenditure"
        " where account_code = 'expenditure' and fiscal_year = 2023 and county_code = '430421'"
    ) == [(Decimal(1050), 2, True)]
    assert built.rows(
        "select severity, printed, computed, difference_wan from marts.fct_finding"
        " where rule_id = 'one_value_per_figure'"
    ) == [("warning", "1060万元; 1050.00万元", "1050万元", Decimal(10))]
    assert built.rows(
        "select amount_wan, printed_value from marts.fct_mention where account_code = 'expenditure'"
        " and stage = 'final' and fiscal_year = 2023 and report_id like '430421%' order by char_start"
    ) == [(Decimal(1060), "1060"), (Decimal(1050), "1050.00")]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            "fct_budget",
            [
                ("expenditure", 2022, "initial_budget", None, Decimal(900)),
                ("expenditure", 2023, "adjusted_budget", None, Decimal(1200)),
            ],
        ),
        (
            "fct_income",
            [("income", 2023, "final", None, Decimal(1000)), ("opening_balance", 2023, "final", None, Decimal(100))],
        ),
        (
            "fct_expenditure",
            [
                ("econ.30205+30206", 2023, "final", None, Decimal(8)),
                ("expenditure", 2023, "final", None, Decimal(1050)),
                ("expenditure.basic", 2023, "final", None, Decimal(400)),
                ("expenditure.project", 2023, "final", "桥梁", Decimal(50)),
                ("expenditure.project", 2023, "final", None, Decimal(650)),
            ],
        ),
        ("fct_resource", [("staff.actual", 2023, "final", None, None)]),
    ],
)
def test_figures_land_in_their_fact(built: Built, table: str, expected: list[tuple[object, ...]]) -> None:
    assert (
        built.rows(
            f"select account_code, fiscal_year, stage, project_name, amount_wan from marts.{table}"
            " where report_id like '430421%' order by account_code, fiscal_year, amount_wan"
        )
        == expected
    )


def test_counts_are_quantities(built: Built) -> None:
    assert built.rows("select quantity from marts.fct_resource where account_code = 'staff.actual'") == [(Decimal(12),)]


def test_a_composite_account_is_in_the_dimension(built: Built) -> None:
    assert built.rows(
        "select account_name, parent_code from marts.dim_account where account_code = 'econ.30205+30206'"
    ) == [("水费、电费", "econ.302")]


def test_a_claim_is_recomputed_and_leads_to_its_print(built: Built) -> None:
    assert built.rows(
        """
        select claim.printed_value, claim.recomputed_value, claim.holds, mention.printed_value, mention.account_code
        from marts.fct_claim as claim join marts.fct_mention as mention using (claim_key)
        """
    ) == [(Decimal("38.10"), Decimal("38.095238"), True, "38.10", None)]


def test_an_indicator_is_judged_and_rescored(built: Built) -> None:
    assert built.rows(
        """
        select indicator.achieved, indicator.score, indicator.rescored, mention.indicator_part, mention.printed_value
        from marts.fct_indicator as indicator join marts.fct_mention as mention using (indicator_key)
        """
    ) == [(False, Decimal(8), Decimal(7), "actual", "92")]


def test_the_wide_row_of_a_department(built: Built) -> None:
    assert built.rows(
        """
        select county_name, department_type, fiscal_year, income_wan, expenditure_wan, basic_wan, project_wan,
            adjusted_budget_wan, initial_budget_wan, execution_rate, staff_actual, self_score, findings
        from marts.mart_department_year where county_code = '430421'
        """
    ) == [
        (
            "衡阳县",
            "科技",
            2023,
            Decimal(1000),
            Decimal(1050),
            Decimal(400),
            Decimal(650),
            Decimal(1200),
            None,
            Decimal("87.5"),
            Decimal(12),
            Decimal(95),
            2,
        )
    ]


def test_coverage_adds_up(built: Built) -> None:
    assert built.rows(
        "select printed_values, conformed_values, left_values, unmatched_values from marts.dim_report"
        " where source_name = 'sound.txt'"
    ) == [(15, 13, 1, 1)]
    assert built.rows(
        "select role, left_reason, value_count from marts.fct_coverage where report_id like '430421%' order by role"
    ) == [("claim", None, 1), ("figure", None, 11), ("indicator", None, 1), ("left", "date", 1), ("unmatched", None, 1)]
    assert built.rows("select label, printed from intermediate.int_unmatched_value") == [("标签14", "3")]


@pytest.mark.parametrize(("stem", "department_type"), DEPARTMENTS.items())
def test_departments_have_their_kind(built: Built, stem: str, department_type: str) -> None:
    assert built.rows(f"select department_type from marts.dim_department where department_name = '信丰县{stem}'") == [
        (department_type,)
    ]


def test_keys_are_what_the_thing_is(built: Built) -> None:
    """A key is the same on every machine: here it is computed without dbt."""
    department_key = hashlib.md5("430421|科学技术局".encode()).hexdigest()
    sha = hashlib.sha256(b"sound").hexdigest()
    report_id = f"430421-2023-{hashlib.md5('科学技术局'.encode()).hexdigest()[:8]}-{sha[:8]}"
    figure_key = hashlib.md5(f"{report_id}|2023|final|income|all||".encode()).hexdigest()
    assert built.rows(f"select department_key, amount_wan from marts.fct_income where figure_key = '{figure_key}'") == [
        (department_key, Decimal(1000))
    ]


def test_a_value_that_leads_nowhere_is_found_and_null_is_none(built: Built, tmp_path: Path) -> None:
    ((original,),) = built.rows("select path from duckdb_databases() where path like '%build.duckdb'")
    build_file = Path(shutil.copy(original, tmp_path / "build.duckdb"))
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("update marts.fct_income set stage = 'no stage', department_key = 'nobody', fund = null")
        ((rows,),) = connection.execute("select count(*) from marts.fct_income").fetchall()
    assert rows > 0

    dbt(build_file, tmp_path / "target", "test", "--select", "foreign_keys_of_fct_income")

    results = json.loads((tmp_path / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    assert [(result["status"], result["failures"]) for result in results] == [("fail", 2 * rows)]
