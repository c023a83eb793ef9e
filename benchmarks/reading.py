"""Documents per second of every format, beside markitdown in the same run.

    python -m benchmarks.reading [seconds per measurement]

Reading here is in this process, without the worker, as markitdown's is; the worker's cost is a line of its own.
markitdown is not a dependency: `pip install "markitdown[docx,pdf,xlsx,xls]"`; without it its column stays empty.
"""

from __future__ import annotations

import importlib.util
import io
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dagster_project.reading import read
from dagster_project.reading.worker import read_in_worker
from tests.reading import one_table
from tests.reading.scans import FOLDER, FORMS

SPECIMENS = Path(__file__).parents[1] / "tests" / "specimens"
UNSEEN = Path(__file__).parents[1] / "tests" / "unseen"


@dataclass(frozen=True)
class Subject:
    """A document to read: what it is, its name and bytes."""

    what: str
    name: str
    data: bytes


def subjects() -> list[Subject]:
    """The specimens, the form in the other formats, and a scan."""
    found = [Subject(f"report {path.name}", path.name, path.read_bytes()) for path in sorted(SPECIMENS.iterdir())]
    found.append(Subject("form .xls", "form.xls", one_table.as_xls()))
    found.append(Subject("report .txt", "report.txt", (UNSEEN / "y02.txt").read_bytes()))
    if shutil.which("soffice"):
        found.append(Subject("form .doc", "form.doc", one_table.as_legacy("doc", "MS Word 97")))
        found.append(Subject("form .wps", "form.wps", one_table.as_legacy("doc", "MS Word 97")))
        found.append(Subject("form .rtf", "form.rtf", one_table.as_legacy("rtf", "Rich Text Format")))
    found.append(Subject("scan .pdf, 2 pages", "scan.pdf", (UNSEEN / "x11.pdf").read_bytes()))
    found.append(Subject("scan .jpg, 1 page", "form.jpg", (FOLDER / FORMS[0].name).read_bytes()))
    return found


def per_second(work: Callable[[], object], seconds: float) -> float:
    """How often work is done in a second, after once to warm up."""
    work()
    started, count = time.perf_counter(), 0
    while count == 0 or time.perf_counter() - started < seconds:
        work()
        count += 1
    return count / (time.perf_counter() - started)


def markitdown() -> Callable[[Subject], object] | None:
    """markitdown's conversion of a document, or None where it is not installed."""
    if importlib.util.find_spec("markitdown") is None:
        return None
    from markitdown import MarkItDown

    converter = MarkItDown(enable_plugins=False)
    return lambda subject: (
        converter.convert_stream(io.BytesIO(subject.data), file_extension=Path(subject.name).suffix).text_content
    )


def rate_of(convert: Callable[[Subject], object] | None, subject: Subject, seconds: float) -> float | None:
    """A converter's documents per second; None where it cannot read the document or gives no text."""
    if convert is None:
        return None
    try:
        return per_second(lambda: convert(subject), seconds) if convert(subject) else None
    except Exception:  # whatever another library raises for a format that it does not read
        return None


def main() -> None:
    """Measure and print every subject."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    other = markitdown()
    print(f"{'document':24} {'here/s':>9} {'worker/s':>9} {'markitdown/s':>13} {'ratio':>7}")  # noqa: T201
    for subject in subjects():
        here = per_second(lambda s=subject: read(s.data, s.name), seconds)  # type: ignore[misc]
        worker = per_second(lambda s=subject: read_in_worker(s.data, s.name), seconds)  # type: ignore[misc]
        theirs = rate_of(other, subject, seconds)
        shown = (
            f"{theirs:13.2f} {here / theirs:7.1f}" if theirs else f"{'does not read it' if other else '-':>13} {'-':>7}"
        )
        print(f"{subject.what:24} {here:9.2f} {worker:9.2f} {shown}")  # noqa: T201


if __name__ == "__main__":
    main()
