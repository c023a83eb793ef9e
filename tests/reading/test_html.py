"""Web pages: the report without the page around it, as a browser prints it."""

from __future__ import annotations

import pytest

from dagster_project.reading import Document, Paragraph, Table, read
from dagster_project.reading.document import Attachment

BODY = "<p>一、部门概况</p><p>全年支出3402.18万元，其中基本支出512.64万元，项目支出2889.54万元。</p>"
PAGE = (
    '<html><head><title>自评报告</title><meta name="ArticleTitle" content="整体支出绩效自评报告"/></head><body>'
    '<ul class="nav"><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li></ul>'
    "<h1>整体支出绩效自评报告</h1>{info}"
    '<div id="zoom">' + BODY + "{more}</div>"
    '<div class="related"><ul><li><a href="#">关于下达专项资金1500万元的通知</a></li></ul></div>'
    '<div class="footer">主办单位　备案号12003456</div></body></html>'
)


def page(info: str = "", more: str = "") -> Document:
    return read(PAGE.format(info=info, more=more).encode(), "report.html")


def lines(document: Document) -> list[str]:
    return [document.text_of(block) for block in document.blocks if isinstance(block, Paragraph)]


def of(fragment: str) -> Document:
    return read(f"<html><body>{fragment}</body></html>".encode(), "report.html")


def test_only_the_report_is_read_with_its_title() -> None:
    document = page()
    assert lines(document)[:2] == ["整体支出绩效自评报告", "一、部门概况"]
    assert len(lines(document)) == 3
    assert "1500" not in document.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_encoding_reads_the_same(encoding: str) -> None:
    declared = PAGE.format(info="", more="").replace("<head>", '<head><meta charset="gb2312"/>')
    assert read(declared.encode(encoding), "report.html").text == page().text


@pytest.mark.parametrize(
    ("info", "published_on", "publisher"),
    [
        ("<div>发布时间：2021-08-16 16:22　来源：某局　浏览次数：12</div>", "2021-08-16", "某局"),
        ("<div>发布日期：2021年8月6日 来 源：某科</div>", "2021-08-06", "某科"),
        (
            "<table><tr><td>发布机构：</td><td>某县某局</td><td>公开日期：</td><td>2021/9/1</td></tr></table>",
            "2021-09-01",
            "某县某局",
        ),
        (
            '<meta name="PubDate" content="2020-01-02 08:00"/><meta name="ContentSource" content="某办"/>',
            "2020-01-02",
            "某办",
        ),
        ("<div>2021年8月20日 星期五</div>", None, None),
    ],
)
def test_publication_is_read_where_the_page_prints_it(
    info: str, published_on: str | None, publisher: str | None
) -> None:
    document = page(info)
    assert (document.published_on, document.publisher) == (published_on, publisher)


def test_attachments_are_listed_not_read() -> None:
    document = page(
        more='<div class="attach">附件：<a href="/files/1.xls">公开表.xls</a></div><a href="/about">关于</a>'
    )
    assert document.attachments == (Attachment("公开表.xls", "/files/1.xls"),)


def test_an_attachment_named_in_the_text_has_its_place() -> None:
    document = page(
        more='<p>详见<a href="b.pdf">附表二</a>和<a href="c.pdf">附件</a>，<a href="c.pdf"></a>另有附件。</p>'
    )
    at = document.text.index("附表二")
    assert document.attachments == (Attachment("附表二", "b.pdf", at, at + 3), Attachment("附件", "c.pdf"))


@pytest.mark.parametrize(
    ("fragment", "printed"),
    [
        ("<p>支出<span>12</span><b>06</b>.40 万元</p>", ["支出1206.40 万元"]),
        ("<p>第一段<br/>　　第二段</p>", ["第一段", "第二段"]),
        ("<p align=center>某局<br>2023年度自评报告</p>", ["某局\n2023年度自评报告"]),
        ("<p>隐<span style='display: none'>9</span>藏</p>", ["隐藏"]),
        ("<p>预算\n  安排</p>", ["预算安排"]),
        ("<p>原<del>8</del>9万元</p>", ["原9万元"]),
        ("<ol start=2><li>落实</li><li>整改</li></ol>", ["2. 落实", "3. 整改"]),
        ("<div>甲<div>乙</div>丙</div>", ["甲", "乙", "丙"]),
        ("<script>var a=1</script><p>正文&nbsp;&ensp;</p>", ["正文"]),
    ],
)
def test_paragraphs_are_those_a_browser_prints(fragment: str, printed: list[str]) -> None:
    assert lines(of(fragment)) == printed


def grids(document: Document) -> list[list[tuple[int, int, int, int, str]]]:
    return [
        [(c.row, c.column, c.row_span, c.column_span, document.text_of(c)) for c in block.cells]
        for block in document.blocks
        if isinstance(block, Table)
    ]


def test_a_span_reaches_no_further_than_its_row_group() -> None:
    rows = "<thead><tr><th rowspan=9>项目</th><th>金额</th></tr></thead><tbody><tr><td>基本</td><td>1</td></tr></tbody>"
    assert grids(of(f"<p>表</p><table>{rows}</table>")) == [
        [(0, 0, 1, 1, "项目"), (0, 1, 1, 1, "金额"), (1, 0, 1, 1, "基本"), (1, 1, 1, 1, "1")]
    ]


def test_a_missing_cell_is_an_empty_one() -> None:
    rows = "<tr><td>甲</td><td>1</td></tr><tr><td>乙</td></tr>"
    assert grids(of(f"<p>表</p><table>{rows}</table>"))[0][-1] == (1, 1, 1, 1, "")


def test_a_table_in_a_cell_follows_its_outer_table() -> None:
    inner = "<table><tr><td>内1</td><td>内2</td></tr></table>"
    first = f"<tr><td>项目名称</td><td>绩效目标完成情况说明{inner}</td></tr>"
    outer = f"<table border=1>{first}<tr><td>得分</td><td>98</td></tr></table>"
    found = grids(of(outer))
    assert [cell[4] for cell in found[0]] == ["项目名称", "绩效目标完成情况说明", "得分", "98"]
    assert [cell[4] for cell in found[1]] == ["内1", "内2"]


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    inner = "<table border=1><tr><td>支出</td><td>12</td></tr></table>"
    document = of(f"<table><tr><td><p>一、概况</p><p>正文</p>{inner}</td></tr></table>")
    assert lines(document) == ["一、概况", "正文"]
    assert len(grids(document)) == 1


@pytest.mark.parametrize(
    "row",
    [
        '<div style="display:flex"><div>{}</div><div>{}</div></div>',
        '<div role="row"><span>{}</span><span>{}</span></div>',
        '<div><span style="float:left">{}</span><span style="float: left">{}</span></div>',
    ],
)
def test_a_table_laid_with_div_is_a_table(row: str) -> None:
    rows = row.format("项目", "金额") + row.format("基本支出", "12.5")
    document = of(f"<p>说明</p><div>{rows}</div><p>后文</p>")
    assert [cell[4] for cell in grids(document)[0]] == ["项目", "金额", "基本支出", "12.5"]
    assert lines(document) == ["说明", "后文"]
