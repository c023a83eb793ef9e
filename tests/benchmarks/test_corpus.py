"""A generated corpus: the same for the same seed, and its fast forms are what the real way makes of its documents."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from benchmarks.corpus.documents import data_of
from benchmarks.corpus.raw_rows import raw_rows
from benchmarks.corpus.reports import Report, reports
from dagster_project.conforming import Conformer
from dagster_project.extraction import extract
from dagster_project.ingestion import ManifestRow
from dagster_project.loading.raw_schema import columns_of
from dagster_project.loading.rows import LoadedDocument, records_by_table, to_arrow
from dagster_project.reading import read

SEEDS = Path(__file__).parents[2] / "dbt" / "seeds"


@pytest.mark.parametrize("form", ["txt", "html", "docx", "xlsx"])
def test_the_same_seed_gives_the_same_bytes(form: str) -> None:
    first, again = ([data_of(report) for report in reports(3, 7, form)] for _ in range(2))

    assert first == again
    assert len(set(first)) == 3
    assert first != [data_of(report) for report in reports(3, 8, form)]


def test_every_form_prints_the_same_figures() -> None:
    def amounts(form: str) -> list[str]:
        (report,) = reports(1, 1, form)
        found = extract(read(data_of(report), report.name))
        return [value.value for value in found.values if value.value and "." in value.value]

    assert len(amounts("txt")) > 150
    assert amounts("txt") == amounts("html") == amounts("docx") == amounts("xlsx")


def test_a_corpus_goes_on_where_it_ended() -> None:
    assert list(reports(30, 1)) == [*reports(12, 1), *reports(18, 1, first=12)]


def test_a_year_begins_with_what_the_one_before_left() -> None:
    first, second = (report.figures.printed for report in reports(2, 1))

    assert second["opening"] == first["closing"]
    assert second["expenditure.final.before"] == first["expenditure.final"]


def test_a_second_version_follows_the_first() -> None:
    *_, first, second = reports(40, 1)

    assert (first.wording.version, second.wording.version) == (1, 2)
    assert (first.county, first.wording.department) == (second.county, second.wording.department)
    assert first.wording.fiscal_year == second.wording.fiscal_year
    assert first.figures != second.figures


def _the_real_way(told: list[Report]) -> dict[str, pa.Table]:
    conform = Conformer(SEEDS)
    documents = []
    for report in told:
        made = extract(read(data_of(report), report.name))
        head = made.document
        row = ManifestRow(report.number + 1, head.document_sha256, head.source_name, "text/plain", "", "", "")
        documents.append(LoadedDocument(row, made, conform(made)))
    records = records_by_table(documents)
    return {name: to_arrow(found, columns_of(name)) for name, found in records.items() if found}


def test_raw_rows_are_those_that_reading_extraction_and_conforming_make() -> None:
    told = list(reports(60, 3))

    assert raw_rows(told) == _the_real_way(told)
