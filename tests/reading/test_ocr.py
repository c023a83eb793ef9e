"""Scans and pictures: the same grid as from other formats, and no wrong figure above the threshold."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from dagster_project.reading import Document, Paragraph, ReadingError, Table, ocr, picture, read
from dagster_project.reading.limits import LIMITS
from tests.reading import one_table
from tests.reading.one_table import GRID, Grid, new_canvas
from tests.reading.scan_errors import ScanErrors, compared
from tests.reading.scans import FOLDER, FORMS, SCANS, TITLE, Scan
from tests.reading.test_one_table import grid_of

pytest.importorskip("rapidocr", reason="text recognition is not installed")

pytestmark = pytest.mark.ocr


def jpeg(scan: Scan) -> bytes:
    return (FOLDER / scan.name).read_bytes()


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def scanned_pdf(*pictures: bytes, hidden_text: str = "") -> bytes:
    """A PDF of pictures over whole pages, with a hidden text layer as scanners' software adds it."""
    target = io.BytesIO()
    canvas = new_canvas(target)
    for data in pictures:
        canvas.drawImage(ImageReader(io.BytesIO(data)), 0, 0, 595, 842)
        if hidden_text:
            layer = canvas.beginText(60, 500)
            layer.setTextRenderMode(3)
            layer.setFont("STSong-Light", 10)
            layer.textLine(hidden_text)
            canvas.drawText(layer)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def as_read(grid: Grid) -> set[tuple[int, int, int, int, str]]:
    """The grid without the line breaks in its cells, which a scan shows only by how full a line is."""
    return {(*cell[:4], cell[4].replace("\n", "")) for cell in grid}


def test_a_scan_gives_the_grid_of_the_other_formats() -> None:
    document = read(jpeg(FORMS[0]), "扫描件.jpg")
    assert grid_of(document) == GRID
    assert [document.text_of(block) for block in document.blocks if isinstance(block, Paragraph)] == [TITLE]
    assert document.media_type == "image/jpeg"


def test_every_cell_and_paragraph_with_text_carries_a_confidence() -> None:
    document = read(jpeg(FORMS[0]), "扫描件.jpg")
    pieces = [p for b in document.blocks for p in (b.cells if isinstance(b, Table) else (b,))]
    assert all((piece.confidence is not None) == bool(document.text_of(piece)) for piece in pieces)
    assert all(0 <= (piece.confidence or 0) <= 1 for piece in pieces)


def test_the_slash_of_an_empty_cell_is_no_digit() -> None:
    """In this scan recognition by itself reads the slash as 1."""
    document = read(jpeg(FORMS[1]), "扫描件.jpg")
    assert as_read(grid_of(document)) == as_read(GRID)


@pytest.mark.slow
def test_a_scanned_pdf_is_read_by_its_picture_not_its_hidden_text() -> None:
    document = read(scanned_pdf(jpeg(FORMS[0]), hidden_text="识别错误的文字层9999.99"), "扫描件.pdf")
    assert grid_of(document) == GRID
    assert "9999.99" not in document.text
    assert document.media_type == "application/pdf"


def test_a_page_of_text_keeps_it_beside_a_scanned_page() -> None:
    target = io.BytesIO()
    canvas = new_canvas(target)
    one_table.draw_grid(canvas, GRID, 60, 740)
    canvas.drawString(60, 780, TITLE)
    canvas.showPage()
    canvas.drawImage(ImageReader(Image.new("L", (60, 84), 230)), 0, 0, 595, 842)
    canvas.save()
    document = read(target.getvalue(), "报告.pdf")
    assert grid_of(document) == GRID
    assert {cell.confidence for block in document.blocks if isinstance(block, Table) for cell in block.cells} == {None}


GARBAGE = "识別錯误9999.99万兀支岀合汁" * 3


def page_of(*painted: Callable[[Canvas], object]) -> bytes:
    """A PDF of one page on which these paint, one over the other."""
    target = io.BytesIO()
    canvas = new_canvas(target)
    for paint in painted:
        paint(canvas)
    canvas.save()
    return target.getvalue()


def picture_of(
    image: Image.Image, box: tuple[float, float, float, float] = (0, 0, 595, 842)
) -> Callable[[Canvas], object]:
    """Paints a picture into a box (left, bottom, width, height), its transparency as it is."""
    return lambda canvas: canvas.drawImage(ImageReader(image), *box, mask="auto")


def strips(canvas: Canvas) -> None:
    """The scan as some scanners write it: in strips, none of which covers half of the page."""
    with Image.open(FOLDER / FORMS[0].name) as scan:
        height = scan.height // 4
        for number in range(4):
            bottom = scan.height if number == 3 else (number + 1) * height
            strip = scan.crop((0, number * height, scan.width, bottom))
            scale = 842 / scan.height
            picture_of(strip, (0, 842 - bottom * scale, 595, (bottom - number * height) * scale))(canvas)


def whole_scan(canvas: Canvas) -> None:
    with Image.open(FOLDER / FORMS[0].name) as scan:
        picture_of(scan.copy())(canvas)


def garbage(canvas: Canvas) -> None:
    for line in range(20):
        canvas.drawString(60, 700 - 20 * line, GARBAGE)


def head_and_foot(canvas: Canvas) -> None:
    canvas.drawString(60, 815, "某某县人民政府办公室文件　县级部门整体支出绩效自评报告公开稿")
    canvas.drawString(290, 20, "第 1 页，共 1 页")


SCANNED_PAGES = {
    "text under the picture": (garbage, whole_scan),
    "a head and a foot as text": (whole_scan, head_and_foot),
    "in strips": (strips,),
}


@pytest.mark.slow
@pytest.mark.parametrize("painted", SCANNED_PAGES.values(), ids=SCANNED_PAGES)
def test_a_scan_with_some_text_is_recognised(painted: tuple[Callable[[Canvas], object], ...]) -> None:
    document = read(page_of(*painted), "扫描件.pdf")
    assert grid_of(document) == GRID
    assert "9999.99" not in document.text


def text_page(canvas: Canvas) -> None:
    canvas.setFont("STSong-Light", 10)
    canvas.drawString(60, 780, TITLE)
    one_table.draw_grid(canvas, GRID, 60, 740)
    for line in range(4):
        canvas.drawString(60, 400 - 20 * line, "预算执行情况总体良好各项工作任务按照年初计划有序推进")


@pytest.mark.parametrize(
    "painted",
    [
        (picture_of(Image.new("RGB", (60, 84), (250, 245, 230))), text_page),
        (text_page, picture_of(Image.new("RGBA", (60, 84), (200, 0, 0, 40)))),
    ],
    ids=["on a coloured ground", "under a transparent watermark"],
)
def test_a_page_of_text_with_a_picture_over_all_of_it_keeps_its_text(
    painted: tuple[Callable[[Canvas], object], ...],
) -> None:
    document = read(page_of(*painted), "报告.pdf")
    assert grid_of(document) == GRID
    assert {cell.confidence for block in document.blocks if isinstance(block, Table) for cell in block.cells} == {None}


@pytest.mark.slow
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_on_its_side_is_turned(turn: int) -> None:
    with Image.open(FOLDER / FORMS[0].name) as image:
        assert grid_of(read(saved(image.rotate(turn, expand=True), "PNG"), "扫描件.png")) == GRID


def test_pages_of_a_tiff_are_the_pages_of_a_document() -> None:
    with Image.open(FOLDER / FORMS[0].name) as image:
        title = Image.new("L", image.size, 255)
        title.paste(image.crop((0, 0, image.width, image.height // 11)), (0, image.height // 2))
        data = saved(image, "TIFF", save_all=True, append_images=[title], compression="tiff_deflate")
    document = read(data, "扫描件.tif")
    assert [block.page for block in document.blocks] == [1, 1, 2]
    assert document.text_of(document.blocks[2]) == TITLE  # type: ignore[arg-type]


@pytest.mark.slow
def test_reading_a_scan_is_a_function_of_the_bytes() -> None:
    assert read(jpeg(FORMS[1]), "扫描件.jpg") == read(jpeg(FORMS[1]), "扫描件.jpg")


@pytest.mark.slow
@pytest.mark.parametrize("dpi", [200, 150])
def test_no_wrong_figure_reaches_the_threshold(dpi: int) -> None:
    errors = sum(
        (compared(read(jpeg(scan), scan.name), scan.grid) for scan in SCANS if scan.dpi == dpi), start=ScanErrors()
    )
    rate = errors.digits_wrong / errors.digits
    counted = f"{errors.digits_wrong} of {errors.digits} digits wrong ({rate:.2%})"
    print(f"{dpi} dpi: {counted}, figures wrong: {errors.wrong}")  # noqa: T201
    assert errors.wrong_above == ()
    assert rate < 0.005
    assert errors.figures > 200
    assert errors.right_below < 0.1 * errors.figures


def test_a_scan_that_cannot_be_read_reliably_is_refused() -> None:
    with Image.open(FOLDER / FORMS[0].name) as image:
        small = image.resize((image.width // 7, image.height // 7))
    with pytest.raises(ReadingError) as raised:
        read(saved(small, "PNG"), "缩略图.png")
    assert raised.value.reason_code == "poor_scan"


def english_pdf() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.drawString(60, 700, "lorem ipsum")
    canvas.save()
    return target.getvalue()


REFUSED = [
    ("英文.pdf", english_pdf, "not_chinese"),
    ("白纸.png", lambda: saved(Image.new("L", (800, 1100), 255), "PNG"), "not_chinese"),
    ("半截.jpg", lambda: jpeg(FORMS[0])[:9000], "damaged"),
    ("坏.png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "damaged"),
    ("大.png", lambda: saved(Image.new("1", (60_000, 2_000)), "PNG"), "too_large"),
    ("炸弹.png", lambda: saved(Image.new("1", (60_000, 20_000)), "PNG"), "too_large"),
    (
        "多页.tif",
        lambda: saved(
            Image.new("1", (9, 9)), "TIFF", save_all=True, append_images=[Image.new("1", (9, 9))] * LIMITS.scanned_pages
        ),
        "too_large",
    ),
]


@pytest.mark.parametrize(("name", "write", "reason_code"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused_with_its_reason(name: str, write: object, reason_code: str) -> None:
    assert callable(write)
    with pytest.raises(ReadingError) as raised:
        read(write(), name)
    assert raised.value.reason_code == reason_code


def test_a_scan_of_too_many_pages_is_refused_before_it_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagster_project.reading.pdf.LIMITS", replace(LIMITS, scanned_pages=1))
    with pytest.raises(ReadingError) as raised:
        read(scanned_pdf(*[saved(Image.new("L", (60, 84), 255), "PNG")] * 2), "扫描件.pdf")
    assert raised.value.reason_code == "too_large"


def test_without_the_libraries_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    ocr.engine.cache_clear()
    with pytest.raises(ReadingError) as raised:
        read(jpeg(FORMS[0]), "扫描件.jpg")
    assert raised.value.reason_code == "needs_ocr"
    assert "rapidocr" in raised.value.reason


def test_a_text_that_begins_like_a_bitmap_is_a_text() -> None:
    document: Document = read("BM项目自评报告\n支出12.5万元".encode(), "报告.txt")
    assert document.media_type == "text/plain"
    assert not any(reader.recognises(b"BM\xd5\xfe\xb8\xae 2023") for reader in picture.READERS)
