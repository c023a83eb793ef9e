"""PDF: paragraphs over lines and pages, tables over pages, nothing of the page itself."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from dagster_project.reading import Document, Paragraph, ReadingError, Table, read
from dagster_project.reading.pdf_lines import lines_of
from dagster_project.reading.pdf_page import read_page
from tests.reading.one_table import Grid, draw_grid, new_canvas

FULL = "预算执行情况总体良好各项工作任务按照年初计划有序推进资金使用规范有效没有出现违规问题"  # 45 em: a whole line
Page = list[tuple[float, float, str]]  # x, y from below, text


def pdf_of(*pages: Page, tables: dict[int, tuple[float, Grid]] | None = None) -> Document:
    saved = io.BytesIO()
    canvas = new_canvas(saved)
    for number, page in enumerate(pages):
        canvas.setFont("STSong-Light", 10)
        for x, y, text in page:
            canvas.drawString(x, y, text)
        if tables and number in tables:
            top, grid = tables[number]
            draw_grid(canvas, grid, 60, top)
        canvas.showPage()
    canvas.save()
    return read(saved.getvalue(), "报告.pdf")


def paragraphs(document: Document) -> list[str]:
    return [document.text_of(block) for block in document.blocks if isinstance(block, Paragraph)]


def grids(document: Document) -> list[Grid]:
    return [
        tuple((c.row, c.column, c.row_span, c.column_span, document.text_of(c)) for c in block.cells)
        for block in document.blocks
        if isinstance(block, Table)
    ]


def test_lines_of_a_paragraph_are_joined_without_blanks() -> None:
    page = [(80, 700, FULL[:-2]), (60, 685, FULL[-2:] + "共支出120"), (80, 670, "另起一段12.5"), (142, 670, "万元")]
    assert paragraphs(pdf_of(page)) == [FULL + "共支出120", "另起一段12.5万元"]


def test_a_paragraph_may_run_over_a_page_and_stands_on_its_first() -> None:
    document = pdf_of(
        [(80, 300, "前文"), (60, 200, FULL)], [(60, 700, "继续的文字到此为止"), (80, 600, "新的一段文字内容")]
    )
    assert paragraphs(document) == ["前文", FULL + "继续的文字到此为止", "新的一段文字内容"]
    assert [block.page for block in document.blocks] == [1, 1, 2]


def test_running_heads_and_page_numbers_are_dropped() -> None:
    pages = [
        [(60, 810, "某局自评报告"), (60, 600, f"第{word}部分的正文内容"), (290, 30, f"- {n} -")]
        for n, word in ((1, "一"), (2, "二"))
    ]
    assert paragraphs(pdf_of(*pages)) == ["第一部分的正文内容", "第二部分的正文内容"]


HEADING: Grid = ((0, 0, 1, 1, "指标"), (0, 1, 1, 1, "名称"), (0, 2, 1, 1, "得分"))
LINE = [(60, 780, "自评得分情况如下表所示")]


def test_a_table_goes_on_over_a_page_without_its_repeated_heading() -> None:
    first = (*HEADING, (1, 0, 1, 1, "产出"), (1, 1, 1, 1, "改厕"), (1, 2, 1, 1, "10"))
    second = (*HEADING, (1, 0, 1, 1, "效益"), (1, 1, 1, 1, "就业"), (1, 2, 1, 1, "9.5"))
    document = pdf_of(LINE, [], tables={0: (200, first), 1: (800, second)})
    assert [cell[4] for cell in grids(document)[0]] == [
        "指标",
        "名称",
        "得分",
        "产出",
        "改厕",
        "10",
        "效益",
        "就业",
        "9.5",
    ]
    assert len(grids(document)) == 1


def test_a_merged_cell_goes_on_over_a_page() -> None:
    first = (*HEADING, (1, 0, 1, 1, "产出"), (1, 1, 1, 1, "改厕"), (1, 2, 1, 1, "10"))
    second = ((0, 0, 2, 1, ""), (0, 1, 1, 1, "道路"), (0, 2, 1, 1, "8"), (1, 1, 1, 1, "路灯"), (1, 2, 1, 1, "9"))
    document = pdf_of(LINE, [], tables={0: (200, first), 1: (800, second)})
    assert (1, 0, 3, 1, "产出") in grids(document)[0]


def test_a_row_broken_by_a_page_is_one_row() -> None:
    first = (*HEADING, (1, 0, 1, 1, "产出"), (1, 1, 1, 1, "农村公路养护"), (1, 2, 1, 1, "10"))
    second = (
        (0, 0, 1, 1, ""),
        (0, 1, 1, 1, "里程数"),
        (0, 2, 1, 1, ""),
        (1, 0, 1, 1, "效益"),
        (1, 1, 1, 1, "就业"),
        (1, 2, 1, 1, "9"),
    )
    document = pdf_of(LINE, [], tables={0: (200, first), 1: (800, second)})
    assert [cell[4] for cell in grids(document)[0]][3:] == ["产出", "农村公路养护里程数", "10", "效益", "就业", "9"]


def test_a_row_of_its_own_on_the_next_page_stays_one() -> None:
    first = (*HEADING, (1, 0, 1, 1, "产出"), (1, 1, 1, 1, "改厕"), (1, 2, 1, 1, "10"))
    second = ((0, 0, 1, 1, "效益"), (0, 1, 1, 1, "就业"), (0, 2, 1, 1, ""))
    document = pdf_of(LINE, [], tables={0: (200, first), 1: (800, second)})
    assert [cell[4] for cell in grids(document)[0]][3:] == ["产出", "改厕", "10", "效益", "就业", ""]


def test_tables_with_text_between_them_are_two() -> None:
    document = pdf_of(LINE, [(60, 810, "另一张表")], tables={0: (200, HEADING), 1: (780, HEADING)})
    assert len(grids(document)) == 2


def test_a_table_open_at_its_sides_has_its_outer_columns() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (700, 670, 640):
            canvas.line(60, y, 360, y)
        for x in (160, 260):
            canvas.line(x, 640, x, 700)
        for x, y, text in (
            (64, 680, "项目名称"),
            (164, 680, "年初预算"),
            (264, 680, "决算"),
            (64, 650, "基本"),
            (164, 650, "1"),
            (264, 650, "2"),
        ):
            canvas.drawString(x, y, text)

    assert [cell[4] for cell in grids(drawn(draw))[0]] == ["项目名称", "年初预算", "决算", "基本", "1", "2"]


def test_lines_drawn_as_thin_shapes_and_in_pieces_are_lines() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (700, 670, 640):
            for x in (60, 160):
                canvas.rect(x, y, 99, 0.5, stroke=0, fill=1)
        for x in (60, 160, 259):
            canvas.rect(x, 640, 0.5, 60, stroke=0, fill=1)
        for x, y, text in ((64, 680, "项目名称"), (164, 680, "决算金额"), (64, 650, "基本"), (164, 650, "12")):
            canvas.drawString(x, y, text)

    assert [cell[4] for cell in grids(drawn(draw))[0]] == ["项目名称", "决算金额", "基本", "12"]


def drawn(draw: Callable[[Canvas], None]) -> Document:
    saved = io.BytesIO()
    canvas = new_canvas(saved)
    draw(canvas)
    canvas.save()
    return read(saved.getvalue(), "报告.pdf")


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_has_the_coordinates_it_is_displayed_in(turn: int) -> None:
    saved = io.BytesIO()
    canvas = Canvas(saved, pagesize=(600, 800), invariant=1)
    canvas.setFont("Helvetica", 10)
    # The page is displayed turned clockwise, so what is on it is drawn turned the other way.
    shift = {0: (0, 0), 90: (600, 0), 180: (600, 800), 270: (0, 800)}[turn]
    canvas.translate(*shift)
    canvas.rotate(turn)
    canvas.drawString(50, 500, "1206.40")
    canvas.line(40, 490, 140, 490)
    canvas.save()
    source = pdfium.PdfDocument(saved.getvalue())
    source[0].set_rotation(turn)
    page = read_page(source[0], 1)
    (line,) = lines_of(page.chars)
    height = 600 if turn % 180 else 800
    assert (line.text, round(line.x0), round(line.baseline)) == ("1206.40", 50, height - 500)
    assert [(round(rule.at), round(rule.start), round(rule.end)) for rule in page.horizontal] == [
        (height - 490, 40, 140)
    ]


def test_text_in_a_font_that_is_not_embedded_is_read_whole_or_refused() -> None:
    """A machine with Chinese fonts can place it, another cannot; neither may lose a part of it in silence."""
    lines = ["元", "部门整体支出绩效自评报告"]
    reason = None
    try:
        document = pdf_of([(60, 700, lines[0]), (60, 600, lines[1])])
    except ReadingError as error:
        reason = error
    if reason is None:
        assert paragraphs(document) == lines
    else:
        assert (reason.reason_code, "第 1 页" in reason.reason) == ("fonts_missing", True)
