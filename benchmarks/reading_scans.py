"""How well scanned figures are read: digit errors, and whether the confidence threshold holds back what is wrong.

    python -m benchmarks.reading_scans [forms per kind]

Prints one line per kind of scan. The forms are rendered on the spot in two fonts of Debian (fonts-arphic-uming,
fonts-wqy-microhei), about 117 figures each, seeds beyond those of the tests.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from dagster_project.reading import Document, ReadingError
from dagster_project.reading.worker import read_in_worker
from tests.reading.scan_errors import ScanErrors, compared
from tests.reading.scans import Scan, rendered

KINDS = tuple(
    Scan(font, dpi, turn, noise, 0)
    for font in ("song", "hei")
    for dpi, turn, noise in ((200, 0.7, 8), (200, -1.5, 16), (150, -0.9, 8), (150, 1.2, 14), (100, 0.5, 8))
)


@dataclass(frozen=True)
class Outcome:
    errors: ScanErrors
    refused: int
    seconds: float


def measured(kind: Scan, forms: int) -> Outcome:
    """The errors over several forms of a kind."""
    scans = [replace(kind, seed=1000 + number) for number in range(forms)]
    started = time.perf_counter()
    with ThreadPoolExecutor(2) as threads:
        read = list(threads.map(_read, scans))
    seconds = time.perf_counter() - started
    errors = ScanErrors()
    for scan, document in zip(scans, read, strict=True):
        if document is not None:
            errors += compared(document, scan.grid)
    return Outcome(errors, sum(document is None for document in read), seconds)


def _read(scan: Scan) -> Document | None:
    try:
        return read_in_worker(rendered(scan), scan.name)
    except ReadingError:
        return None


def main() -> None:
    """Measure and print every kind."""
    forms = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print("font dpi turn noise | figures wrong above | right below | digits wrong | refused | s/page")  # noqa: T201
    for kind in KINDS:
        outcome = measured(kind, forms)
        e = outcome.errors
        print(  # noqa: T201
            f"{kind.font:4} {kind.dpi:3} {kind.turn:+.1f} {kind.noise:2} | {e.figures:5} {len(e.wrong):4} "
            f"{len(e.wrong_above):4} | {e.right_below:4} | {e.digits:6} {e.digits_wrong:4} | {outcome.refused} | "
            f"{outcome.seconds / forms:.1f}",
            *e.wrong_above,
        )


if __name__ == "__main__":
    main()
