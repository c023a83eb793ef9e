"""Exports: CSV that a spreadsheet opens as it is meant, and Parquet as in the snapshot."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from dagster_project.publish import ExportFormat, export, publish

from .builds import OVERSPENT, build


@pytest.fixture
def snapshot_file(tmp_path: Path) -> Path:
    path = tmp_path / "marts.duckdb"
    publish(build(tmp_path / "build.duckdb"), path, tmp_path / "marts", {"r2": [OVERSPENT]})
    return path


def exported(tmp_path: Path, label: str | None) -> str:
    """The label's cell in the exported CSV."""
    build_file = build(tmp_path / "build.duckdb", ["r1"])
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("update marts.fct_budget set label = ?, amount_wan = -12.5", [label])
    publish(build_file, tmp_path / "marts.duckdb", tmp_path / "marts", {})
    export(tmp_path / "marts.duckdb", tmp_path / "out", "csv")
    with (tmp_path / "out" / "fct_budget.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["amount_wan"] == "-12.500000"
    return row["label"]


@pytest.mark.parametrize("chosen", list(ExportFormat))
def test_every_mart_is_a_file_without_quarantined_reports(snapshot_file: Path, tmp_path: Path, chosen: str) -> None:
    files = export(snapshot_file, tmp_path / "out", chosen)
    assert {file.path.name: file.rows for file in files} == {
        f"dim_report.{chosen}": 2,
        f"dim_year.{chosen}": 1,
        f"fct_budget.{chosen}": 1,
        f"fct_finding.{chosen}": 2,
        f"fct_mention.{chosen}": 1,
    }
    assert {path.name for path in (tmp_path / "out").iterdir()} == {file.path.name for file in files}


def test_csv_is_marked_as_utf8_for_excel(snapshot_file: Path, tmp_path: Path) -> None:
    export(snapshot_file, tmp_path / "out", ExportFormat.CSV)
    content = (tmp_path / "out" / "fct_budget.csv").read_bytes()
    assert content.startswith("\ufefffigure_key,".encode())
    assert "项目支出".encode() in content


@pytest.mark.parametrize(
    ("label", "cell"),
    [
        ("项目支出", "项目支出"),
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-cmd", "'-cmd"),
        ("@sum(a1)", "'@sum(a1)"),
        ("\t=1+1", "'\t=1+1"),
        ("\r=1+1", "'\r=1+1"),
        ("\n=1+1", "'\n=1+1"),
        ("\nno formula", "'\nno formula"),
        ("  =1+1", "'  =1+1"),
        ("\u3000@sum(a1)", "'\u3000@sum(a1)"),
        ("\ufeff=1+1", "'\ufeff=1+1"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－cmd", "'－cmd"),
        ("＠sum(a1)", "'＠sum(a1)"),
        ("﹦1+1", "'﹦1+1"),
        ("-12.5", "-12.5"),
        ("+3", "+3"),
        ("-12.5+cmd", "'-12.5+cmd"),
        ("a=b", "a=b"),
        ('上年"结转", 结余', '上年"结转", 结余'),
        ("", ""),
        (None, ""),
    ],
)
def test_text_is_no_formula(tmp_path: Path, label: str | None, cell: str) -> None:
    assert exported(tmp_path, label) == cell


def test_a_list_is_text_in_csv_and_a_list_in_parquet(snapshot_file: Path, tmp_path: Path) -> None:
    export(snapshot_file, tmp_path, "csv")
    export(snapshot_file, tmp_path, "parquet")
    assert "m1; m2" in (tmp_path / "fct_finding.csv").read_text(encoding="utf-8-sig")
    query = f"select distinct mention_ids from '{tmp_path}/fct_finding.parquet'"
    assert duckdb.sql(query).fetchall() == [(["m1", "m2"],)]


def test_another_format_is_refused(snapshot_file: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="xml"):
        export(snapshot_file, tmp_path / "out", "xml")


def test_without_a_snapshot_there_is_nothing_to_export(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="xianzhang run"):
        export(tmp_path / "marts.duckdb", tmp_path / "out", "csv")
    assert not (tmp_path / "out").exists()
