"""Ingestion with the project's own readers: formats, refusals and versions as they really are."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from dagster_project.extraction import extract
from dagster_project.extraction.extract_file import ExtractText, dumps
from dagster_project.ingestion import Manifest, current_reader_versions, ingest_inbox, list_set_aside, reread_outdated
from dagster_project.paths import Home
from dagster_project.reading import read
from dagster_project.reading.limits import LIMITS

REPORT = "某县某局2023年度部门整体支出绩效自评报告\n\n2023年支出合计120万元。\n"


@pytest.mark.parametrize(
    ("name", "data", "reason_code"),
    [
        ("empty.docx", b"", "empty"),
        ("damaged.pdf", b"%PDF-1.7 cut off", "damaged"),
        ("poem.txt", "床前明月光，疑是地上霜。\n共20字，4句。\n".encode(), "not_a_report"),
        ("another.txt", "第3回　刘姥姥一进荣国府，赏银20两。\n".encode("gb18030"), "not_a_report"),
        ("garbled.txt", REPORT.encode("big5", "ignore"), "not_a_report"),
        ("unknown.bin", bytes(range(256)) * 8, "unknown_format"),
    ],
)
def test_files_that_cannot_be_read_are_set_aside(home: Home, name: str, data: bytes, reason_code: str) -> None:
    (home.inbox / name).write_bytes(data)

    ingest_inbox(home)

    assert [(record.source_name, record.reason_code) for record in list_set_aside(home.set_aside)] == [
        (name, reason_code)
    ]


@pytest.mark.parametrize("text", ["支 出\t12.5\n", "项\n目\t金额\n办班\t20\n", REPORT])
def test_a_text_with_a_single_word_of_a_report_is_not_refused(home: Home, drop, text: str) -> None:  # type: ignore[no-untyped-def]
    drop("table.txt", text)

    assert [outcome.kind for outcome in ingest_inbox(home)] == ["ingested"]


def test_what_was_just_read_is_not_outdated(home: Home, drop) -> None:  # type: ignore[no-untyped-def]
    drop("report.txt", REPORT)

    [outcome] = ingest_inbox(home)

    assert outcome.kind == "ingested"
    [row] = Manifest(home.manifest).rows
    assert row.reader_version == current_reader_versions()[row.media_type]
    assert reread_outdated(home, current_reader_versions()) == []


def test_ingesting_the_same_report_elsewhere_writes_the_same_files(tmp_path: Path) -> None:
    written = []
    for folder in ("a", "b"):
        home = Home(tmp_path / folder).create()
        (home.inbox / "report.txt").write_text(REPORT, encoding="utf-8")
        ingest_inbox(home)
        written.append({path.name: path.read_bytes() for path in [home.manifest, *home.extracts.iterdir()]})

    assert written[0] == written[1]


def test_unpacking_reading_and_extraction_run_in_the_process_with_limits(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(home.inbox / "reports.zip", "w") as packed:
        packed.writestr("report.txt", REPORT)
    for module in ("ingestion.work.extract", "ingestion.work.read", "reading.archive.members"):
        monkeypatch.setattr(f"dagster_project.{module}", None)  # would fail here, not in a process of its own

    assert [outcome.kind for outcome in ingest_inbox(home)] == ["ingested"]


def test_a_file_beyond_the_limit_is_set_aside_unread(home: Home, drop, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("dagster_project.reading.limits.LIMITS", replace(LIMITS, file_bytes=10))
    drop("report.txt", REPORT)

    [outcome] = ingest_inbox(home)

    assert outcome.reason is not None
    assert outcome.reason.reason_code == "too_large"
    assert outcome.reason.document_sha256


def test_what_ingestion_reads_of_an_extracts_text_is_what_the_extract_says() -> None:
    page = '<html><body><p>支出12.5万元，项目3万元</p><a href="附件.xlsx">附件：自评表.xlsx</a></body></html>'
    made = extract(read(page.encode(), "page.html"))

    assert made.attachments
    assert ExtractText.known(dumps(made)) == ExtractText.of(made)
