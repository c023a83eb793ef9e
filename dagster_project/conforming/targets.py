"""Targets and results in running text: a number set as a target, and the number that reports on it.

Within a sentence the two stand side by side: 计划新增 N 家，实际新增 N 家; N%，高于年初 N% 的目标. Across a report they
carry alike names, the target under a heading of targets, the result under one of results. What has no counterpart is
left.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dagster_project.conforming.label import read_label
from dagster_project.conforming.lexicon import Lexicon, normalise
from dagster_project.conforming.measures import comparator_of
from dagster_project.conforming.records import ConformedValue, Indicator
from dagster_project.conforming.roles import of_indicator
from dagster_project.conforming.scored_sentences import scored_sentences
from dagster_project.conforming.target_pairs import COMPLETED_SHARE, SHORTEST_NAME, Measured, pair
from dagster_project.conforming.worded_goals import RULE as WORDED
from dagster_project.conforming.worded_goals import indicator_of as worded_indicator
from dagster_project.conforming.worded_goals import worded_goals
from dagster_project.extraction.marks import levels_of
from dagster_project.extraction.records import Extract, PrintedValue

_SETS = re.compile(
    r"目标|(?:^|年初|原|全年|本年|年度)计划(?!总投资)|计划(?!总|项目|书|管理|经费|资金|类|分别|共)[\u4e00-\u9fff]{2}|计划(?:数|为)|年初(?:设定|制定|确定|下达)"
    r"|年初安排(?!.*(?:资金|经费|预算))|比(?:年初)?(?:计划|目标|任务)数?的$"
    r"|力争|争取(?!.*资金)|确保|任务(?:数|为)?$|下达|预期|指标值"
)
_SETS_BEFORE = re.compile(r"^(?:绩效指标|绩效目标|年度目标|主要目标|目标任务|工作目标|年初目标)$")
_SETS_BEHIND = re.compile(r"^(?:以上|左右|以内)?的?[一-鿿]{0,4}(?:目标|任务)")
_REPORTS = re.compile(r"实际|完成情况|已|达$|目前")
_HEADS_TARGETS = re.compile(r"目标|工作任务|主要任务|绩效指标")
_HEADS_RESULTS = re.compile(r"完成|实现|成效|效果|成绩|开展情况|结论|总结|亮点")
_HEADS_PLANS = re.compile(r"下一步|下步|打算|改进|整改|建议|明年|来年")
_SHARE_OF_TARGET = re.compile(r"^(?:完成了|左右的|的)|的$|的目标$|指标的?$|任务的?$")
_COMPARED_TARGET = re.compile(r"(?:高于|低于|超过|超出|达到).*(?:确定|设定|制定|下达|提出)的$")
_VERBS = re.compile(
    r"^(?:\d{4}年(?:度)?(?:底|末)?|\d{1,2}-\d{1,2}月|力争|争取|确保|年内|计划|实际|全年|截至|目前"
    r"|我[县市区局乡镇]|共|已|累计|较|比|安排|建成|新建成|调查结果|测评结果|评价结果|结果|超过了?|超出了?|高于|低于|完成了?|实现|其中|如|年初|制定的?|设定的?|确定的?|下达的?|任务|目标|为|是|的|达到?|县(?![域城内级乡道])|市定?|超额|到)+"
)
_CAUSE = re.compile(r"^(?:因|由于|受).{2,20}?(?=完成|实际|仅)")  # 因管网迁改完成 6 个
_TAIL = re.compile(
    r"(?:不少于|不低于|不超过|不高于|大于|小于|计划|目标|实际|将|达到?|为|是|完成|数量|约|稳定在|控制在|突破|高达|、|：|:|的|了|到)+$"
)
_TOTAL = re.compile(r"^(?:总数|总量|累计总数|总计|净增)")
_TOPIC = re.compile(r"(?:\d{1,2}[.．、]|[（(]\d{1,2}[）)])\s*([^，。；：|]{2,28})$")
NAME_LIMIT = 28
RULE = "narrative > target and result"
SCORED = "narrative > an indicator scored in its sentence"


def narrative_indicators(
    extract: Extract, lexicon: Lexicon, roles: list[ConformedValue], known: int
) -> tuple[list[Indicator], list[ConformedValue]]:
    """Indicators of the narrative, numbered from known + 1 on, and the roles of their numbers."""
    taken = {role.value_no for role in roles if role.role in ("figure", "claim", "indicator", "header")}
    indicators, found = _scored(extract, known)
    taken |= {role.value_no for role in found}
    pairs = pair(extract, _measured(extract, lexicon, taken))
    seen: set[tuple[str | None, str | None, str]] = set()
    for target, actual in sorted(pairs, key=lambda both: min(m.order for m in both if m)):
        name = _name_of(target, actual)
        key = (target.value.value if target else None, actual.value.value if actual else None, name)
        if key in seen or len(name) < 2:
            continue
        seen.add(key)
        number = known + len(indicators) + 1
        indicators.append(_indicator(number, name, target, actual))
        for part, member in (("target", target), ("actual", actual)):
            if member is not None:
                found.append(of_indicator(member.value, number, part, RULE, member.value.unit))
    for goal in worded_goals(extract, taken | {role.value_no for role in found}):
        number = known + len(indicators) + 1
        indicators.append(worded_indicator(goal, number))
        if goal.value is not None:
            found.append(of_indicator(goal.value, number, "actual", WORDED, goal.value.unit))
    return indicators, found


def _scored(extract: Extract, known: int) -> tuple[list[Indicator], list[ConformedValue]]:
    """Indicators whose sentence gives them a weight and a score."""
    indicators: list[Indicator] = []
    found: list[ConformedValue] = []
    for said in scored_sentences(extract):
        target = Measured(said.target, said.name, True, 0) if said.target else None
        actual = Measured(said.actual, said.name, False, 0) if said.actual else None
        number = known + len(indicators) + 1
        anchor = Measured(said.weight, said.name, True, 0)
        line = _indicator(number, said.name, target or anchor, actual)
        if target is None:
            line = replace(line, target_text=None, target_comparator=None, target_value=None, target_unit=None)
        line = replace(line, level1=said.level1, weight=said.weight.value, score=said.score.value, conformed_by=SCORED)
        indicators.append(line)
        parts = (("target", said.target), ("actual", said.actual), ("weight", said.weight), ("score", said.score))
        found += [of_indicator(v, number, part, SCORED, v.unit) for part, v in parts if v is not None]
    return indicators, found


def _name_of(target: Measured | None, actual: Measured | None) -> str:
    """The fuller of both names, the target's where both are full enough."""

    def rank(measured: Measured) -> tuple[bool, bool, bool, int]:
        length = len(measured.name)
        return length >= 2, length >= SHORTEST_NAME, measured is target, length

    return max((m for m in (target, actual) if m), key=rank).name


def _measured(extract: Extract, lexicon: Lexicon, taken: set[int]) -> list[Measured]:
    """The numbers of running text that are still free and set a target or report a result."""
    found: list[Measured] = []
    reporting: int | None = None  # the paragraph that 完成情况 opens
    topics: dict[int | None, str] = {}  # by sentence: what it is about
    for order, value in enumerate(extract.values):
        if (value.lead or "").endswith("完成情况"):
            reporting = value.paragraph_no
        topics[value.sentence_no] = topics.get(value.sentence_no) or _topic(value)
        topic = topics[value.sentence_no]
        if _is_free(value, taken) and (
            measured := _measure(value, lexicon, found, order, reporting == value.paragraph_no, topic)
        ):
            found.append(measured)
    return found


def _is_free(value: PrintedValue, taken: set[int]) -> bool:
    of_the_year = not any(_HEADS_PLANS.search(heading) for heading in levels_of(value.section))
    return (
        value.is_quantity
        and value.value is not None
        and value.table_no is None
        and value.value_no not in taken
        and of_the_year
    )


def _measure(
    value: PrintedValue, lexicon: Lexicon, earlier: list[Measured], order: int, reporting: bool, topic: str
) -> Measured | None:
    label = normalise(value.label or "")
    name = _name(label)
    before = [m for m in earlier if m.value.sentence_no == value.sentence_no]
    is_target = _sets_target(value, label, read_label(lexicon, value.lead).text)
    if reporting and not _SETS.search(label) and not _SETS_BEHIND.match(value.after or ""):
        is_target = False
    if _TOTAL.match(name) and before:  # 总数达 N: of what the sentence speaks of
        subject = next((m.name for m in reversed(before) if len(m.name) >= SHORTEST_NAME), "")
        name = re.sub(r"(?:总数|总量|净增)$", "", subject) + name
        is_target = before[-1].is_target
    if len(name) < SHORTEST_NAME and topic:
        name = topic
    if value.unit is None and len(name) < SHORTEST_NAME:
        return None
    if (
        value.form == "percent"
        and not _COMPARED_TARGET.search(label)
        and _SHARE_OF_TARGET.search(label)
        and not COMPLETED_SHARE.match(label)
    ):
        return None  # how far a target was met, not a result
    return Measured(value, name, is_target, order)


def _topic(value: PrintedValue) -> str:
    """What a sentence is about that names it first: 1.平均住院日：目标值不超过 N 天，实际为 N 天."""
    named = _TOPIC.match(value.lead or "")
    return normalise(named.group(1)) if named else ""


def _sets_target(value: PrintedValue, label: str, lead: str) -> bool:
    """Whether a number is a target: its own words say so, or its heading does and no word reports a result."""
    if _SETS_BEHIND.match(normalise(value.after or "")):
        return True
    if lead.endswith("完成情况") or re.match(r"实际", label):
        return False
    # 科技计划 N 项 and 计划 N 个项目 are plans, not planned
    planned = label.endswith("计划") and value.unit != "项" and not (value.after or "").startswith("项目")
    if planned or _SETS.search(label) or _SETS_BEFORE.match(lead):
        return True
    if _REPORTS.search(label):
        return False
    for heading in reversed(levels_of(value.section)):
        if _HEADS_RESULTS.search(heading):
            return False
        if _HEADS_TARGETS.search(heading):
            return True
    return False


def _name(label: str) -> str:
    text = re.sub(r"^(?:[一二三四五六七八九十\d]+[、.．)）]|[一二三四五六七八九十]是)", "", label)
    text = _VERBS.sub("", _CAUSE.sub("", text))
    return _TAIL.sub("", text)[-NAME_LIMIT:]


def _indicator(number: int, name: str, target: Measured | None, actual: Measured | None) -> Indicator:
    anchor = next(measured.value for measured in (target, actual) if measured)
    return Indicator(
        indicator_no=number,
        scope="department",
        indicator_name=name,
        conformed_by=RULE,
        target_text=_text(target),
        actual_text=_text(actual),
        target_comparator=_comparator(target),
        target_value=target.value.value if target else None,
        target_unit=target.value.unit if target else None,
        actual_value=actual.value.value if actual else None,
        actual_unit=actual.value.unit if actual else None,
        section=anchor.section,
        page=anchor.page,
        char_start=anchor.char_start,
        char_end=anchor.char_end,
    )


def _text(measured: Measured | None) -> str | None:
    if measured is None:
        return None
    behind = re.match(r"(?:以上|左右|以内|以下)", measured.value.after or "")
    return f"{measured.value.printed}{measured.value.unit or ''}{behind.group() if behind else ''}"


def _comparator(target: Measured | None) -> str | None:
    if target is None:
        return None
    return comparator_of(f"{(target.value.label or '')[-6:]} 0{target.value.unit or ''}{target.value.after or ''}")
