"""Reading in a process of its own gives the same, and ends what does not end by itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from dagster_project.reading import ReadingError, read, worker
from dagster_project.reading.limits import LIMITS
from dagster_project.reading.worker import in_worker, read_in_worker
from tests.reading import one_table, test_refused


@pytest.mark.parametrize("write", [one_table.as_html, one_table.as_pdf])
def test_the_same_document_comes_back(write: Callable[[], bytes]) -> None:
    data = write()
    assert read_in_worker(data, "自评表") == read(data, "自评表")


def test_a_refusal_comes_back_with_its_reason() -> None:
    with pytest.raises(ReadingError) as raised:
        read_in_worker(b"%PDF-1.7 broken", "坏.pdf")
    assert raised.value.reason_code == "damaged"


def test_a_document_beyond_the_time_is_refused() -> None:
    with pytest.raises(ReadingError) as raised:
        read_in_worker(one_table.as_pdf(), "自评表.pdf", replace(LIMITS, worker_seconds=0))
    assert raised.value.reason_code == "too_slow"


def test_a_document_beyond_the_memory_is_refused() -> None:
    large = "支出12.5万元\n".encode() * 2_000_000
    with pytest.raises(ReadingError) as raised:
        read_in_worker(large, "大.txt", replace(LIMITS, worker_memory_bytes=1_000_000))
    assert raised.value.reason_code == "too_large"
    assert "内存" in raised.value.reason


def server_of(data: bytes) -> str:
    """The process that forked the one that works."""
    return str(os.getppid())


def test_many_documents_are_forked_from_one_server() -> None:
    """Which has imported the readers: starting Python for each document would take a second."""
    assert len({in_worker(server_of, b"leaves something") for _ in range(3)}) == 1


def test_a_document_that_fails_leaves_the_next_one_unharmed() -> None:
    data, large = one_table.as_html(), "支出12.5万元\n".encode() * 2_000_000
    for failing, limits in (
        (data, replace(LIMITS, worker_seconds=0)),
        (large, replace(LIMITS, worker_memory_bytes=1_000_000)),
    ):
        with pytest.raises(ReadingError):
            read_in_worker(failing, "自评表.html", limits)
        assert read_in_worker(data, "自评表.html") == read(data, "自评表.html")


def endless(data: bytes) -> str:
    while True:
        pass


def printed_below(data: bytes) -> str:
    raise ReadingError("damaged", data.decode(), "x")


def test_any_work_is_within_the_limits() -> None:
    with pytest.raises(ReadingError) as raised:
        in_worker(endless, b"", limits=replace(LIMITS, worker_seconds=0.1))
    assert raised.value.reason_code == "too_slow"
    with pytest.raises(ReadingError) as raised:
        in_worker(printed_below, "甲\0".encode())
    assert raised.value.reason == "甲\0"


_hoard: list[bytes] = []


def process(data: bytes) -> str:
    """The process that works, after it has done what the document says."""
    if data == b"dies":
        os._exit(3)
    if data == b"hoards":
        _hoard.append(bytes(200_000_000))
    return str(os.getpid())


def leaves_nothing(data: bytes) -> bool:
    return data != b"leaves something"


def test_a_child_takes_the_next_document_only_where_the_last_has_left_nothing() -> None:
    first, second, third = (in_worker(process, data) for data in (b"1", b"leaves something", b"3"))

    assert first == second
    assert second != third


def test_a_child_that_dies_costs_its_own_document_only() -> None:
    before = in_worker(process, b"1")
    with pytest.raises(ReadingError) as raised:
        in_worker(process, b"dies")

    assert raised.value.reason_code == "crashed"
    assert in_worker(process, b"1") != before


def test_what_earlier_documents_hold_is_not_counted_against_a_later_one() -> None:
    limits = replace(LIMITS, worker_memory_bytes=1_500_000_000)

    assert len({in_worker(process, b"hoards", limits=limits) for _ in range(12)}) > 1


def test_threads_get_their_own_documents_back() -> None:
    documents = [f"第{number}号\n支出{number}.5万元\n".encode() for number in range(12)]
    with ThreadPoolExecutor(3) as threads:
        read_back = list(threads.map(lambda data: read_in_worker(data, "报告.txt"), documents))
    assert [document.text.encode() for document in read_back] == documents


def test_an_answer_beyond_its_limit_is_refused() -> None:
    with pytest.raises(ReadingError) as raised:
        read_in_worker(one_table.as_html(), "自评表.html", replace(LIMITS, worker_output_bytes=100))
    assert raised.value.reason_code == "too_large"


def test_a_server_that_was_ended_is_replaced() -> None:
    read_in_worker(one_table.as_html(), "自评表.html")
    worker._idle[-1]._process.kill()
    with pytest.raises(ReadingError) as raised:
        read_in_worker(one_table.as_html(), "自评表.html")
    assert raised.value.reason_code == "crashed"
    assert read_in_worker(one_table.as_html(), "自评表.html").media_type == "text/html"


def test_names_may_hold_anything_a_file_system_does() -> None:
    assert read_in_worker("支出12.5万元".encode(), "报告\udcff\n.txt").source_name == "报告\udcff\n.txt"


HOSTILE = [
    ("炸弹.docx", test_refused.zip_bomb, "too_large"),
    ("实体.docx", test_refused.entity_expansion, "hostile"),
    ("外部实体.xlsx", test_refused.external_entity_in_a_sheet, "hostile"),
    ("加密.pdf", test_refused.encrypted_pdf, "encrypted"),
    ("半截.pdf", lambda: one_table.as_pdf()[:600], "damaged"),
    ("万页.pdf", test_refused.pdf_of_ten_thousand_pages, "too_large"),
    ("深.html", test_refused.deep_page, "too_large"),
    ("远.xlsx", test_refused.far_cell, "too_large"),
]


@pytest.mark.parametrize(("name", "write", "reason_code"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_hostile_files_are_refused_within_time_and_memory(
    name: str, write: Callable[[], bytes], reason_code: str
) -> None:
    data = write()
    limits = replace(LIMITS, worker_seconds=20, worker_memory_bytes=1_500_000_000)
    with pytest.raises(ReadingError) as raised:
        read_in_worker(data, name, limits)
    assert raised.value.reason_code == reason_code
