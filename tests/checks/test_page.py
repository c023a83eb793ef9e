"""The page says the verdict first, shows every figure escaped, and needs nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

from dagster_project.checks.page import render_page, write_page
from dagster_project.checks.verdict import ExpectationResult, FailingRow, GateResult


def gate(*rows: FailingRow, error: str | None = None) -> GateResult:
    result = ExpectationResult(
        "fct_budget", "marts.fct_budget", "holds", "holds", "error", "成立", "it holds", 3, failing=rows, error=error
    )
    return GateResult((result,), ("r1", "r2"), (), "fingerprint")


OVERSPENT = FailingRow("r1", "k1", (("printed", "120; 100"), ("computed", None)), "支出大于收入", "spending > income")


def test_the_verdict_comes_first() -> None:
    assert "可以发布：2 份报告发布，0 份隔离" in render_page(gate())
    assert "可以发布：1 份报告发布，1 份隔离" in render_page(gate(OVERSPENT))
    assert "不予发布" in render_page(gate(error="no such column"))


def test_a_failing_row_shows_its_figures() -> None:
    page = render_page(gate(OVERSPENT))
    for text in ("120; 100", "NULL", "支出大于收入", "spending &gt; income", "k1"):
        assert text in page


def test_what_was_printed_is_no_markup() -> None:
    hostile = "<script>alert('x')</script>"
    page = render_page(gate(FailingRow("r1", hostile, ((hostile, hostile),), hostile, hostile), error=hostile))
    assert "<script" not in page


def test_the_page_asks_for_nothing_from_elsewhere() -> None:
    page = render_page(gate(OVERSPENT))
    assert re.findall(r"(?:src|href|url|@import)\s*[=(]", page) == []
    assert "default-src 'none'" in page


def test_many_rows_are_shortened_with_their_count() -> None:
    rows = [FailingRow("r1", f"k{number}", (), "错", "wrong") for number in range(250)]
    page = render_page(gate(*rows))
    assert "k199" in page
    assert "k200" not in page
    assert "50 more in results.jsonl" in page


def test_the_same_results_give_the_same_page(tmp_path: Path) -> None:
    first = write_page(gate(OVERSPENT), tmp_path / "one").read_bytes()
    second = write_page(gate(OVERSPENT), tmp_path / "two").read_bytes()
    assert first == second
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["index.html"]
