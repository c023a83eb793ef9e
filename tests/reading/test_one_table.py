"""The same table reads the same from every format, cell by cell; from scans in test_ocr.py."""

import shutil
from collections.abc import Callable

import pytest

from dagster_project.reading import Document, Table, read
from tests.reading import one_table

FORMATS = {
    "form.docx": one_table.as_docx,
    "form.html": one_table.as_html,
    "form.xlsx": one_table.as_xlsx,
    "form.xls": one_table.as_xls,
    "form.pdf": one_table.as_pdf,
}


def grid_of(document: Document, number: int = 0) -> one_table.Grid:
    """The cells of one of a document's tables, in the terms of one_table.GRID."""
    table = [block for block in document.blocks if isinstance(block, Table)][number]
    return tuple(
        (cell.row, cell.column, cell.row_span, cell.column_span, document.text_of(cell)) for cell in table.cells
    )


@pytest.mark.parametrize(("name", "write"), FORMATS.items())
def test_every_format_gives_the_same_grid(name: str, write: Callable[[], bytes]) -> None:
    assert grid_of(read(write(), name)) == one_table.GRID


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_plain_text_gives_the_same_grid_as_far_as_it_can_print_it(encoding: str) -> None:
    document = read(one_table.as_txt(encoding), "form.txt")
    assert grid_of(document) == one_table.unmerged(one_table.GRID)
    assert document.media_type == "text/plain"


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    ("name", "export"),
    [("form.doc", "MS Word 97"), ("form.rtf", "Rich Text Format"), ("form.wps", "MS Word 97")],
)
def test_old_formats_give_the_same_grid(name: str, export: str) -> None:
    """WPS Writer's own files are compound files with a Word stream, as .doc files are."""
    extension = "doc" if name.endswith("wps") else name.rpartition(".")[2]
    document = read(one_table.as_legacy(extension, export), name)
    assert grid_of(document) == one_table.GRID
    assert document.media_type == "application/msword"


@pytest.mark.parametrize(("name", "write"), FORMATS.items())
def test_content_decides_the_reader_whatever_the_name(name: str, write: Callable[[], bytes]) -> None:
    assert grid_of(read(write(), "报告.dat")) == one_table.GRID


@pytest.mark.parametrize(("name", "write"), FORMATS.items())
def test_blocks_stand_in_the_text_in_order_without_overlap(name: str, write: Callable[[], bytes]) -> None:
    document = read(write(), name)
    at = 0
    for block in document.blocks:
        for piece in block.cells if isinstance(block, Table) else (block,):
            assert at <= piece.char_start <= piece.char_end
            at = piece.char_end
    assert at <= len(document.text)


@pytest.mark.parametrize(("name", "write"), FORMATS.items())
def test_reading_is_a_function_of_the_bytes(name: str, write: Callable[[], bytes]) -> None:
    data = write()
    assert read(data, name) == read(data, name)
