"""PDF documents: pages with text as they are drawn, pages that are pictures by recognition."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from dagster_project.reading import ocr
from dagster_project.reading.builder import DocumentBuilder
from dagster_project.reading.errors import ReadingError
from dagster_project.reading.limits import LIMITS, too_large
from dagster_project.reading.ocr_boxes import DPI
from dagster_project.reading.ooxml import damaged, encrypted
from dagster_project.reading.page_flow import append_pages
from dagster_project.reading.pdf_page import PageContent, read_page
from dagster_project.reading.reader import Reader

if TYPE_CHECKING:
    from dagster_project.reading.document import Document

MEDIA_TYPE = "application/pdf"
_HAN = re.compile(r"[\u3400-\u9fff]")
_MARGIN = 0.1  # of the page's height, above and below: where heads and feet stand
_SCANS = ((0.5, 20), (0.85, 60))  # a page of which pictures cover more, with fewer characters between its margins
_HAN_PER_PAGE = 5  # a document with fewer is a scan, or its fonts do not say what they print


def _refuse_unplaced(pages: list[PageContent]) -> None:
    unplaced = [page.number for page in pages if page.unplaced]
    if unplaced:
        where = "、".join(str(number) for number in unplaced[:10])
        raise ReadingError(
            "fonts_missing",
            f"第 {where} 页的中文字体没有嵌入，部分文字会丢失；请嵌入字体重新导出，或提供 Word 版本",
            f"pages {where} use Chinese fonts that are not embedded, so text would be lost; export with fonts embedded",
        )


def _without_text(pages: list[PageContent]) -> list[int]:
    """Numbers of the pages to recognise: pictures; or all, where the fonts do not say what they print."""
    printed = sum(len(page.chars) for page in pages)
    unmapped = sum(page.unmapped for page in pages)
    pictures = [page.number for page in pages if _is_scan(page)]
    readable = [page for page in pages if page.number not in pictures]
    if readable and (_han(readable) < _HAN_PER_PAGE * len(readable) or unmapped * 10 > printed):
        return [page.number for page in pages if page.number in pictures or page.chars]
    return pictures


def _is_scan(page: PageContent) -> bool:
    """Whether a page is a picture of one; heads, feet and page numbers set as text beside it do not count.

    A page of text on a coloured ground has more of it, and one that is taken for a scan is recognised with its text.
    """
    margin = _MARGIN * page.height
    printed = sum(1 for char in page.chars if margin < char.baseline < page.height - margin and not char.text.isspace())
    return any(page.picture_share > share and printed < least for share, least in _SCANS)


def _han(pages: list[PageContent]) -> int:
    return sum(1 for page in pages for char in page.chars if _HAN.match(char.text))


def _recognised(document: pdfium.PdfDocument, number: int) -> PageContent:
    page = document[number - 1]
    width, height = page.get_size()
    if width * height * (DPI / 72) ** 2 > LIMITS.image_pixels:
        raise too_large("页面像素数", "pixels on a page", LIMITS.image_pixels)
    pixels = page.render(scale=DPI / 72, grayscale=True).to_numpy()
    return ocr.recognised_page(pixels[:, :, 0] if pixels.ndim == 3 else pixels, number, 1.0)


def _with_recognised(document: pdfium.PdfDocument, pages: list[PageContent]) -> list[PageContent]:
    """The pages, those without text recognised."""
    _refuse_unplaced(pages)
    numbers = _without_text(pages)
    if len(numbers) > LIMITS.scanned_pages:
        raise too_large("扫描页数", "scanned pages", LIMITS.scanned_pages)
    return [_recognised(document, page.number) if page.number in numbers else page for page in pages]


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise encrypted() from error
        raise damaged(str(error)) from error


def _recognises(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _read(data: bytes, name: str) -> Document:
    document = _open(data)
    try:
        if len(document) > LIMITS.pages:
            raise too_large("页数", "pages", LIMITS.pages)
        pages = [read_page(document[index], index + 1) for index in range(len(document))]
        pages = _with_recognised(document, pages)
    except pdfium.PdfiumError as error:
        raise damaged(str(error)) from error
    finally:
        document.close()
    ocr.refuse_without_han(pages)
    builder = DocumentBuilder(data, name, MEDIA_TYPE, READER.version)
    append_pages(pages, builder)
    return builder.build()


READER = Reader(f"pdf/4+{ocr.VERSION}", MEDIA_TYPE, (".pdf",), _recognises, _read)
