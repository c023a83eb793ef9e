"""What the page is given: exact decimals, missing values as null, and the places of every figure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.publish.rule_catalogue import Rule
from dagster_project.report_page.index import IndexJson, county_part
from dagster_project.report_page.payload import (
    Overview,
    details_json,
    finding_texts,
    overview_json,
    overview_parts,
    read_names,
    read_overview,
)
from dagster_project.report_page.sources import Sources

from .snapshots import HOSTILE, four_reports

RULE = Rule("one_value_per_figure", "E1", "warning", "同一指标一致", "One value", "", "")


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    return four_reports(tmp_path / "snapshot.duckdb")


@pytest.fixture
def overview(snapshot: Path) -> dict[str, Any]:
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        found = read_reports(connection, [RULE])
    return {**json.loads(overview_json(found, "430101")), "texts": finding_texts(found)}


def read_reports(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], *report_ids: str) -> Overview:
    """The overview of the reports, or of all."""
    return read_overview(Sources(connection), read_names(connection, rules), report_ids or ("r1", "r2", "r3", "r4"))


@pytest.fixture
def details(snapshot: Path) -> dict[str, Any]:
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        overview = read_reports(connection, [])
        packed = details_json(Sources(connection), overview, overview.reports.column("report_id"))
        return {report_id: json.loads(text) for report_id, text in packed}


def rows(part: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(zip(part["columns"], row, strict=True)) for row in part["rows"]]


def test_every_report_is_in_the_overview_with_its_status(overview: dict[str, Any]) -> None:
    reports = overview["reports"]
    assert list(zip(reports["report_id"], reports["status"], strict=True)) == [
        ("r1", "published"), ("r2", "published"), ("r3", "quarantined"), ("r4", "superseded"),
    ]  # fmt: skip


def test_amounts_are_exact_text_zero_is_zero_and_what_is_missing_is_null(overview: dict[str, Any]) -> None:
    reports = overview["reports"]
    assert reports["expenditure_wan"] == ["1234.567891", "8000", "500", "1200"]
    assert reports["income_wan"] == ["0", None, None, None]
    assert reports["self_score"] == ["97.5", None, "90", None]


def test_findings_name_their_report_and_their_texts_stand_in_the_same_order(overview: dict[str, Any]) -> None:
    assert overview["findings"]["report"] == [0, 1, 2]
    assert overview["findings"]["severity"] == ["warning", "info", "error"]
    assert overview["texts"]["message_en"] == ["Spending differs", "The total differs", "Spending exceeds the budget"]
    assert overview["texts"]["difference_wan"] == ["8.432109", None, "100"]


def test_indicators_are_counted_by_level(overview: dict[str, Any]) -> None:
    counts = overview["indicators"]
    assert [counts[name] for name in ("report", "level1", "met", "missed", "undecided")] == [
        [0, 0], ["产出指标", "效益指标"], [1, 0], [1, 0], [0, 1],
    ]  # fmt: skip


def test_rules_and_accounts_have_names_in_both_languages(overview: dict[str, Any]) -> None:
    assert overview["names"]["rules"] == {"one_value_per_figure": ["同一指标一致", "One value", "E1"]}
    assert overview["names"]["accounts"]["income"] == ["本年收入", "Income of the year", "money"]


def test_a_figure_leads_to_every_place_that_prints_it(details: dict[str, Any]) -> None:
    places = rows(details["r1"]["places"])
    (spending,) = (figure for figure in rows(details["r1"]["figures"]) if figure["account_code"] == "expenditure")
    assert spending["amount"] == "1234.567891"
    assert [places[at]["printed_value"] for at in spending["places"]] == ["1243.00", "1234.567891"]
    assert places[spending["places"][1]] == {
        "indicator_part": None, "amount": "1234.567891", "printed_value": "1234.567891", "printed_unit": None,
        "corrected_value": None, "corrected_unit": None, "label": "支出合计", "column_label": None,
        "section": "二、支出", "page": 2, "table_no": 1, "row_no": 3, "column_no": 4,
        "char_start": 120, "char_end": 131,
    }  # fmt: skip


def test_claims_indicators_and_findings_lead_to_their_places(details: dict[str, Any]) -> None:
    report = details["r1"]
    printed = [place["printed_value"] for place in rows(report["places"])]
    assert [printed[at] for at in rows(report["claims"])[0]["places"]] == ["95"]
    assert [[printed[at] for at in one["places"]] for one in rows(report["indicators"])] == [["120"], [], []]
    assert [printed[at] for at in report["findings"]["f1"]] == ["1243.00", "1234.567891"]


def test_a_quarantined_report_has_its_figures_and_reasons_and_a_superseded_one_its_figures(
    details: dict[str, Any],
) -> None:
    assert [figure["amount"] for figure in rows(details["r3"]["figures"])] == ["500"]
    assert rows(details["r3"]["reasons"])[0]["message"] == "支出大于预算"
    assert rows(details["r4"]["figures"])[0]["amount"] == "1200"
    assert rows(details["r4"]["places"]) == []


def test_what_a_later_version_says_otherwise_is_told_to_the_readers_of_both(details: dict[str, Any]) -> None:
    def told(report_id: str) -> list[tuple[Any, ...]]:
        names = ("other_id", "is_later", "change", "account_code", "indicator_name", "value_before", "value_after")
        return [tuple(row[name] for name in names) for row in rows(details[report_id]["versions"])]

    assert told("r1") == [
        ("r4", True, "changed", "expenditure", None, "1200", "1234.567891"),
        ("r4", True, "added", "three_public.reception", None, None, "2.5"),
        ("r4", True, "changed", None, "培训", "90人", "120人"),
    ]
    assert told("r4") == [("r1", False, *row[2:]) for row in told("r1")]
    assert told("r2") == told("r3") == []


def test_what_a_report_prints_is_kept_as_it_is(details: dict[str, Any]) -> None:
    assert any(HOSTILE in (place["label"] or "") for place in rows(details["r1"]["places"]))


def test_the_index_is_what_an_overview_of_all_reports_is_county_by_county(snapshot: Path) -> None:
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        everything, empty = read_reports(connection, [RULE]), read_overview(Sources(connection), {}, [])
    index = IndexJson(everything.names, empty)
    for _, county in everything.by_county():
        index.add(county_part(county), len(county.reports.rows), with_texts=True)
    found = json.loads(index.overview(is_split=True))

    assert (found["county"], found["isSplit"], found["names"]) == (None, True, everything.names)
    assert found["reports"]["report_id"] == ["r1", "r4", "r2", "r3"]
    parts = json.loads(json.dumps(overview_parts(everything)))
    for section in ("reports", "findings", "indicators"):
        assert by_report(found, section) == by_report(parts, section)
    assert json.loads(index.texts()) == json.loads(json.dumps(finding_texts(everything)))


def by_report(overview: dict[str, Any], section: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of a section by their report."""
    ids, columns = overview["reports"]["report_id"], overview[section]
    found: dict[str, list[dict[str, Any]]] = {}
    for cells in zip(*columns.values(), strict=True):
        row = dict(zip(columns, cells, strict=True))
        found.setdefault(row["report_id"] if section == "reports" else ids[row.pop("report")], []).append(row)
    return found


def test_an_index_without_the_words_of_findings(snapshot: Path) -> None:
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        county, empty = read_reports(connection, [RULE], "r1"), read_overview(Sources(connection), {}, [])
    index = IndexJson({}, empty)
    index.add(county_part(county), 1, with_texts=False)
    assert json.loads(index.overview(is_split=True))["findings"]["report"] == [0]
    assert all(words == [] for words in json.loads(index.texts()).values())


def test_a_composite_account_has_its_name_with_the_report_that_prints_it(snapshot: Path) -> None:
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute("insert into marts.dim_account values ('econ.a+b', '甲、乙', 'A, B', 'money')")
        connection.execute("update marts.fct_expenditure set account_code = 'econ.a+b' where figure_key = 'x3'")
        overview = read_reports(connection, [])
        packed = dict(details_json(Sources(connection), overview, ["r1", "r2"]))
    assert "econ.a+b" not in overview.names["accounts"]
    assert {key: json.loads(text)["accounts"] for key, text in packed.items()} == {
        "r1": {},
        "r2": {"econ.a+b": ["甲、乙", "A, B", "money"]},
    }
