"""Plain text wrapped at a fixed width, with page numbers between its lines."""

from __future__ import annotations

import pytest

from dagster_project.reading import read
from dagster_project.reading.document import Paragraph
from dagster_project.reading.text_lines import lines_of
from dagster_project.reading.text_wrapping import wrap_width

LINE = "我局按照年初批复的目标开展工作，各项任务按时完成，资金使用规范。" + "全" * 4
FULL = LINE + "\n"
INDENT = "　　"


def paragraphs(text: str) -> list[str]:
    document = read(text.encode(), "t.txt")
    return ["".join(document.text_of(b).split()) for b in document.blocks if isinstance(b, Paragraph)]


def test_lines_of_one_width_are_one_paragraph_up_to_the_next_indent() -> None:
    text = INDENT + FULL[2:] + FULL * 6 + "完成预算的\n\n              - 1 -\n\n" + INDENT + "二、收支情况\n"
    assert len(paragraphs(text)) == 2
    assert paragraphs(text)[1] == "二、收支情况"


def test_a_line_may_end_early_where_the_next_begins_with_a_long_number() -> None:
    short = LINE[:-4] + "\n3712.46万元，其余按计划进行。\n"
    assert len(paragraphs(INDENT + FULL[2:] + FULL * 6 + short)) == 1


def test_a_page_number_between_two_halves_of_a_sentence_parts_nothing() -> None:
    text = INDENT + FULL[2:] + FULL * 6 + "   - 2 -   \n" + "其余按计划进行。\n"
    (paragraph,) = paragraphs(text)
    assert paragraph.endswith("其余按计划进行。")


@pytest.mark.parametrize("text", ["一行\n" * 20, INDENT + FULL * 3, FULL * 20])
def test_other_texts_are_not_wrapped(text: str) -> None:
    assert wrap_width(lines_of(text)) is None
