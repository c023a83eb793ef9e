"""What is set aside, and why: each file here is refused with its reason, within seconds."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

import openpyxl
import pytest
import xlwt
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from dagster_project.reading import ReadingError, read
from dagster_project.reading.limits import LIMITS
from tests.reading import one_table
from tests.reading.packages import archive, paragraph, table, word
from tests.reading.test_workbook import saved, unpacked

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ENTITIES = (
    '<!DOCTYPE w:document [<!ENTITY a "9999999999"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    parts = unpacked(data)
    parts[name] = change(parts[name])
    return archive(dict(parts))


def zip_bomb() -> bytes:
    return with_part(word(paragraph("甲")), "word/document.xml", lambda part: part + b" " * 60_000_000)


def many_entries() -> bytes:
    return archive({"word/document.xml": "", **{f"word/{number}.xml": "" for number in range(LIMITS.archive_entries)}})


def entity_expansion() -> bytes:
    return with_part(
        word(paragraph("甲")), "word/document.xml", lambda part: ENTITIES.encode() + part.replace("甲".encode(), b"&c;")
    )


def entity_expansion_in_utf16() -> bytes:
    def declare(part: bytes) -> bytes:
        return ('<?xml version="1.0" encoding="UTF-16"?>' + ENTITIES + part.decode()).encode("utf-16")

    return with_part(word(paragraph("甲")), "word/document.xml", declare)


def external_entity_in_a_sheet() -> bytes:
    declared = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    return with_part(one_table.as_xlsx(), "xl/worksheets/sheet1.xml", lambda part: declared + part)


def nested_tables() -> bytes:
    inner = paragraph("甲")
    for _ in range(LIMITS.depth + 50):
        inner = table(f"<w:tc>{inner}</w:tc>")
    return word(inner)


def wide_table() -> bytes:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>'
    return word(table(cell))


def encrypted_pdf() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(60, 700, "1206.40")
    canvas.save()
    return target.getvalue()


def pdf_of_ten_thousand_pages() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target)
    for number in range(10_000):
        canvas.drawString(60, 700, str(number))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def pdf_of_many_lines() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target)
    path = canvas.beginPath()
    for number in range(LIMITS.page_segments + 10):
        path.moveTo(0, number * 0.03)
        path.lineTo(500, number * 0.03)
    canvas.drawPath(path)
    canvas.save()
    return target.getvalue()


def scrambled_xls() -> bytes:
    data = one_table.as_xls()
    return data[:600] + b"\xff" * 1000 + data[1600:]


def with_macros(data: bytes, part: str) -> bytes:
    """An office document with a part of macros; what it is called does not matter."""
    return archive({**unpacked(data), part: b"\xcc\x61"})


def old_with_macros(data: bytes) -> bytes:
    """A compound file with the directory entry of a VBA project, of 128 bytes: name, its length, kind."""
    name = "_VBA_PROJECT\0".encode("utf-16-le")
    entry = name.ljust(64, b"\0") + len(name).to_bytes(2, "little") + b"\x02"
    return data + bytes(-len(data) % 512) + entry.ljust(512, b"\0")


def far_cell() -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"], sheet["XFD1048576"] = "甲", 1
    return saved(workbook)


def whole_sheet_merged() -> bytes:
    merge = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    workbook = openpyxl.Workbook()
    workbook.worksheets[0]["A1"] = "甲"
    return with_part(saved(workbook), "xl/worksheets/sheet1.xml", lambda part: part.replace(b"</worksheet>", merge))


def deep_page() -> bytes:
    return ("<html><body>" + "<div>" * 20_000 + "甲" + "</div>" * 20_000).encode()


def wide_page() -> bytes:
    row = "<tr>" + '<td colspan="1000">甲</td>' * 500 + "</tr>"
    return f"<html><body><p>表</p><table border=1>{row * 5}</table></body></html>".encode()


REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("空.txt", lambda: b"", "empty"),
    ("空.docx", lambda: b" \r\n\x00", "empty"),
    ("空表.docx", lambda: word(""), "empty"),
    ("炸弹.docx", zip_bomb, "too_large"),
    ("多件.docx", many_entries, "too_large"),
    ("实体.docx", entity_expansion, "hostile"),
    ("实体16.docx", entity_expansion_in_utf16, "hostile"),
    ("外部实体.xlsx", external_entity_in_a_sheet, "hostile"),
    ("套表.docx", nested_tables, "too_large"),
    ("宽表.docx", wide_table, "too_large"),
    ("半截.docx", lambda: word(paragraph("甲"))[:-40], "damaged"),
    ("坏.docx", lambda: with_part(word(""), "word/document.xml", lambda part: part[:-9]), "damaged"),
    ("加密.docx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    ("旧.ppt", lambda: OLE + "PowerPoint Document".encode("utf-16-le"), "needs_conversion"),
    ("加密.doc", lambda: OLE + b"\xec\xa5" + bytes(9) + b"\x01" + "WordDocument".encode("utf-16-le"), "encrypted"),
    ("半截.xls", scrambled_xls, "damaged"),
    ("宏.docm", lambda: with_macros(word(paragraph("甲")), "word/vbaProject.bin"), "macros"),
    ("宏.docx", lambda: with_macros(word(paragraph("甲")), "word/vbaProject.bin"), "macros"),
    ("宏.xlsm", lambda: with_macros(one_table.as_xlsx(), "xl/vbaProject.bin"), "macros"),
    ("宏表.xlsx", lambda: with_macros(one_table.as_xlsx(), "xl/macrosheets/sheet1.xml"), "macros"),
    ("宏.xls", lambda: old_with_macros(one_table.as_xls()), "macros"),
    ("宏.doc", lambda: old_with_macros(OLE + "WordDocument".encode("utf-16-le")), "macros"),
    ("远.xlsx", far_cell, "too_large"),
    ("并.xlsx", whole_sheet_merged, "too_large"),
    ("加密.pdf", encrypted_pdf, "encrypted"),
    ("半截.pdf", lambda: one_table.as_pdf()[:600], "damaged"),
    ("万页.pdf", pdf_of_ten_thousand_pages, "too_large"),
    ("线.pdf", pdf_of_many_lines, "too_large"),
    ("深.html", deep_page, "too_large"),
    ("宽.html", wide_page, "too_large"),
    ("包.zip", lambda: archive({"报告.txt": "甲"}), "archive"),
    ("乱.txt", lambda: random.Random(7).randbytes(5000), "unknown_format"),
]


@pytest.mark.parametrize(("name", "write", "reason_code"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_refused_with_its_reason_in_both_languages(name: str, write: Callable[[], bytes], reason_code: str) -> None:
    data = write()
    with pytest.raises(ReadingError) as raised:
        read(data, name)
    assert raised.value.reason_code == reason_code
    assert any("\u4e00" <= character <= "\u9fff" for character in raised.value.reason)
    assert raised.value.reason_en.isascii() or reason_code == "damaged"


def test_a_file_beyond_the_limit_is_not_looked_into() -> None:
    with pytest.raises(ReadingError) as raised:
        read(b"%PDF-" + bytes(LIMITS.file_bytes), "大.pdf")
    assert raised.value.reason_code == "too_large"


def test_plain_text_is_what_no_other_format_claims() -> None:
    assert read("一、部门概况\n支出12.5万元".encode("gb18030"), "报告.dat").media_type == "text/plain"


def test_words_about_macros_are_no_macros() -> None:
    workbook = xlwt.Workbook()
    workbook.add_sheet("自评表").write(0, 0, "说明：_VBA_PROJECT，支出")
    data = io.BytesIO()
    workbook.save(data)
    assert "_VBA_PROJECT" in read(data.getvalue(), "表.xls").text
