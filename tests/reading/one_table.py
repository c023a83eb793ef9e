"""One form, with merged cells down and across, two heading rows, a blank and a cell of two paragraphs, in each format.

(row, column, rows spanned, columns spanned, text as printed)
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from pathlib import Path

import openpyxl
import xlwt
from docx import Document
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.reading import packages

Grid = tuple[tuple[int, int, int, int, str], ...]

GRID: Grid = (
    (0, 0, 2, 1, "类别"),
    (0, 1, 2, 1, "名称"),
    (0, 2, 1, 2, "预算数（万元）"),
    (0, 4, 2, 1, "决算数"),
    (0, 5, 2, 1, "执行率"),
    (1, 2, 1, 1, "年初"),
    (1, 3, 1, 1, "调整后"),
    (2, 0, 3, 1, "支出\n（10分）"),
    (2, 1, 1, 1, "基本支出"),
    (2, 2, 1, 1, "1,120.50"),
    (2, 3, 1, 1, "1,130.00"),
    (2, 4, 1, 1, "1,129.99"),
    (2, 5, 1, 1, "100.00%"),
    (3, 1, 1, 1, "项目支出"),
    (3, 2, 1, 1, "210.00"),
    (3, 3, 1, 1, ""),
    (3, 4, 1, 1, "284.28"),
    (3, 5, 1, 1, "97.50%"),
    (4, 1, 1, 1, "合计"),
    (4, 2, 1, 2, "1,330.50"),
    (4, 4, 1, 2, "/"),
    (5, 0, 1, 4, "总分"),
    (5, 4, 1, 1, "98.90"),
    (5, 5, 1, 1, ""),
)
ROWS, COLUMNS = 6, 6
_NUMBERS = {
    "1,120.50": (1120.5, "#,##0.00"),
    "1,130.00": (1130, "#,##0.00"),
    "1,129.99": (1129.99, "#,##0.00"),
    "100.00%": (0.99999, "0.00%"),
    "210.00": (210, "0.00"),
    "284.28": (284.2800001, "0.00"),
    "97.50%": (0.974954270437597, "0.00%"),
    "1,330.50": (1330.4999, "#,##0.00"),
    "98.90": (98.9, "0.00"),
}


def as_docx() -> bytes:
    def row_xml(row: int) -> str:
        cells = []
        for top, _, height, width, text in sorted(GRID, key=lambda cell: cell[1]):
            if top <= row < top + height:
                merge = "" if height == 1 else f'<w:vMerge w:val="{"restart" if row == top else "continue"}"/>'
                cells.append(packages.cell(text if row == top else "", f'<w:gridSpan w:val="{width}"/>{merge}'))
        return "".join(cells)

    return packages.word(packages.table(*(row_xml(row) for row in range(ROWS))))


def as_html() -> bytes:
    rows = []
    for row in range(ROWS):
        cells = (
            f'<td rowspan="{height}" colspan="{width}">{text.replace(chr(10), "<br/>") or "&nbsp;"}</td>'
            for top, _, height, width, text in GRID
            if top == row
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<html><body><p>自评表</p><table border=1>{''.join(rows)}</table></body></html>".encode()


def as_xlsx() -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row, column, height, width, text in GRID:
        place = sheet.cell(row + 3, column + 2)  # a sheet need not begin at A1
        place.value, place.number_format = _NUMBERS.get(text, (text or None, "General"))
        if height * width > 1:
            sheet.merge_cells(
                start_row=row + 3, start_column=column + 2, end_row=row + 2 + height, end_column=column + 1 + width
            )
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def as_xls() -> bytes:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("自评表")
    for row, column, height, width, text in GRID:
        value, number_format = _NUMBERS.get(text, (text, "General"))
        style = xlwt.easyxf(num_format_str=number_format)
        if height * width > 1:
            sheet.write_merge(row, row + height - 1, column, column + width - 1, value, style)
        else:
            sheet.write(row, column, value, style)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def unmerged(grid: Grid) -> Grid:
    """The grid as plain text can print it: a merged cell as its first cell, and empty ones where it goes on."""
    texts = {(row, column): text for row, column, _, _, text in grid}
    return tuple((row, column, 1, 1, texts.get((row, column), "")) for row in range(ROWS) for column in range(COLUMNS))


def as_txt(encoding: str) -> bytes:
    """As word processors save a table as text: a TAB begins a cell, a blank line ends a row."""
    rows: dict[int, str] = {}
    for row, _, _, _, text in unmerged(GRID):
        rows[row] = rows.get(row, "") + f"\t{text}\n"
    return ("自评表\n" + "\n".join(rows.values()) + "\n说明：无\n").encode(encoding)


def as_pdf() -> bytes:
    saved = io.BytesIO()
    canvas = new_canvas(saved)
    canvas.drawString(72, 780, "部门整体支出绩效自评表")
    draw_grid(canvas, GRID, 60, 740)
    canvas.save()
    return saved.getvalue()


def new_canvas(target: io.BytesIO) -> Canvas:
    """A canvas of A4 pages with a Chinese font, the same bytes each time."""
    if "STSong-Light" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(target, pagesize=(595, 842), invariant=1)
    canvas.setFont("STSong-Light", 10)
    return canvas


def draw_grid(canvas: Canvas, grid: Grid, left: float, top: float, width: float = 80, height: float = 40) -> None:
    """Cells with their borders, text from the upper left corner of each."""
    for row, column, rows, columns, text in grid:
        x, y = left + column * width, top - row * height
        canvas.rect(x, y - rows * height, columns * width, rows * height)
        for number, line in enumerate(text.split("\n")):
            canvas.drawString(x + 4, y - 14 - 13 * number, line)


def as_legacy(extension: str, export: str) -> bytes:
    """The form as LibreOffice exports it from a Word document; export is the name of its filter."""
    document = Document()
    form = document.add_table(ROWS, COLUMNS)
    form.style = "Table Grid"
    for row, column, height, width, text in GRID:
        merged = form.cell(row, column).merge(form.cell(row + height - 1, column + width - 1))
        merged.text = ""
        for number, line in enumerate(text.split("\n")):
            (merged.paragraphs[0] if number == 0 else merged.add_paragraph()).text = line
    document.add_paragraph("填报说明")  # a Word document ends with a paragraph
    with tempfile.TemporaryDirectory() as folder:
        document.save(str(Path(folder, "form.docx")))
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", f"{extension}:{export}", "--outdir", folder]
        subprocess.run([*command, str(Path(folder, "form.docx"))], check=True, capture_output=True, timeout=100)
        return Path(folder, f"form.{extension}").read_bytes()
