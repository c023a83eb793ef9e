"""Every number that the gold of a specimen lists stands in the document where its quotation says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from dagster_project.reading import Document, Paragraph, Table, read

SPECIMENS = Path(__file__).parents[1] / "specimens"
GOLD = Path(__file__).parents[3] / "shared" / "gold"
NAMES = ("r01.docx", "r04.xlsx", "r07.html", "r08.pdf")

pytestmark = pytest.mark.skipif(not GOLD.is_dir(), reason="the gold files are not beside the repository")


def lines(document: Document) -> list[str]:
    """Paragraphs, and table rows with the cells that reach down into them, without blanks."""
    found: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append(document.text_of(block))
            continue
        for row in range(max(cell.row + cell.row_span for cell in block.cells)):
            cells = [cell for cell in block.cells if cell.row <= row < cell.row + cell.row_span]
            found.append("\t".join(document.text_of(c) for c in sorted(cells, key=lambda c: c.column)))
    return [re.sub(r"[ \n\u3000]", "", line) for line in found]


def stands_in(quotation: str, value: str, line: str) -> bool:
    """Whether a line holds the value and each word of its quotation."""
    words = quotation.split()
    whole = "".join(words)
    # A claim's value is signed by its wording and has no separators: 减少 2.22 is -2.22.
    plain = re.sub(r"\s|^-", "", value)
    return (plain in line or plain in line.replace(",", "")) and (
        whole in line.replace("\t", "") or all(word in line for word in words)
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["figures", "claims", "indicators"])
def test_every_number_of_the_gold_is_in_the_line_of_its_quotation(name: str, kind: str) -> None:
    document = read((SPECIMENS / name).read_bytes(), name)
    gold = json.loads((GOLD / name).with_suffix(".json").read_text(encoding="utf-8"))
    printed = lines(document)
    missing = [
        (value, item["quote"])
        for item in gold[kind]
        for value in (item.get("value") or item.get("printed_value") or item.get("actual") or "",)
        if not any(stands_in(item["quote"], value, line) for line in printed)
    ]
    assert missing == []
    assert gold[kind]


@pytest.mark.parametrize("name", NAMES)
def test_every_digit_of_the_cells_and_paragraphs_is_in_the_text(name: str) -> None:
    document = read((SPECIMENS / name).read_bytes(), name)
    pieces = [
        document.text_of(piece)
        for block in document.blocks
        for piece in (block.cells if isinstance(block, Table) else (block,))
    ]
    digits = re.compile(r"\d")
    assert digits.findall("".join(pieces)) == digits.findall(document.text)
