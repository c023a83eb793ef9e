"""Pictures of pages: PNG, JPEG, TIFF (also of several pages) and BMP, recognised."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from dagster_project.reading import ocr
from dagster_project.reading.builder import DocumentBuilder
from dagster_project.reading.limits import LIMITS, too_large
from dagster_project.reading.ooxml import damaged
from dagster_project.reading.page_flow import append_pages
from dagster_project.reading.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dagster_project.reading.document import Document
    from dagster_project.reading.scan_image import Pixels

# Media type → its extensions, and whether bytes are of it. "BM" alone begins many a text: a bitmap goes on with its
# length and four zero bytes.
_KINDS: dict[str, tuple[tuple[str, ...], Callable[[bytes], bool]]] = {
    "image/jpeg": ((".jpg", ".jpeg"), lambda data: data.startswith(b"\xff\xd8\xff")),
    "image/png": ((".png",), lambda data: data.startswith(b"\x89PNG\r\n\x1a\n")),
    "image/tiff": ((".tif", ".tiff"), lambda data: data.startswith((b"II*\x00", b"MM\x00*"))),
    "image/bmp": ((".bmp",), lambda data: data.startswith(b"BM") and data[6:10] == bytes(4)),
}
_VERSION = f"picture/1+{ocr.VERSION}"


def _pages(data: bytes) -> Iterator[Pixels]:
    """Grey pixels of each page, turned as the camera says; a transparent ground is white paper."""
    import numpy as np
    from PIL import Image, ImageOps, ImageSequence

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes between its limit and ours
            picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "TIFF", "BMP"))
        with picture:
            if getattr(picture, "n_frames", 1) > LIMITS.scanned_pages:
                raise too_large("扫描页数", "scanned pages", LIMITS.scanned_pages)
            for frame in ImageSequence.Iterator(picture):
                if frame.width * frame.height > LIMITS.image_pixels:
                    raise too_large("图片像素数", "pixels in the picture", LIMITS.image_pixels)
                upright = ImageOps.exif_transpose(frame).convert("RGBA")
                paper = Image.new("RGBA", upright.size, "white")
                yield np.asarray(Image.alpha_composite(paper, upright).convert("L"))
    except Image.DecompressionBombError as error:
        raise too_large("图片像素数", "pixels in the picture", LIMITS.image_pixels) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise damaged(type(error).__name__) from error  # the message names an address in memory


def _read(media_type: str, data: bytes, name: str) -> Document:
    ocr.engine()  # refuses before anything is unpacked where recognition is not installed
    from dagster_project.reading.scan_image import scale_of

    pages = [ocr.recognised_page(pixels, number, scale_of(pixels)) for number, pixels in enumerate(_pages(data), 1)]
    ocr.refuse_without_han(pages)
    builder = DocumentBuilder(data, name, media_type, _VERSION)
    append_pages(pages, builder)
    return builder.build()


READERS = tuple(
    Reader(_VERSION, media_type, extensions, recognises, partial(_read, media_type))
    for media_type, (extensions, recognises) in _KINDS.items()
)
