"""A page of findings as plain text and as Markdown, in Chinese with each message in English beside it."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dagster_project.findings.records import REPORT_STATUSES, SEVERITIES, STATUSES, Finding, ReportFindings

REQUEST = (
    "经核对，上述报告所印的数字有以下各处不符，请逐条核实：确有错误的，更正后重新报送；无误的，说明理由。"
    "由另一问题引起的，更正其根源即可。"
)
REQUEST_EN = (
    "The figures below do not agree. Please check each of them: correct the report and hand it in again, or say why it "
    "is right as printed. Where one finding follows from another, it is enough to mend the root."
)
OFFSETS = "字符位置从 0 起算，指系统读出的文本。 (Characters are counted from 0 in the text as read.)"
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|~>-])")


def as_text(reports: Sequence[ReportFindings], rule_names: Mapping[str, str]) -> str:
    """The page for a terminal or a letter. rule_names: by rule id, the number and the statement of the rule."""
    lines: list[str] = []
    for report in reports:
        lines += [title(report), *(f"  {name}：{value}" for name, value in head(report)), ""]
        if report.findings:
            lines += [REQUEST, REQUEST_EN, ""]
        for number, finding in enumerate(report.findings, start=1):
            lines.append(f"{number}. {heading(finding, rule_names)}")
            lines += [f"   {finding.message}", f"   {finding.message_en}"]
            lines += [f"   {name}：{value}" for name, value in facts(report, finding)]
            if finding.places:
                lines.append("   出处 · places：")
                lines += [f"     {_place_line(finding, place_no)}" for place_no in range(len(finding.places))]
            lines.append("")
    if any(finding.places for report in reports for finding in report.findings):
        lines.append(OFFSETS)
    return "\n".join(lines).rstrip("\n") + "\n"


def as_markdown(reports: Sequence[ReportFindings], rule_names: Mapping[str, str]) -> str:
    """The page as Markdown; what a report prints is text in it, never markup."""
    return "\n".join(_markdown_lines(reports, rule_names)).rstrip("\n") + "\n"


def title(report: ReportFindings) -> str:
    year = f" {report.fiscal_year}年度" if report.fiscal_year else ""
    return f"{report.department}{year}绩效自评报告核对意见"


def head(report: ReportFindings) -> Iterator[tuple[str, str]]:
    """What says which report it is, and how many findings of each kind it has."""
    counted = Counter(finding.severity for finding in report.findings)
    numbers = "，".join(f"{name} {counted[code]}" for code, name in SEVERITIES.items() if counted[code])
    following = sum(report.number_of(finding.root_finding_key) is not None for finding in report.findings)
    if following:
        numbers += f"；其中 {following} 条由另一问题引起"
    yield "报告", report.title or report.source_name
    if report.county:
        yield "县（市、区）", report.county
    yield "文件", report.source_name
    yield "报告编号", report.report_id
    yield "状态", REPORT_STATUSES.get(report.status, report.status)
    yield "问题", f"{len(report.findings)}" + (f"（{numbers}）" if numbers else "，未发现问题")


def heading(finding: Finding, rule_names: Mapping[str, str]) -> str:
    name = rule_names.get(finding.rule_id, finding.rule_id)
    severity = SEVERITIES.get(finding.severity, finding.severity)
    return f"[{severity} {finding.severity}] {name}（{finding.rule_id}）"


def facts(report: ReportFindings, finding: Finding) -> Iterator[tuple[str, str]]:
    """The figures of a finding, what it follows from and what became of it, by name, those that there are."""
    root = report.number_of(finding.root_finding_key)
    given = {
        "印出 · printed": finding.printed,
        "复核 · computed": finding.computed,
        "相差（万元） · difference": finding.difference_text,
        "若改正即相符 · would reconcile": finding.remedy,
        "根源 · root": None if root is None else f"第 {root} 条",
        "由此引起 · consequences": "、".join(f"第 {number} 条" for number in report.consequences_of(finding)),
        "处理 · status": STATUSES.get(finding.status, finding.status),
        "决定 · decided": finding.decision_text,
        "问题编号 · finding": finding.finding_key[:12],
    }
    return ((name, value) for name, value in given.items() if value)


def _place_line(finding: Finding, place_no: int) -> str:
    place = finding.places[place_no]
    name = f"“{place.name}” " if place.name else ""
    corrected = f"（更正为 {place.corrected}）" if place.corrected else ""
    return f"({place_no + 1}) {name}{place.printed_text}{corrected}  {place.where}"


def _markdown_lines(reports: Iterable[ReportFindings], rule_names: Mapping[str, str]) -> Iterator[str]:
    for report in reports:
        yield from (f"# {escaped(title(report))}", "")
        yield from (f"- {name}：{escaped(value)}" for name, value in head(report))
        yield ""
        if report.findings:
            yield from (escaped(REQUEST), "", f"*{escaped(REQUEST_EN)}*", "")
        for number, finding in enumerate(report.findings, start=1):
            yield from (f"## {number}. {escaped(heading(finding, rule_names))}", "")
            yield from (escaped(finding.message), "", f"*{escaped(finding.message_en)}*", "")
            yield from (f"- {name}：{escaped(value)}" for name, value in facts(report, finding))
            yield ""
            if finding.places:
                yield from ("| 序号 | 名称 | 印出 | 更正 | 位置 |", "|---|---|---|---|---|")
                for place_no, place in enumerate(finding.places, start=1):
                    cells = (str(place_no), place.name, place.printed_text, place.corrected or "", place.where)
                    yield "| " + " | ".join(escaped(cell) for cell in cells) + " |"
                yield ""
    yield OFFSETS


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _MARKUP.sub(r"\\\1", html.escape(" ".join(text.split()), quote=False))
