"""What becomes of a document that comes in: the outcomes, and what is left where."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dagster_project.extraction import extract_file
from dagster_project.ingestion import Manifest, ingest_file, ingest_inbox, list_set_aside, reread_outdated
from dagster_project.paths import Home

from .conftest import reader

Drop = Callable[[str, str], Path]


def files_under(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_document_becomes_an_extract_a_manifest_row_and_a_kept_copy(home: Home, drop: Drop) -> None:
    drop("报告.txt", "收入 120 万元，支出 118 万元")

    [outcome] = ingest_inbox(home, reader())

    assert (outcome.kind, outcome.source_name, outcome.value_count) == ("ingested", "报告.txt", 2)
    [row] = Manifest(home.manifest).rows
    assert (row.received_no, row.source_name, row.reader_version) == (1, "报告.txt", "plain/1")
    assert [value.printed for value in extract_file.read(home.extracts / row.extract).values] == ["120", "118"]
    assert row.extract == f"报告.{row.document_sha256[:8]}.jsonl"
    assert files_under(home.documents) == [f"{row.document_sha256[:8]}-报告.txt"]
    assert files_under(home.inbox) == []


@pytest.mark.parametrize(
    ("text", "reason_code"),
    [("damaged", "damaged"), ("crash", "reader_error"), ("没有数字", "no_figures")],
)
def test_what_cannot_be_used_is_set_aside_with_its_reason_and_the_rest_goes_on(
    home: Home, drop: Drop, text: str, reason_code: str
) -> None:
    drop("1-unusable.txt", text)
    drop("2-usable.txt", "支出 5")

    refused, ingested = ingest_inbox(home, reader())

    assert (refused.kind, ingested.kind) == ("set_aside", "ingested")
    [record] = list_set_aside(home.set_aside)
    assert record == refused.reason
    assert (record.source_name, record.reason_code) == ("1-unusable.txt", reason_code)
    assert record.reason
    assert record.reason_en
    document, reason = files_under(home.set_aside)
    assert (home.set_aside / document).read_text(encoding="utf-8") == text
    assert reason == f"{document}.reason.json"
    assert files_under(home.inbox) == []
    assert [row.source_name for row in Manifest(home.manifest).rows] == ["2-usable.txt"]


def test_an_error_of_a_reader_is_named(home: Home, drop: Drop) -> None:
    drop("a.txt", "crash")

    [outcome] = ingest_inbox(home, reader())

    assert outcome.reason is not None
    assert "ZeroDivisionError: an error in the reader" in outcome.reason.reason
    assert "ZeroDivisionError: an error in the reader" in outcome.reason.reason_en


def test_the_same_bytes_under_another_name_are_a_duplicate(home: Home, drop: Drop) -> None:
    drop("a.txt", "支出 5")
    drop("b.txt", "支出 5")

    first, second = ingest_inbox(home, reader())

    assert first.kind == "ingested"
    assert second.reason is not None
    assert second.reason.reason_code == "duplicate"
    assert "a.txt" in second.reason.reason
    assert len(Manifest(home.manifest)) == 1


def test_documents_are_received_in_the_order_of_their_names_over_all_folders(home: Home, drop: Drop) -> None:
    drop("b.txt", "2")
    drop("a/z.txt", "1")
    drop(".hidden", "3")
    drop("~$open.docx", "4")

    ingest_inbox(home, reader())

    assert [(row.received_no, row.source_name) for row in Manifest(home.manifest).rows] == [(1, "z.txt"), (2, "b.txt")]
    assert not (home.inbox / "a").exists()


def test_ingesting_a_file_leaves_it_where_it_is(home: Home, tmp_path: Path) -> None:
    document = tmp_path / "报告.txt"
    document.write_text("支出 5", encoding="utf-8")

    assert ingest_file(document, home, reader())[0].kind == "ingested"
    manifest = home.manifest.read_bytes()
    assert ingest_file(document, home, reader())[0].kind == "already_there"

    assert document.is_file()
    assert home.manifest.read_bytes() == manifest
    assert files_under(home.set_aside) == []


def test_ingesting_an_unusable_file_copies_it_to_set_aside(home: Home, tmp_path: Path) -> None:
    document = tmp_path / "bad.txt"
    document.write_text("damaged", encoding="utf-8")

    assert ingest_file(document, home, reader())[0].kind == "set_aside"

    assert document.is_file()
    assert len(files_under(home.set_aside)) == 2


def test_a_newer_reader_replaces_the_extract_and_keeps_what_a_person_wrote(home: Home, drop: Drop) -> None:
    drop("a.txt", "支出 5")
    ingest_inbox(home, reader("plain/1"))
    written = home.manifest.read_text(encoding="utf-8").rstrip("\n")
    home.manifest.write_text(f"{written.removesuffix(',,')},2024-05-16,http://example.gov.cn/1\n", encoding="utf-8")

    assert reread_outdated(home, {"text/plain": "plain/1"}, reader("plain/1")) == []
    [outcome] = reread_outdated(home, {"text/plain": "plain/2"}, reader("plain/2"))

    assert outcome.kind == "reread"
    [row] = Manifest(home.manifest).rows
    assert (row.received_no, row.reader_version) == (1, "plain/2")
    assert (row.published_on, row.source_url) == ("2024-05-16", "http://example.gov.cn/1")
    assert extract_file.read(home.extracts / row.extract).document.reader_version == "plain/2"


def test_a_newer_reader_that_refuses_a_document_leaves_its_extract(home: Home, drop: Drop) -> None:
    drop("a.txt", "crash 5")
    ingest_inbox(home, reader("plain/1", crashes=False))
    [row] = Manifest(home.manifest).rows
    before = (home.extracts / row.extract).read_bytes()

    [outcome] = reread_outdated(home, {"text/plain": "plain/2"}, reader("plain/2"))

    assert outcome.kind == "kept"
    assert outcome.reason is not None
    assert (home.extracts / row.extract).read_bytes() == before
    assert Manifest(home.manifest).rows == [row]


def test_a_document_that_is_read_at_last_is_no_longer_set_aside(home: Home, tmp_path: Path) -> None:
    document = tmp_path / "a.txt"
    document.write_text("crash 5", encoding="utf-8")

    assert ingest_file(document, home, reader())[0].kind == "set_aside"
    assert ingest_file(document, home, reader(crashes=False))[0].kind == "ingested"

    assert list_set_aside(home.set_aside) == []
    assert files_under(home.set_aside) == []


def test_names_too_long_for_the_file_system_are_cut_and_keep_their_suffix(home: Home, drop: Drop) -> None:
    drop("报" * 82 + ".txt", "damaged")

    [outcome] = ingest_inbox(home, reader())

    document = next(path for path in home.set_aside.iterdir() if path.suffix == ".txt")
    assert outcome.reason is not None
    assert document.name.startswith(f"{outcome.reason.document_sha256[:8]}-报报")
    assert json.loads(document.with_name(f"{document.name}.reason.json").read_text(encoding="utf-8"))[
        "source_name"
    ] == ("报" * 82 + ".txt")


def test_members_of_an_archive_come_in_by_themselves_whatever_their_names(home: Home, tmp_path: Path) -> None:
    archive = tmp_path / "reports.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("县/" + "长" * 100 + ".txt", "第一份：支出合计1万元。")
        packed.writestr("second.txt", "第二份：支出合计2万元。")

    outcomes = ingest_file(archive, home, reader())

    assert [outcome.kind for outcome in outcomes] == ["ingested", "ingested"]
    assert archive.is_file()
    assert any(path.name.endswith("reports.zip") for path in home.documents.iterdir())


def test_documents_read_ahead_are_stored_in_the_same_order(tmp_path: Path) -> None:
    written = []
    for processes in (1, 3):
        home = Home(tmp_path / str(processes)).create()
        for number in range(20):
            text = "damaged" if number % 7 == 3 else f"支出{number // 2}万元"  # every second one is a copy
            (home.inbox / f"{number:02d}.txt").write_text(text, encoding="utf-8")
        outcomes = ingest_inbox(home, reader(), processes)
        files = {
            path.relative_to(home.root): path.read_bytes() for path in sorted(home.raw.rglob("*")) if path.is_file()
        }
        written.append((outcomes, files))

    assert written[0] == written[1]
    assert len(written[0][0]) == 20
