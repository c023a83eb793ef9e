"""Old Word documents and RTF: what conversion must keep out, and what happens where it is not possible."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from dagster_project.reading import ReadingError, libreoffice, read
from dagster_project.reading.limits import LIMITS
from dagster_project.reading.worker import read_in_worker

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
WORD = "WordDocument".encode("utf-16-le")

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def rtf(body: str) -> bytes:
    """An RTF document; Chinese is written as its code points."""
    coded = "".join(c if c.isascii() else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" for c in body)
    return f"{{\\rtf1\\ansi\\deff0 {coded}}}".encode("ascii")


@pytest.mark.libreoffice
@needs_libreoffice
def test_deleted_text_stays_out_and_inserted_text_comes_in() -> None:
    data = rtf(r"支出{\deleted 100}{\revised 120.5}万元\par")
    assert read(data, "报告.rtf").text == "支出120.5万元\n"


@pytest.mark.libreoffice
@needs_libreoffice
def test_a_worker_converts_within_its_limits() -> None:
    data = rtf(r"支出120.5万元\par")
    assert read_in_worker(data, "报告.doc") == read(data, "报告.doc")


@pytest.mark.libreoffice
@needs_libreoffice
def test_the_sha256_is_that_of_the_document_that_came_in() -> None:
    first, second = (read(rtf(text), "报告.rtf") for text in (r"支出120.5万元\par", r"支出120.6万元\par"))
    assert first.sha256 != second.sha256
    assert first.sha256 == read(rtf(r"支出120.5万元\par"), "报告.rtf").sha256


@pytest.mark.libreoffice
@needs_libreoffice
@pytest.mark.parametrize("data", [OLE + WORD + bytes(4000), OLE + WORD + "支出12.5万元".encode("gbk")])
def test_a_broken_document_is_damaged_not_read_as_plain_text(data: bytes) -> None:
    with pytest.raises(ReadingError) as raised:
        read(data, "坏.doc")
    assert raised.value.reason_code in ("damaged", "empty")


@pytest.mark.libreoffice
@needs_libreoffice
def test_a_conversion_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "LIMITS", replace(LIMITS, conversion_seconds=0))
    with pytest.raises(ReadingError) as raised:
        read(rtf(r"支出120.5万元\par"), "报告.rtf")
    assert raised.value.reason_code == "too_slow"


def test_without_libreoffice_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    for data, name in ((OLE + WORD, "旧.doc"), (rtf("12.5"), "旧.rtf")):
        with pytest.raises(ReadingError) as raised:
            read(data, name)
        assert raised.value.reason_code == "needs_conversion"
        assert "libreoffice-writer-nogui" in raised.value.reason
