"""What a document may cost: every limit of unpacking, reading and extraction, in this one place.

A document beyond a limit is set aside whole ('too_large'), never read in part: half a report is a wrong report.
"""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.reading.errors import ReadingError


@dataclass(frozen=True)
class Limits:
    """Limits of one document; real reports stay a hundred times below them."""

    file_bytes: int = 100_000_000
    archive_entries: int = 5_000
    archive_bytes: int = 400_000_000  # all parts of a package, unpacked
    archive_ratio: int = 300  # unpacked to packed; forms of repeated styles reach 60
    archive_depth: int = 1  # archives within an archive
    part_bytes: int = 200_000_000
    pages: int = 1_000
    page_segments: int = 20_000  # ruling lines a page may draw before they are a picture, not a table
    characters: int = 5_000_000
    table_cells: int = 200_000  # positions of one table's grid
    table_columns: int = 1_000
    depth: int = 150  # elements or tables within one another
    image_pixels: int = 60_000_000  # of one picture or page to recognise: A3 at 400 dpi has 31 million
    scanned_pages: int = 40  # to recognise; 3 to 4 seconds each
    conversion_seconds: int = 60  # of LibreOffice, for one document
    printed_values: int = 100_000  # numbers that a document prints
    worker_seconds: int = 240
    worker_memory_bytes: int = 3_000_000_000
    worker_output_bytes: int = 100_000_000


LIMITS = Limits()


def too_large(what: str, what_en: str, limit: int) -> ReadingError:
    """The error for a document beyond a limit, e.g. too_large('页数', 'pages', 1000)."""
    return ReadingError(
        "too_large",
        f"{what}超过上限 {limit:,}；请拆分文件，或确认它确是一份自评报告",
        f"more {what_en} than the limit of {limit:,}; split the file, or check that it is a report at all",
    )
