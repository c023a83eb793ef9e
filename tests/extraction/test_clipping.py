"""What an extract keeps of a text: labels, never sentences."""

from __future__ import annotations

import re

import pytest

from dagster_project.extraction.clipping import LONGEST_RUN, clip_cell, clip_head, clip_tail, squeeze, verbatim_lines

SENTENCE = "本单位严格执行预算管理制度并按照要求开展各项工作取得较好的经济效益和社会效益得到服务对象的好评"
RUN = re.compile(rf"[一-鿿，。、；：“”（）《》…]{{{LONGEST_RUN + 1},}}")


@pytest.mark.parametrize("clip", [clip_cell, clip_head, clip_tail])
@pytest.mark.parametrize("text", [SENTENCE, SENTENCE * 5, f"支出12万元，{SENTENCE}", f"{SENTENCE}。{SENTENCE}。"])
def test_no_run_of_words_longer_than_a_label_survives(clip: object, text: str) -> None:
    assert callable(clip)
    assert not RUN.search(clip(text))
    assert "…" in clip(text)


def test_a_label_at_the_limit_is_kept_and_one_longer_is_cut() -> None:
    assert clip_head(SENTENCE[:LONGEST_RUN]) == SENTENCE[:LONGEST_RUN]
    assert clip_head(SENTENCE[: LONGEST_RUN + 1]) == SENTENCE[: LONGEST_RUN - 1] + "…"


def test_a_long_label_keeps_its_end_where_the_number_stands() -> None:
    assert clip_tail(SENTENCE).endswith(SENTENCE[-10:])
    assert clip_tail(SENTENCE).startswith("…")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("基本 支出", "基本支出"),
        ("  基本支出\n", "基本支出"),
        ("Excel 表 12 个", "Excel 表 12 个"),
        ("支出[bookmark: _Toc1]情况", "支出情况"),
    ],
)
def test_squeeze(text: str, kept: str) -> None:
    assert squeeze(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("年初预\n算数", "年初预算数", id="a label that the cell's width broke"),
        pytest.param("数量指标：办班\n质量指标：合格", "数量指标：办班质量指标：合格", id="short lines are one label"),
        pytest.param(
            "完成培训班二十期以上；\n完成下乡一百人次；",
            "完成培训班二十期以上；\n完成下乡一百人次；",
            id="lines of their own",
        ),
    ],
)
def test_the_paragraphs_of_a_cell(text: str, kept: str) -> None:
    assert clip_cell(text) == kept


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("  年初预\n  算数 ", [(2, "年初预\n  算数")], id="a label that the cell's width broke"),
        pytest.param(
            "完成培训 二十期以上；\n完成下乡；", [(0, "完成培训 二十期以上；"), (12, "完成下乡；")], id="lines"
        ),
        pytest.param(SENTENCE, [(0, SENTENCE[: LONGEST_RUN - 1])], id="a line ends where it was cut"),
    ],
)
def test_a_cells_lines_as_printed(text: str, lines: list[tuple[int, str]]) -> None:
    assert verbatim_lines(text) == lines
    assert all(text[at : at + len(line)] == line for at, line in lines)
