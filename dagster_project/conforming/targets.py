"""Targets and results in running text: a number set as a target, and the number that reports on it.

Within a sentence the two stand side by side (计划新增20家，实际新增24家; 99.2%，高于年初98%的目标). Across a report they carry
alike names, the target under a heading of targets, the result under one of results. What has no counterpart is left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from dagster_project.conforming.label import read_label
from dagster_project.conforming.lexicon import Lexicon, normalise
from dagster_project.conforming.measures import comparator_of
from dagster_project.conforming.records import ConformedValue, Indicator
from dagster_project.extraction.records import Extract, PrintedValue

_SETS = re.compile(
    r"目标|(?:^|年初|原)计划(?!总投资)|计划(?:达到|数|为|完成|新增)|年初(?:设定|制定|确定|下达)|力争|争取(?!.*资金)|确保|任务(?:数|为)?$|下达|预期|指标值"
)
_SETS_BEFORE = re.compile(r"^(?:绩效指标|绩效目标|年度目标|主要目标|目标任务|工作目标|年初目标)$")
_SETS_BEHIND = re.compile(r"^(?:以上|左右|以内)?的?[一-鿿]{0,4}(?:目标|任务)")
_REPORTS = re.compile(r"实际|完成情况|已|达$|目前")
_HEADS_TARGETS = re.compile(r"目标|工作任务|主要任务|绩效指标")
_HEADS_RESULTS = re.compile(r"完成|实现|成效|效果|成绩|开展情况|结论|总结|亮点")
_COMPLETION = re.compile(r"完成率(?:为|达|达到)?$")
_COMPLETED_SHARE = re.compile(r"^(?:如|其中)?完成了?(?!.*(?:预算|指标|目标|计划))(.{3,20}?)的?$")
_SHARE_OF_TARGET = re.compile(r"^(?:完成了|左右的|的)|的$|的目标$|指标的?$|任务的?$")
_VERBS = re.compile(
    r"^(?:\d{4}年(?:度)?(?:底|末)?|\d{1,2}-\d{1,2}月|力争|争取|确保|年内|计划|实际|全年|截至|目前|我[县市区局乡镇]|共|已|累计|超过了?|超出了?|高于|低于|"
    r"完成了?|实现|其中|如|年初|制定的?|设定的?|确定的?|下达的?|任务|目标|为|是|的|达到?|县|市定?|超额|到)+"
)
_TAIL = re.compile(r"(?:计划|目标|实际|将|达到?|为|是|完成|数量|约|稳定在|控制在|突破|高达|、|：|:|的|了|到)+$")
_TOTAL = re.compile(r"^(?:总数|总量|累计总数|总计|净增)")
LIKE = 0.55
LIKE_IN_SECTION = 0.4
NAME_LIMIT = 28


@dataclass(frozen=True)
class _Measured:
    value: PrintedValue
    name: str
    is_target: bool
    order: int


def narrative_indicators(
    extract: Extract, lexicon: Lexicon, roles: list[ConformedValue], known: int
) -> tuple[list[Indicator], list[ConformedValue]]:
    """Indicators of the narrative, numbered from known + 1 on, and the roles of their numbers."""
    taken = {r.value_no for r in roles if r.role in ("figure", "claim", "indicator", "header")}
    measured = _measured(extract, lexicon, taken)
    pairs = _beside(measured)
    used = {m.value.value_no for pair in pairs for m in pair if m is not None}
    pairs += _alike([m for m in measured if m.value.value_no not in used])
    used = {m.value.value_no for pair in pairs for m in pair if m is not None}
    pairs += [
        (_latest_like(m, measured, used), m) for m in _completed(extract, measured) if m.value.value_no not in used
    ]
    indicators: list[Indicator] = []
    found: list[ConformedValue] = []
    seen: set[tuple[str | None, str | None, str]] = set()
    for target, actual in sorted(pairs, key=lambda p: min(m.order for m in p if m)):
        named = max(
            (m for m in (target, actual) if m),
            key=lambda m: (len(m.name) >= 2, len(m.name) >= 4, m is target, len(m.name)),
        )
        key = (target.value.value if target else None, actual.value.value if actual else None, named.name)
        if key in seen or len(named.name) < 2:
            continue
        seen.add(key)
        number = known + len(indicators) + 1
        indicators.append(_indicator(number, named, target, actual))
        for part, member in (("target", target), ("actual", actual)):
            if member is not None:
                found.append(
                    ConformedValue(
                        member.value.value_no,
                        "indicator",
                        "narrative > target and result",
                        amount_unit=member.value.unit,
                        indicator_no=number,
                        indicator_part=part,
                    )
                )
    return indicators, found


def _measured(extract: Extract, lexicon: Lexicon, taken: set[int]) -> list[_Measured]:
    found: list[_Measured] = []
    reporting: int | None = None  # the paragraph that 完成情况 opens
    for order, value in enumerate(extract.values):
        if (value.lead or "").endswith("完成情况"):
            reporting = value.paragraph_no
        if (
            value.form not in ("number", "percent")
            or value.place == "table"
            or value.value is None
            or value.table_no is not None
        ):
            continue
        if value.value_no in taken:
            continue
        label = normalise(value.label or "")
        name = _name(label)
        before = [m for m in found if m.value.sentence_no == value.sentence_no]
        is_target = _sets_target(value, label, read_label(lexicon, value.lead).text)
        if (
            is_target
            and reporting == value.paragraph_no
            and not _SETS.search(label)
            and not _SETS_BEHIND.match(value.after or "")
        ):
            is_target = False
        if _TOTAL.match(name) and before:
            subject = next((m.name for m in reversed(before) if len(m.name) >= 4), "")
            name = re.sub(r"(?:总数|总量|净增)$", "", subject) + name
            is_target = before[-1].is_target
        if value.unit is None and len(name) < 4:
            continue
        if value.form == "percent" and _SHARE_OF_TARGET.search(label) and not _COMPLETED_SHARE.match(label):
            continue  # how far a target was met, not a result
        found.append(_Measured(value, name, is_target, order))
    return found


def _sets_target(value: PrintedValue, label: str, lead: str) -> bool:
    """Whether a number is a target: its own words say so, or its heading does and no word reports a result."""
    if _SETS_BEHIND.match(normalise(value.after or "")):
        return True
    if lead.endswith("完成情况") or re.match(r"实际", label):
        return False
    if _SETS.search(label) or _SETS_BEFORE.match(lead):
        return True
    if _REPORTS.search(label):
        return False
    for heading in reversed((value.section or "").split(" / ")):
        if _HEADS_RESULTS.search(heading):
            return False
        if _HEADS_TARGETS.search(heading):
            return True
    return False


def _name(label: str) -> str:
    text = re.sub(r"^(?:[一二三四五六七八九十\d]+[、.．)）]|[一二三四五六七八九十]是)", "", label)
    text = _VERBS.sub("", text)
    return _TAIL.sub("", text)[-NAME_LIMIT:]


def _same_unit(a: PrintedValue, b: PrintedValue) -> bool:
    return a.unit == b.unit or a.unit is None or b.unit is None or {a.unit, b.unit} <= {"家", "个", "项", "户"}


_Pair = tuple[_Measured | None, _Measured | None]


def _beside(measured: list[_Measured]) -> list[_Pair]:
    """Pairs that stand side by side in one sentence, one of them without a name of its own, or both alike."""
    pairs: list[_Pair] = []
    used: set[int] = set()
    for left, right in zip(measured, measured[1:], strict=False):
        if left.value.sentence_no != right.value.sentence_no or left.is_target == right.is_target:
            continue
        if left.order in used or right.order in used or left.value.unit != right.value.unit:
            continue
        short = min(len(left.name), len(right.name)) < 4
        alike = _likeness(left.name, right.name) >= LIKE and _kind(left) == _kind(right)
        if short or alike:
            pairs.append((left, right) if left.is_target else (right, left))
            used |= {left.order, right.order}
    return pairs


def _alike(measured: list[_Measured]) -> list[_Pair]:
    """Pairs across the report: every target with the result whose name is most like its own."""
    pairs: list[_Pair] = []
    used: set[int] = set()
    results = [m for m in measured if not m.is_target]
    targets = [m for m in measured if m.is_target]
    for number, target in enumerate(targets):
        if _repeats(target, targets[:number]):
            continue
        ranked = []
        for result in results:
            if (
                result.order in used
                or not _same_unit(target.value, result.value)
                or len(result.name) < 4
                or len(target.name) < 4
            ):
                continue
            likeness = _likeness(target.name, result.name)
            inside = target.value.section == result.value.section and target.order < result.order
            if likeness >= (LIKE_IN_SECTION if inside else LIKE) and _kind(target) == _kind(result):
                ranked.append((likeness + (0.1 if inside else 0), -result.order, result))
        if ranked:
            best = max(ranked, key=lambda r: r[:2])[2]
            used.add(best.order)
            pairs.append((target, best))
    return pairs


def _latest_like(result: _Measured, measured: list[_Measured], used: set[int]) -> _Measured | None:
    """The last target that a completion rate is about, by name; None where none is alike."""
    alike = [
        m
        for m in measured
        if m.is_target and m.value.value_no not in used and len(m.name) >= 6 and _likeness(m.name, result.name) >= 0.8
    ]
    return alike[-1] if alike else None


def _kind(measured: _Measured) -> str:
    """What a name counts: a standing total, a net increase, or neither; the three never answer each other."""
    match = re.search(r"(总数|总量)|(净增)", measured.name)
    return "" if match is None else "total" if match.group(1) else "net increase"


def _repeats(target: _Measured, earlier: list[_Measured]) -> bool:
    """Whether a target only says again what an earlier one said."""
    return any(
        m.value.value == target.value.value
        and _same_unit(m.value, target.value)
        and _likeness(m.name, target.name) >= 0.7
        for m in earlier
    )


def _likeness(a: str, b: str) -> float:
    if not a or not b:
        return 0.0
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1) / max(6, min(len(a), len(b)))


def _completed(extract: Extract, measured: list[_Measured]) -> list[_Measured]:
    """Results whose target is not printed, only how far it was met: 完成19家，完成率237.5%; 完成高企培育的215%."""
    by_no = {m.value.value_no: m for m in measured}
    found: list[_Measured] = []
    for left, right in zip(extract.values, extract.values[1:], strict=False):
        if (
            right.form == "percent"
            and _COMPLETION.search(normalise(right.label or ""))
            and left.sentence_no == right.sentence_no
        ):
            if (held := by_no.get(left.value_no)) is not None and not held.is_target:
                found.append(held)
    for held in measured:
        if held.value.form == "percent" and (match := _COMPLETED_SHARE.match(normalise(held.value.label or ""))):
            found.append(_Measured(held.value, match.group(1), False, held.order))
    return found


def _indicator(number: int, named: _Measured, target: _Measured | None, actual: _Measured | None) -> Indicator:
    anchor = (target or actual or named).value
    return Indicator(
        indicator_no=number,
        scope="department",
        indicator_name=named.name,
        conformed_by="narrative > target and result",
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


def _text(measured: _Measured | None) -> str | None:
    if measured is None:
        return None
    behind = re.match(r"(?:以上|左右|以内|以下)", measured.value.after or "")
    return f"{measured.value.printed}{measured.value.unit or ''}{behind.group() if behind else ''}"


def _comparator(target: _Measured | None) -> str | None:
    if target is None:
        return None
    return comparator_of(f"{(target.value.label or '')[-6:]} 0{target.value.unit or ''}{target.value.after or ''}")
