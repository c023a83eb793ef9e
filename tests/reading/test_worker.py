"""Reading in a process of its own gives the same, and ends what does not end by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from dagster_project.reading import ReadingError, read
from dagster_project.reading.limits import LIMITS
from dagster_project.reading.worker import read_in_worker
from tests.reading import one_table


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
    assert raised.value.reason_code == "crashed"
