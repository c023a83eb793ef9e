"""Extraction's time grows with a text's length, not with its square: long runs end well within the limits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dagster_project.extraction import extract, extract_file
from dagster_project.reading.document import Cell, Document, Paragraph, Table
from dagster_project.reading.limits import LIMITS
from dagster_project.reading.worker import in_worker

CHARACTERS, ROWS = 40_000, 4_000
GENEROUS = replace(LIMITS, worker_seconds=20)  # linear work takes about a second, square work half a minute or more

RUNS = ["1 2 3 4 5 ", "1,", "-1", "(1)", "（1）", "1 000 ", "1万", "第1", "1元（2人）", "支出1万元，", "1  ", "2023年"]
PLAIN_RUNS = ["一", "，", "（", "）", ".", "其中", "l", "[bookmark:", "等级为", "单位：", "0734-"]
BLANKS = [f"{number}{' ' * CHARACTERS}x" for number in ("1", "2023", "第1", "1万", "目标1")]
ROW_PAIRS = [
    [["支出", "12.50"]],
    [["12.50"]],
    [["支出", "金额"], ["支出", "1.5"]],
    [["", "1.5"]],
    [["张三", "李四"]],
    [["支出表"], ["1.5", "支出"]],
]


def of_a_paragraph(data: bytes) -> str:
    text = data.decode()
    return _extracted(text, Paragraph(0, len(text)))


def of_a_cell(data: bytes) -> str:
    text = data.decode()
    return _extracted(text, Table((Cell(0, 0, 0, len(text)),)))


def of_rows(data: bytes) -> str:
    """A table whose rows are the text's lines, its cells parted by '|'."""
    text, cells, at = data.decode(), [], 0
    for row, line in enumerate(text.split("\n")):
        for column, cell in enumerate(line.split("|")):
            cells.append(Cell(row, column, at, at + len(cell)))
            at += len(cell) + 1
    return _extracted(text, Table(tuple(cells)))


def _extracted(text: str, block: Paragraph | Table) -> str:
    return extract_file.dumps(extract(Document("0" * 64, "x", "text/plain", "x/1", text, (block,))))


@pytest.mark.slow
@pytest.mark.parametrize("work", [of_a_paragraph, of_a_cell])
@pytest.mark.parametrize("run", [*RUNS, *PLAIN_RUNS])
def test_a_long_run(run: str, work) -> None:  # type: ignore[no-untyped-def]
    text = run * (CHARACTERS // len(run))
    assert in_worker(work, text.encode(), limits=GENEROUS)


@pytest.mark.parametrize("text", [RUNS[0] * (CHARACTERS // len(RUNS[0])), BLANKS[0]], ids=["digits", "blanks"])
def test_long_runs_that_once_cost_their_square(text: str) -> None:
    assert in_worker(of_a_paragraph, text.encode(), limits=GENEROUS)


@pytest.mark.slow
@pytest.mark.parametrize("work", [of_a_paragraph, of_a_cell])
@pytest.mark.parametrize("text", BLANKS, ids=[text[:3] for text in BLANKS])
def test_a_long_blank_behind_a_number(text: str, work) -> None:  # type: ignore[no-untyped-def]
    assert in_worker(work, text.encode(), limits=GENEROUS)


@pytest.mark.parametrize("rows", ROW_PAIRS, ids=["|".join(rows[-1]) for rows in ROW_PAIRS])
def test_a_long_table(rows: list[list[str]]) -> None:
    text = "名称|金额（万元）\n" + "\n".join("|".join(row) for row in rows * (ROWS // len(rows)))
    assert in_worker(of_rows, text.encode(), limits=GENEROUS)
