"""Plain text: encodings, paragraphs, and the flattenings of tables."""

from __future__ import annotations

import codecs

import pytest

from dagster_project.reading.document import Document, Paragraph, Table
from dagster_project.reading.errors import ReadingError
from dagster_project.reading.text import decode, read_text


def blocks(text: str) -> list[str | list[str]]:
    """Paragraphs as they are, tables as rows of `column+span:cell`."""
    document = read_text(text.encode(), "report.txt")
    return [document.text_of(b) if isinstance(b, Paragraph) else rows(document, b) for b in document.blocks]


def rows(document: Document, table: Table) -> list[str]:
    """A table's rows; '|' parts the cells, which carry their span where it is not 1."""
    found: dict[int, list[str]] = {}
    for cell in table.cells:
        span = f"{{{cell.column_span}}}" if cell.column_span > 1 else ""
        found.setdefault(cell.row, []).append(document.text_of(cell) + span)
    return ["|".join(row) for row in found.values()]


@pytest.mark.parametrize(
    "data",
    [
        "绩效".encode(),
        codecs.BOM_UTF8 + "绩效".encode(),
        "绩效".encode("gb18030"),
        codecs.BOM_UTF16_LE + "绩效".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "绩效".encode("utf-16-be"),
    ],
    ids=["UTF-8", "UTF-8 with a mark", "GB18030", "UTF-16 little-endian", "UTF-16 big-endian"],
)
def test_text_is_decoded(data: bytes) -> None:
    assert decode(data) == "绩效"


@pytest.mark.parametrize(
    ("data", "reason_code"),
    [(b"\xff\xff\xff", "damaged"), ("绩\x00效".encode(), "damaged"), (b"", "empty"), ("　\n \t\n".encode(), "empty")],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, reason_code: str) -> None:
    with pytest.raises(ReadingError) as refused:
        read_text(data, "report.txt")
    assert refused.value.reason_code == reason_code


def test_the_text_is_kept_character_for_character_and_offsets_lead_into_it() -> None:
    text = "\ufeff　　一、收入　\r\n支出 12 万元\r\n"
    document = read_text(text.encode(), "report.txt")
    assert document.text == text.removeprefix("\ufeff")
    assert [document.text_of(block) for block in document.blocks if isinstance(block, Paragraph)] == [
        "一、收入",
        "支出 12 万元",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("收入情况\n\n支出情况\n", ["收入情况", "支出情况"], id="a line a paragraph"),
        pytest.param(
            "本年度部门预算安排的各项基本支出主要用于保障机构\n正常运转和日常工作。\n",
            ["本年度部门预算安排的各项基本支出主要用于保障机构\n正常运转和日常工作。"],
            id="a page's end breaks a sentence",
        ),
        pytest.param(
            "本年度部门预算安排的各项基本支出主要用于保障机构\n二、项目支出情况。\n",
            ["本年度部门预算安排的各项基本支出主要用于保障机构", "二、项目支出情况。"],
            id="a numbered line begins anew",
        ),
    ],
)
def test_paragraphs(text: str, found: list[str]) -> None:
    assert blocks(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "表一\n\t项目\n\t金额\n\n\t收入\n\t100\n\n\t支出\n\t90\n\n说明：无\n",
            ["表一", ["项目|金额", "收入|100", "支出|90"], "说明：无"],
            id="Word dump: a TAB begins a cell, a blank line ends a row",
        ),
        pytest.param(
            "\t目标\n\t结果\n\n\t办班\n下乡\n\t已办班\n\n已下乡\n\n\t完\n\t成\n",
            [["目标|结果", "办班\n下乡|已办班\n\n已下乡", "完|成"]],
            id="Word dump: a cell of several paragraphs, even after a blank one",
        ),
        pytest.param(
            "\t甲\n\t乙\n\t丙\n\t丁\n\n\t办班\n\t说明\n\n\t20\n\t30\n\n\t子\n\t丑\n\t寅\n\t卯\n",
            [["甲|乙|丙|丁", "办班|说明|20|30", "子|丑|寅|卯"]],
            id="Word dump: a row that a blank paragraph broke is healed",
        ),
        pytest.param(
            "项目\t预算\t决算\n收入\t100\t90\n支出\t\t80\n",
            [["项目|预算|决算", "收入|100|90", "支出||80"]],
            id="OCR output: a row a line, TABs part the cells",
        ),
        pytest.param(
            "科目    预算    决算\n收入    100    90\n支出    95    85\n",
            [["科目|预算|决算", "收入|100|90", "支出|95|85"]],
            id="typed: columns parted by runs of spaces",
        ),
        pytest.param(
            "序号\n名称\n金额\n1\n办班\n20\n2\n下乡\n30\n以上合计\n",
            [["序号|名称|金额", "1|办班|20", "2|下乡|30"], "以上合计"],
            id="web page: a paragraph a cell, numbered rows",
        ),
        pytest.param(
            "年初预算数\n\n全年执行数\n\n执行率\n\n得分\n\n年度资金总额\n\n100\n\n95\n\n95%\n\n9.5\n\n"
            "其中：基本支出\n\n60\n\n\n\n100%\n\n\n\n项目支出\n\n40\n\n35\n\n87.5%\n\n填表人：甲\n",
            [
                [
                    "年初预算数|全年执行数|执行率|得分",
                    "年度资金总额|100|95|95%|9.5",
                    "其中：基本支出|60|100%",
                    "项目支出|40|35|87.5%",
                ],
                "填表人：甲",
            ],
            id="web page: a form's funding, a paragraph a cell, empty cells as blank lines",
        ),
        pytest.param(
            "一级指标\n二级指标\n三级指标\n指标值\n完成值\n分值\n得分\n偏差原因\n"
            "产出指标\n数量指标\n办班\n≥10期\n12期\n20\n20\n无\n下乡\n30次\n25次\n20\n16\n"
            "质量指标\n合格率\n95%\n96%\n30\n30\n总分\n100\n96\n",
            [
                [
                    "一级指标|二级指标|三级指标|指标值|完成值|分值|得分|偏差原因",
                    "产出指标|数量指标|办班|≥10期|12期|20|20|无",
                    "下乡|30次|25次|20|16",
                    "质量指标|合格率|95%|96%|30|30",
                    "总分|100|96",
                ]
            ],
            id="web page: a form's indicators, a paragraph a cell, merged levels printed once, a reason here and there",
        ),
    ],
)
def test_flattened_tables(text: str, found: list[str | list[str]]) -> None:
    assert blocks(text) == found


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("甲    乙    丙\n丁    戊    己\n", id="two lines of columns are no table"),
        pytest.param(
            "单位名称    负责人    日期\n某某局    张某    签字\n盖章    电话    传真\n", id="nor are words alone"
        ),
        pytest.param("序号\n名称\n金额\n", id="nor is a heading without rows"),
        pytest.param("一级指标\n三级指标\n指标值\n分值\n得分\n以下为说明\n", id="nor are indicators' headings"),
        pytest.param("年初预算数\n全年执行数\n执行率\n另见附表\n", id="nor are a funding block's"),
    ],
)
def test_what_only_looks_like_a_table_stays_text(text: str) -> None:
    assert all(isinstance(block, str) for block in blocks(text))
