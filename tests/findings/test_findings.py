"""Pages of findings: what an officer reads, in each of the formats, and that nothing printed becomes markup."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest
from markdown_it import MarkdownIt

from dagster_project.findings import ReportFindings, as_markdown, as_text, read_findings, write_workbook
from dagster_project.findings.page import REQUEST
from tests.findings.reports import snapshot_with_findings

NAMES = {"rule_a": "C1 各组成部分之和等于合计"}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return snapshot_with_findings(tmp_path_factory.mktemp("findings") / "snapshot.duckdb")


def read(snapshot: Path, report: str | None = None, severity: str | None = None) -> list[ReportFindings]:
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        return read_findings(connection, report, severity)


@pytest.mark.parametrize(
    ("report", "severity", "keys"),
    [
        (None, None, ["f1", "f2", "f3"]),
        ("科技局", None, ["f1", "f2"]),
        ("甲报告", "info", ["f2"]),
        ("b.txt", None, ["f3"]),
        ("教育局", None, []),
    ],
)
def test_reports_are_chosen_by_name_and_findings_by_severity(
    snapshot: Path, report: str | None, severity: str | None, keys: list[str]
) -> None:
    assert [f.finding_key[:2] for r in read(snapshot, report, severity) for f in r.findings] == keys


def test_a_number_with_several_roles_is_one_place_in_the_order_of_the_text(snapshot: Path) -> None:
    first = read(snapshot, "r1")[0].findings[0]

    assert [(p.char_start, p.printed_text, p.corrected) for p in first.places] == [
        (50, "10万元", None),
        (120, "12万元", "9万元"),
    ]
    assert first.places[1].where == "一、收支，第2页第1表第3行第4列，字符 120–126"


def test_a_consequence_stands_behind_its_root(snapshot: Path, tmp_path: Path) -> None:
    changed = snapshot_with_findings(tmp_path / "graver.duckdb")
    with duckdb.connect(str(changed)) as connection:
        connection.execute("update marts.fct_finding set severity = 'error' where finding_key like 'f2%'")

    report = read(changed, "r1")[0]

    assert [finding.finding_key[:2] for finding in report.findings] == ["f1", "f2"]
    assert report.consequences_of(report.findings[0]) == (2,)


def test_a_root_that_is_not_listed_leaves_its_consequence(snapshot: Path) -> None:
    report = read(snapshot, "r1", "info")[0]

    assert [finding.finding_key[:2] for finding in report.findings] == ["f2"]
    assert "根源 · root" not in as_text([report], NAMES)


def test_a_quarantined_reports_places_are_found(snapshot: Path) -> None:
    assert [place.printed for place in read(snapshot, "r2")[0].findings[0].places] == ["7"]


def test_the_page_says_what_where_and_who_decided(snapshot: Path) -> None:
    page = as_text(read(snapshot), NAMES)

    for line in (
        "甲县科技局 2023年度绩效自评报告核对意见",
        "  问题：2（警告 1，提示 1；其中 1 条由另一问题引起）",
        REQUEST,
        "   由此引起 · consequences：第 2 条",
        "   根源 · root：第 1 条",
        "1. [警告 warning] C1 各组成部分之和等于合计（rule_a）",
        "   合计|不符",
        "   the total | differs",
        "   印出 · printed：12; 10",
        "   复核 · computed：10",
        "   相差（万元） · difference：2.5",
        "   若改正即相符 · would reconcile：合计改为10",
        "   处理 · status：待核实",
        "     (2) “合计 · 决算数” 12万元（更正为 9万元）  一、收支，第2页第1表第3行第4列，字符 120–126",
        "   处理 · status：已接受",
        "   决定 · decided：王某，2024-05-31：已核对",
        "  状态：已隔离",
    ):
        assert line in page.splitlines()


def test_markdown_shows_the_same_and_no_markup_of_the_report(snapshot: Path) -> None:
    rendered = MarkdownIt("commonmark").enable("table").render(as_markdown(read(snapshot), NAMES))

    assert "<td>12万元</td>" in rendered
    assert "合计|不符" in rendered
    assert rendered.count("<h2>") == 3
    assert "一、收支，第2页第1表第3行第4列，字符 120–126" in rendered
    assert "=SUM(A1)" in rendered


def test_markup_in_a_report_stays_text(snapshot: Path, tmp_path: Path) -> None:
    hostile = snapshot_with_findings(tmp_path / "hostile.duckdb")
    with duckdb.connect(str(hostile)) as connection:
        connection.execute("update marts.fct_finding set message = '<script>x</script> **a** [b](c)\n# d | e'")
    rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(as_markdown(read(hostile), NAMES))

    assert "<script>" not in rendered
    assert "<strong>" not in rendered
    assert "<a " not in rendered
    assert rendered.count("<h1>") == 2


def test_the_workbook_holds_the_same_figures_and_no_formula(snapshot: Path, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "findings.xlsx"

    write_workbook(path, read(snapshot), NAMES)

    book = openpyxl.load_workbook(path)
    findings, places = book["问题"], book["出处"]
    first = {findings.cell(1, c).value: findings.cell(2, c).value for c in range(1, findings.max_column + 1)}
    assert first["规则"] == "C1 各组成部分之和等于合计"
    assert first["说明"] == "合计|不符"
    assert Decimal(str(first["相差（万元）"])) == Decimal("2.5")
    assert first["若改正即相符"] == "合计改为10"
    assert [findings.cell(row, 12).value for row in (2, 3, 4)] == [None, 1, None]
    assert findings.cell(4, 6).value == "=支出大于收入"
    assert [row[3].value for row in places.iter_rows(min_row=2)] == ["10万元", "12万元", "7"]
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_characters_that_excel_cannot_hold_are_left_out(snapshot: Path, tmp_path: Path) -> None:
    hostile = snapshot_with_findings(tmp_path / "hostile.duckdb")
    with duckdb.connect(str(hostile)) as connection:
        connection.execute("update marts.fct_finding set message = 'a' || chr(7) || 'b'")

    write_workbook(tmp_path / "x.xlsx", read(hostile), NAMES)

    assert openpyxl.load_workbook(tmp_path / "x.xlsx")["问题"].cell(2, 6).value == "ab"
