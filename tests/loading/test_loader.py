"""What arrives in the raw tables: rows by column name, in the order received, all of them or an error."""

import hashlib
from pathlib import Path

import duckdb
import pytest

from dagster_project.conforming.records import Conformed, ConformedValue, Indicator, ReportHeader
from dagster_project.extraction import extract_file
from dagster_project.extraction.records import DocumentRecord, Extract, PrintedValue
from dagster_project.ingestion import Manifest, ManifestRow, SetAside
from dagster_project.ingestion.set_aside import write_reason
from dagster_project.loading import LoadingError, load
from dagster_project.loading.rows import to_arrow
from dagster_project.paths import Home
from dagster_project.reviewing import Decision, DecisionError, write_decision


def conform(extract: Extract) -> Conformed:
    """A stand-in: every number is unmatched, but for the first document's indicator."""
    indicators = (Indicator(1, "department", "培训场次", "stand-in", target_value="12"),)
    return Conformed(
        ReportHeader("stand-in", fiscal_year=2023),
        tuple(ConformedValue(value.value_no, "unmatched", "stand-in") for value in extract.values),
        indicators if extract.document.source_name == "1.txt" else (),
    )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").create()


def add_document(home: Home, received_no: int, values: tuple[str, ...], published_on: str = "") -> ManifestRow:
    sha256 = f"{received_no:064x}"
    record = DocumentRecord(sha256, f"{received_no}.txt", "text/plain", "text/1", 100, "2024-01-01")
    printed = tuple(
        PrintedValue(number, value, value, number * 10, number * 10 + len(value), "text", unit="万元", lead="其中")
        for number, value in enumerate(values, 1)
    )
    name = f"{received_no}.x.jsonl"
    extract_file.write(Extract(record, printed), home.extracts / name)
    content = hashlib.sha256((home.extracts / name).read_bytes()).hexdigest()
    row = ManifestRow(received_no, sha256, record.source_name, record.media_type, "text/1", name, content, published_on)
    Manifest(home.manifest).put(row)
    return row


def query(home: Home, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home.build_file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_every_record_lands_in_its_table_in_the_order_received(home: Home) -> None:
    add_document(home, 2, ("7",))
    add_document(home, 1, ("1,200.50", "3"))

    result = load(home, conform, extract_file.read)

    assert {table.name: table.row_count for table in result.tables} == {
        "document": 2,
        "attachment": 0,
        "printed_value": 3,
        "conformed_value": 3,
        "indicator": 1,
        "report_header": 2,
        "set_aside": 0,
        "decision": 0,
    }
    assert query(home, "select source_name, received_no from raw.document") == [("1.txt", 1), ("2.txt", 2)]
    assert query(home, "select document_sha256[-1:], value_no, printed, unit, char_start from raw.printed_value") == [
        ("1", 1, "1,200.50", "万元", 10),
        ("1", 2, "3", "万元", 20),
        ("2", 1, "7", "万元", 10),
    ]
    assert query(home, "select indicator_name, target_value, weight from raw.indicator") == [("培训场次", "12", None)]
    assert query(home, "select distinct fiscal_year from raw.report_header") == [(2023,)]


def test_decisions_are_loaded_in_the_order_of_their_lines(home: Home) -> None:
    accepted = Decision("accept", "王某", "2024-05-31", "已核对", report_id="r", rule_id="a", subject="s")
    corrected = Decision(
        "correct", "王某", "2024-06-01", "笔误", document_sha256="d", char_start="10", printed="7", corrected_value="8"
    )
    for decision in (accepted, corrected):
        write_decision(home.decisions, decision)

    load(home, conform, extract_file.read)

    assert query(home, "select decision_no, decision, subject, char_start, corrected_value from raw.decision") == [
        (1, "accept", "s", None, None),
        (2, "correct", None, 10, "8"),
    ]


def test_a_decision_that_cannot_be_used_stops_the_run_before_anything_is_lost(home: Home) -> None:
    load(home, conform, extract_file.read)
    home.decisions.write_text("accept\n", encoding="utf-8")

    with pytest.raises(DecisionError, match=r"decisions\.csv has no column"):
        load(home, conform, extract_file.read)

    assert query(home, "select count(*) from raw.decision") == [(0,)]


def test_loading_again_gives_the_same_tables_and_nothing_of_before(home: Home) -> None:
    add_document(home, 1, ("5",))
    load(home, conform, extract_file.read)
    with duckdb.connect(str(home.build_file)) as connection:
        connection.execute("create schema marts; create table marts.of_an_earlier_model (x integer)")

    load(home, conform, extract_file.read)

    assert query(home, "select distinct table_schema from information_schema.tables") == [("raw",)]
    assert query(home, "select count(*) from raw.printed_value") == [(1,)]


def test_batches_add_up(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagster_project.loading.batches.BATCH", 2)
    for received_no in range(1, 6):
        add_document(home, received_no, ("1",) * received_no)

    load(home, conform, extract_file.read)

    assert query(home, "select count(*) from raw.printed_value") == [(15,)]
    assert query(home, "select list(received_no) from raw.document") == [([1, 2, 3, 4, 5],)]


def test_several_processes_load_the_same_rows_in_the_same_order(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagster_project.loading.batches.BATCH", 2)
    for received_no in range(1, 12):
        add_document(home, received_no, tuple(map(str, range(received_no))))
    everything = "select * from raw.printed_value", "select * from raw.conformed_value", "select * from raw.document"

    load(home, conform, extract_file.read)
    by_one = [query(home, sql) for sql in everything]
    load(home, conform, extract_file.read, processes=2)

    assert [query(home, sql) for sql in everything] == by_one


def test_an_error_in_another_process_is_the_same_error(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagster_project.loading.batches.BATCH", 1)
    first, second = add_document(home, 1, ("5",)), add_document(home, 2, ("6",))
    (home.extracts / second.extract).write_bytes((home.extracts / first.extract).read_bytes())

    with pytest.raises(LoadingError, match=r"2\.x\.jsonl is not as it was written when 2\.txt came in"):
        load(home, conform, extract_file.read, processes=2)


def test_a_date_in_the_manifest_goes_before_the_documents_own(home: Home) -> None:
    add_document(home, 1, ("5",), published_on="2024-05-16")
    add_document(home, 2, ("5",))

    load(home, conform, extract_file.read)

    assert query(home, "select published_on from raw.document") == [("2024-05-16",), ("2024-01-01",)]


def test_documents_set_aside_are_listed(home: Home) -> None:
    write_reason(home.set_aside, SetAside("b.txt", "b" * 64, "empty", "文件是空的。", "The file is empty."))
    write_reason(home.set_aside, SetAside("a.txt", "a" * 64, "damaged", "文件已损坏。", "The file is damaged."))

    load(home, conform, extract_file.read)

    listed = query(home, "select source_name, reason_code from raw.set_aside")
    assert listed == [("a.txt", "damaged"), ("b.txt", "empty")]


def test_a_document_that_cannot_be_conformed_does_not_keep_the_others_out(home: Home) -> None:
    add_document(home, 1, ("5",))
    add_document(home, 2, ("6",))

    def fails_on_the_first(extract: Extract) -> Conformed:
        if extract.document.source_name == "1.txt":
            raise ZeroDivisionError("an error in conforming")
        return conform(extract)

    result = load(home, fails_on_the_first, extract_file.read)

    assert [(record.source_name, record.reason_code) for record in result.set_aside] == [("1.txt", "conforming_error")]
    assert query(home, "select source_name from raw.document") == [("2.txt",)]
    assert query(home, "select source_name from raw.set_aside") == [("1.txt",)]


def test_an_extract_that_is_missing_or_not_in_the_manifest_stops_the_load(home: Home) -> None:
    row = add_document(home, 1, ("5",))
    (home.extracts / "stray.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(LoadingError, match=r"not in the manifest: stray\.jsonl"):
        load(home, conform, extract_file.read)

    (home.extracts / "stray.jsonl").unlink()
    (home.extracts / row.extract).unlink()
    with pytest.raises(LoadingError, match=r"the manifest lists it: 1\.x\.jsonl"):
        load(home, conform, extract_file.read)


def test_an_extract_of_another_document_stops_the_load(home: Home) -> None:
    first, second = add_document(home, 1, ("5",)), add_document(home, 2, ("6",))
    (home.extracts / second.extract).write_bytes((home.extracts / first.extract).read_bytes())
    Manifest(home.manifest).put(second._replace(extract_sha256=first.extract_sha256))

    with pytest.raises(LoadingError, match="not of the document that the manifest names"):
        load(home, conform, extract_file.read)


def test_an_extract_that_was_changed_by_hand_stops_the_load(home: Home) -> None:
    row = add_document(home, 1, ("5",))
    file = home.extracts / row.extract
    file.write_text(file.read_text(encoding="utf-8").replace('"5"', '"6"'), encoding="utf-8")

    with pytest.raises(LoadingError, match=r"1\.x\.jsonl is not as it was written when 1\.txt came in"):
        load(home, conform, extract_file.read)


def test_rows_that_do_not_arrive_stop_the_load(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    add_document(home, 1, ("5", "6"))
    loses_one = "dagster_project.loading.batches.to_arrow"
    monkeypatch.setattr(loses_one, lambda records, columns: to_arrow(records[1:], columns))

    with pytest.raises(LoadingError, match=r"raw\.document: 1 rows sent, 0 arrived"):
        load(home, conform, extract_file.read)
