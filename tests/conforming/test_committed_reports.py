"""The five reports: reading them again gives the committed extracts, and conforming them what the gold says."""

from __future__ import annotations

import csv
import hashlib
import json
from functools import cache
from pathlib import Path

import pytest

from dagster_project.conforming import Conformed, conform
from dagster_project.extraction import Extract, extract, extract_file
from dagster_project.reading import Document, read
from tests.conforming.printed import SEEDS, lexicon
from tests.snapshot import score, write_snapshot

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
REPORTS = sorted((SHARED / "reports").glob("*.txt"))
ROLES = {"figure", "claim", "indicator", "header", "left", "unmatched"}

pytestmark = pytest.mark.skipif(not REPORTS, reason="the reports are not beside the repository")
each_report = pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)


@cache
def document_of(path: Path) -> Document:
    return read(path.read_bytes(), path.name)


@cache
def conformed(path: Path) -> tuple[Extract, Conformed]:
    found = extract(document_of(path))
    return found, conform(found, lexicon())


def committed(path: Path) -> Path:
    """The committed extract of a report, by the SHA-256 of its bytes in the manifest."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    with (ROOT / "raw" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        names = [row["extract"] for row in csv.DictReader(file) if row["document_sha256"] == sha256]
    assert len(names) == 1, f"{path.name} stands {len(names)} times in raw/manifest.csv"
    return ROOT / "raw" / "extracts" / names[0]


@each_report
def test_reading_a_report_again_gives_the_committed_extract(path: Path) -> None:
    assert extract_file.dumps(conformed(path)[0]) == committed(path).read_text(encoding="utf-8")


@each_report
def test_the_text_at_a_values_offsets_is_what_is_printed(path: Path) -> None:
    text = document_of(path).text
    values = conformed(path)[0].values
    assert values
    assert [v for v in values if text[v.char_start : v.char_end] != v.printed] == []


@each_report
def test_every_value_has_a_role_and_at_most_one_that_leaves_it(path: Path) -> None:
    values, result = conformed(path)[0].values, conformed(path)[1]
    roles: dict[int, list[str]] = {value.value_no: [] for value in values}
    for role in result.values:
        roles[role.value_no].append(role.role)
    assert [number for number, played in roles.items() if not played] == []
    assert {role for played in roles.values() for role in played} <= ROLES
    assert [n for n, played in roles.items() if len(played) > 1 and {"left", "unmatched"} & set(played)] == []


@each_report
def test_the_roles_of_indicators_lead_to_indicators(path: Path) -> None:
    result = conformed(path)[1]
    numbers = [indicator.indicator_no for indicator in result.indicators]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {r.indicator_no for r in result.values if r.role == "indicator"} <= set(numbers)


def test_conforming_agrees_with_the_gold(tmp_path: Path) -> None:
    names = {path.name for path in REPORTS}
    gold = [g for g in sorted((SHARED / "gold").glob("*.json")) if _source(g) in names]
    if not gold:
        pytest.skip("the gold files are not beside the repository")
    write_snapshot(tmp_path / "snapshot.duckdb", map(conformed, REPORTS), lexicon(), SEEDS / "units.csv")
    found = score(SHARED / "tools" / "score", tmp_path / "snapshot.duckdb", gold)
    assert len(gold) == len(REPORTS)
    assert found.header == 1
    assert found.figures_recall >= 0.97
    assert found.figures_precision >= 0.98
    assert found.claims >= 0.90
    assert found.indicators >= 0.90


def _source(gold: Path) -> str:
    return str(json.loads(gold.read_text(encoding="utf-8"))["report"]["source_file"])
