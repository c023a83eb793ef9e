"""Scans that the tests make: a form printed as an image, turned a little and made noisy, and what it prints.

The images beside this file were made with `python -m tests.reading.scans`, in a Song and a Hei font of Debian
(fonts-arphic-uming, fonts-wqy-microhei), so that a machine without Chinese fonts has the same scans.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tests.reading.one_table import GRID, Grid

FOLDER = Path(__file__).with_name("scans")
FONTS = {
    "song": Path("/usr/share/fonts/truetype/arphic/uming.ttc"),
    "hei": Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
}
_NAMES = (
    "基本支出",
    "项目支出",
    "人员经费",
    "公用经费",
    "办公费",
    "差旅费",
    "会议费",
    "培训费",
    "公务接待费",
    "劳务费",
)


@dataclass(frozen=True)
class Scan:
    """How a form was scanned: its figures follow from seed."""

    font: str
    dpi: int
    turn: float  # degrees
    noise: int  # standard deviation of each pixel's grey
    seed: int | None  # None: the one form that the tests have in every format

    @property
    def name(self) -> str:
        return f"{self.font}_{self.dpi}_{'form' if self.seed is None else self.seed}.jpg"

    @property
    def grid(self) -> Grid:
        return GRID if self.seed is None else form(self.seed)


SCANS = tuple(
    Scan(font, dpi, turn, noise, seed)
    for seed, (font, dpi, turn, noise) in enumerate(
        (font, dpi, turn, noise) for font in FONTS for dpi, turn, noise in ((200, 0.7, 8), (150, -0.9, 8))
    )
)


FORMS = (Scan("song", 200, -0.8, 6, None), Scan("hei", 150, 1.1, 6, None))


def form(seed: int) -> Grid:
    """A form of two heading rows, groups merged downwards and rows of figures in the shapes that forms print."""
    dice = random.Random(seed)
    cells: list[tuple[int, int, int, int, str]] = [
        (0, 0, 2, 1, "类别"),
        (0, 1, 2, 1, "名称"),
        (0, 2, 1, 2, "预算数（万元）"),
        (0, 4, 2, 1, "决算数"),
        (0, 5, 2, 1, "执行率"),
        (0, 6, 2, 1, "得分"),
        (1, 2, 1, 1, "年初"),
        (1, 3, 1, 1, "调整后"),
    ]
    for row in range(2, 26):
        if row % 4 == 2:
            cells.append((row, 0, 4, 1, f"支出\n（{dice.randint(1, 20)}分）"))
        amounts = [dice.choice((1, 10, 1000, 100000)) * dice.random() for _ in range(3)]
        texts = [dice.choice(_NAMES), *(f"{amount:,.2f}" for amount in amounts)]
        texts += [
            f"{dice.uniform(0, 130):.2f}%",
            dice.choice((str(dice.randint(0, 10)), f"{dice.uniform(0, 10):.1f}", "/")),
        ]
        cells += [(row, number + 1, 1, 1, text) for number, text in enumerate(texts)]
    return tuple(sorted(cells))


TITLE = "部门整体支出绩效自评表"


def rendered(scan: Scan) -> bytes:
    """The scan's JPEG."""
    scale = scan.dpi / 72
    page = Image.new("L", (round(595 * scale), round(842 * scale)), 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(FONTS[scan.font]), round(10.5 * scale))
    draw.text((200 * scale, 40 * scale), TITLE, 20, ImageFont.truetype(str(FONTS[scan.font]), round(16 * scale)))
    left, top, width, height = 40 * scale, 80 * scale, 73 * scale, 26 * scale
    for row, column, rows, columns, text in scan.grid:
        x, y = left + column * width, top + row * height
        draw.rectangle((x, y, x + columns * width, y + rows * height), outline=20, width=max(1, round(scale * 0.7)))
        lines = text.split("\n")
        for number, line in enumerate(lines):
            at = x + columns * width / 2, y + (rows * height) / 2 + (number - (len(lines) - 1) / 2) * 14 * scale
            draw.text(at, line, 20, font, anchor="mm")
    turned = page.rotate(scan.turn, Image.Resampling.BICUBIC, fillcolor=255)
    grey = np.asarray(turned, np.float64) + np.random.default_rng(scan.seed or 0).normal(
        0, scan.noise, turned.size[::-1]
    )
    saved = io.BytesIO()
    Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).save(saved, "JPEG", quality=60)
    return saved.getvalue()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for scan in (*SCANS, *FORMS):
        (FOLDER / scan.name).write_bytes(rendered(scan))
