"""What a task of a Spark job does, without Spark: files in, rows out, the same as on one machine."""

from __future__ import annotations

import pyarrow as pa
import pytest

from dagster_project.conforming import Lexicon, conform
from dagster_project.extraction import extract_file
from dagster_project.ingestion import Manifest, read_and_extract
from dagster_project.loading import LoadingError
from dagster_project.loading.raw_schema import BY_DOCUMENT
from dagster_project.loading.rows import LoadedDocument, records_by_table, to_arrow
from dagster_project.paths import Home, project_root
from dagster_project.spark.extraction_job import extract_batches
from dagster_project.spark.landed import PROVINCE, columns_of, landed
from dagster_project.spark.loading_job import conform_batches, seeds_checksum

ROOT = project_root()
HOME = Home(ROOT)
ROWS = Manifest(HOME.manifest).rows


def batch_of_extracts(change: dict[str, str] | None = None) -> pa.RecordBatch:
    """The committed extracts as a task gets them: the columns of the manifest and the file."""
    rows = [row._asdict() | {"content": (HOME.extracts / row.extract).read_bytes()} | (change or {}) for row in ROWS]
    return pa.RecordBatch.from_pylist(rows)


def test_landed_documents_have_the_rows_that_loading_gives() -> None:
    lexicon = Lexicon.from_seeds(ROOT / "dbt" / "seeds")
    extracts = [extract_file.read(HOME.extracts / row.extract) for row in ROWS]
    loaded = [
        LoadedDocument(row, extract, conform(extract, lexicon)) for row, extract in zip(ROWS, extracts, strict=True)
    ]
    expected = records_by_table(loaded)

    batches = list(conform_batches([batch_of_extracts()], seeds_checksum()))

    assert [batch.num_rows for batch in batches] == [len(ROWS)]
    for table, records in expected.items():
        rows = [row for rows in batches[0].column(table).to_pylist() for row in rows]
        assert rows == to_arrow(records, columns_of(table)).to_pylist()
    assert batches[0].column(PROVINCE).to_pylist() == [
        (document.conformed.header.county_code or "00")[:2] for document in loaded
    ]


def test_a_document_that_cannot_be_conformed_lands_as_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("of figures")

    monkeypatch.setattr("dagster_project.spark.loading_job.conform", fail)

    (batch,) = conform_batches([batch_of_extracts()], seeds_checksum())

    refused = [row for rows in batch.column("set_aside").to_pylist() for row in rows]
    assert [row["source_name"] for row in refused] == [row.source_name for row in ROWS]
    assert {row["reason_code"] for row in refused} == {"conforming_error"}
    assert [rows for rows in batch.column("document").to_pylist() if rows] == []


def test_an_extract_of_another_document_is_refused() -> None:
    with pytest.raises(LoadingError, match="not of the document"):
        list(conform_batches([batch_of_extracts({"document_sha256": "0" * 64})], seeds_checksum()))


def test_a_worker_with_other_seeds_refuses_its_tasks() -> None:
    with pytest.raises(LoadingError, match="install the same version"):
        list(conform_batches([batch_of_extracts()], "another lexicon"))


def test_no_documents_land_as_no_rows() -> None:
    batch = landed([], BY_DOCUMENT)
    assert batch.num_rows == 0
    assert batch.schema.names == [PROVINCE, *BY_DOCUMENT]


def test_files_become_the_extracts_of_one_machine_and_an_unreadable_one_its_reason() -> None:
    document = (ROOT / "tests" / "specimens" / "r07.html").read_bytes()
    batch = pa.RecordBatch.from_pylist(
        [
            {"path": "file:/inbox/%E7%94%B2%20r07.html", "content": document},
            {"path": "file:/inbox/damaged.pdf", "content": b"%PDF-1.7 cut off"},
        ]
    )

    read, refused = next(extract_batches([batch])).to_pylist()

    assert read["source_name"] == "甲 r07.html"
    assert read["extract"] == read_and_extract(document, "甲 r07.html").text
    assert read["reason_code"] is None
    assert refused["extract"] is None
    assert refused["reason"]
    assert refused["reason_en"]
