"""A stand-in for reading and extraction: a document is UTF-8 text, its numbers are its runs of digits."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dagster_project.extraction.extract_file import ExtractText
from dagster_project.extraction.records import DocumentRecord, Extract, PrintedValue
from dagster_project.ingestion.ingest import ToExtract
from dagster_project.paths import Home
from dagster_project.reading.errors import ReadingError


def reader(version: str = "plain/1", crashes: bool = True) -> ToExtract:
    """A reader of the given version; 'damaged' and 'crash' in a text have the effect that they name."""

    def to_extract(data: bytes, name: str) -> ExtractText:
        text = data.decode("utf-8")
        if "damaged" in text:
            raise ReadingError("damaged", "文件已损坏。", "The file is damaged.")
        if "crash" in text and crashes:
            raise ZeroDivisionError("an error in the reader")
        values = tuple(
            PrintedValue(number, match[0], match[0], match.start(), match.end(), "text")
            for number, match in enumerate(re.finditer(r"\d+", text), 1)
        )
        sha256 = hashlib.sha256(data).hexdigest()
        return ExtractText.of(Extract(DocumentRecord(sha256, name, "text/plain", version, len(text)), values))

    return to_extract


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").create()


@pytest.fixture
def drop(home: Home) -> Callable[[str, str], Path]:
    """Put a document into the inbox: drop(name, text)."""

    def put(name: str, text: str) -> Path:
        path = home.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return put
