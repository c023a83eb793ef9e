"""Word: what is printed, with tracked changes accepted, and nothing twice."""

from __future__ import annotations

import pytest

from dagster_project.reading import Paragraph, Table, read
from tests.reading.packages import cell, paragraph, run, table, word


def texts(data: bytes) -> list[str]:
    """The paragraphs of a document; a table as its cells joined by '|'."""
    document = read(data, "报告.docx")
    return [
        document.text_of(block) if isinstance(block, Paragraph) else "|".join(map(document.text_of, block.cells))
        for block in document.blocks
    ]


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        (f"<w:p>{run('年初预算')}<w:ins>{run('120.50')}</w:ins>{run('万元')}</w:p>", "年初预算120.50万元"),
        (f"<w:p>{run('支出')}<w:del><w:r><w:delText>9</w:delText></w:r></w:del>{run('8万元')}</w:p>", "支出8万元"),
        (f"<w:p><w:moveFrom>{run('旧')}</w:moveFrom><w:moveTo>{run('新')}</w:moveTo></w:p>", "新"),
        (
            f"<w:p>{run('收入')}<w:sdt><w:sdtContent>{run('35.2')}</w:sdtContent></w:sdt>{run('万元')}</w:p>",
            "收入35.2万元",
        ),
        (f"<w:sdt><w:sdtContent>{paragraph('控件中的段落')}</w:sdtContent></w:sdt>", "控件中的段落"),
        ("<w:p><w:fldSimple><w:r><w:t>12</w:t></w:r></w:fldSimple></w:p>", "12"),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>文</w:t></w:r></w:p>", "文"),
        (f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>{run('可见')}</w:p>", "可见"),
        (f"<w:p>{run('执行率')}<m:oMath><m:r><m:t>98%</m:t></m:r></m:oMath></w:p>", "执行率98%"),
        ("<w:p><w:r><w:t>3</w:t><w:noBreakHyphen/><w:t>5</w:t><w:br/><w:t>次</w:t></w:r></w:p>", "3-5\n次"),
        (f"{paragraph('甲', '<w:rPr><w:del/></w:rPr>')}{paragraph('乙')}", "甲乙"),
    ],
)
def test_a_paragraph_reads_as_printed(body: str, printed: str) -> None:
    assert texts(word(body)) == [printed]


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('框内12万元')}</w:txbxContent>"
    drawn = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert texts(word(f"<w:p>{run('正文')}<w:r>{drawn}</w:r></w:p>")) == ["正文", "框内12万元"]


def level(number: int, number_format: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>'
        f'<w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def in_list(at: int, number: int = 1) -> str:
    return f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>'


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCounting", "%1、")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "%1.%4", "<w:isLgl/>")
    + level(4, "bullet", "\uf0b7")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/>'
    "</w:lvlOverride></w:num>"
)


def test_automatic_numbers_are_part_of_the_text() -> None:
    levels = [(0, "概况"), (1, "职责"), (1, "机构"), (2, "2023年"), (0, "收支"), (1, "收入"), (3, "条"), (4, "点")]
    body = "".join(paragraph(text, in_list(at)) for at, text in levels)
    assert texts(word(body, numbering=NUMBERING)) == [
        "一、概况",
        "（一）职责",
        "（二）机构",
        "1. 2023年",
        "二、收支",
        "（一）收入",
        "2.1 条",
        "点",
    ]


def test_a_list_may_start_anew() -> None:
    body = paragraph("甲", in_list(0)) + paragraph("乙", in_list(0, 2)) + paragraph("丙", in_list(0, 2))
    assert texts(word(body, numbering=NUMBERING)) == ["一、甲", "三、乙", "四、丙"]


def test_a_heading_takes_its_number_and_level_from_its_style() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Title1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        '</w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Own"><w:basedOn w:val="Title1"/></w:style>'
    )
    document = read(word(paragraph("概况", '<w:pStyle w:val="Own"/>'), styles=styles, numbering=NUMBERING), "x")
    heading = document.blocks[0]
    assert isinstance(heading, Paragraph)
    assert (document.text_of(heading), heading.heading_level) == ("一、概况", 1)


def test_row_numbers_of_a_form_may_be_automatic() -> None:
    row = f"<w:tc>{paragraph('', in_list(0))}</w:tc>{cell('基本支出')}"
    assert texts(word(table(row, row), numbering=NUMBERING)) == ["一、|基本支出|二、|基本支出"]


def test_a_table_in_a_table_is_its_own_table_after_it() -> None:
    inner = table(cell("内1") + cell("内2"))
    outer = table(cell("外1") + f"<w:tc>{paragraph('外2')}{inner}{paragraph('')}</w:tc>")
    assert texts(word(outer + paragraph("后文"))) == ["外1|外2", "内1|内2", "后文"]


def test_deleted_rows_are_not_read() -> None:
    rows = table(cell("留") + cell("1"), "<w:trPr><w:del/></w:trPr>" + cell("删") + cell("2"))
    assert texts(word(rows)) == ["留|1"]


def test_an_indented_row_keeps_its_columns() -> None:
    body = table(
        cell("甲") + cell("乙") + cell("丙"), '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("1") + cell("2")
    )
    block = read(word(body), "x").blocks[0]
    assert isinstance(block, Table)
    assert [(c.row, c.column) for c in block.cells if c.char_end > c.char_start and c.row == 1] == [(1, 1), (1, 2)]


def test_footnotes_are_read_at_the_end() -> None:
    separator = f'<w:footnote w:type="separator">{paragraph("-")}</w:footnote>'
    notes = f"{separator}<w:footnote>{paragraph('注：含结转3万元')}</w:footnote>"
    assert texts(word(paragraph("正文"), footnotes=notes)) == ["正文", "注：含结转3万元"]
