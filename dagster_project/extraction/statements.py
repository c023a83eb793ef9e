"""Goals and results that a text only words: items (一是…；二是…), and what stands behind 绩效指标： and 完成情况：.

Only their heads are kept, clipped as labels are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dagster_project.extraction.clipping import CUT, clip_head, end_of
from dagster_project.extraction.records import Line
from dagster_project.reading.document import Paragraph

LONGEST_STATEMENT = 40  # characters: of a longer one its beginning is kept
_SPEAKS_OF_GOALS = re.compile(r"目标|任务|完成|实现|成效|效果|绩效")
_COUNT = "一二三四五六七八九十"
_ITEM = re.compile(rf"(?:^|(?<=[。；;，,：:\s]))([{_COUNT}])是([^。；;：:\n]{{4,200}})")
_TOPIC = re.compile(r"([^。；;，,：:\n]{4,40})([，,：:])\s*一是")
_LABELLED = re.compile(r"(绩效指标|完成情况)[：:]\s*([^。；;\n]{4,200})")
_KINDS = {"绩效指标": "goal", "完成情况": "result"}


def statements(text: str, block: Paragraph, paragraph_no: int, section: str | None) -> Iterator[Line]:
    """The worded goals and results of a paragraph under a heading that speaks of them.

    Kinds: topic (before 一是; level 1 where a colon makes it the goal, else 0), item (level: its number), goal, result.
    """
    if not _SPEAKS_OF_GOALS.search(section or ""):
        return

    def line(kind: str, level: int | None, found: re.Match[str], group: int) -> Line:
        kept = clip_head(found.group(group), LONGEST_STATEMENT)
        start = found.start(group)
        end = end_of(kept.partition(CUT)[0], text, start, found.end(group))
        at = block.char_start
        printed = text[start:end] if text[start:end] != kept else None
        return Line(paragraph_no, kept, at + start, at + end, kind, level, block.page, section, printed)

    if topic := _TOPIC.search(text):
        yield line("topic", int(topic.group(2) in "：:"), topic, 1)
    for item in _ITEM.finditer(text):
        yield line("item", _COUNT.index(item.group(1)) + 1, item, 2)
    for labelled in _LABELLED.finditer(text):
        yield line(_KINDS[labelled.group(1)], None, labelled, 2)
