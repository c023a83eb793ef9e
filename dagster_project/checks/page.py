"""The gate's results as one page: index.html without scripts or anything from elsewhere, readable from a file."""

from __future__ import annotations

from html import escape
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from dagster_project.checks.verdict import ExpectationResult, FailingRow, GateResult

PAGE_FILE = "index.html"
_SHOWN_ROWS = 200
_SEVERITY_NAMES = {"error": "错误", "warning": "警告", "info": "提示"}


def write_page(gate: GateResult, folder: Path) -> Path:
    """Write index.html to `folder` (made if absent), replacing it at once. Two gates that agree give the same page."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / PAGE_FILE
    building = path.with_name(f"{path.name}.building")
    building.write_text(render_page(gate), encoding="utf-8", newline="\n")
    building.replace(path)
    return path


def render_page(gate: GateResult) -> str:
    """The page: the verdict, the quarantined reports and why, then every expectation, table by table."""
    style = resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>县账 · 数据检验</title>
<style>
{style}</style>
</head>
<body>
<header><h1>数据检验</h1><small>县账 · The gate: what the candidate marts hold, and what is published</small></header>
{_verdict(gate)}
{_counts(gate)}
{_obstacles(gate)}
{_quarantined(gate)}
{_suites(gate)}
</body>
</html>
"""


def anchor(result: ExpectationResult) -> str:
    """The name of an expectation's place in the page, for links."""
    return f"{result.table}.{result.expectation_id}"


def _verdict(gate: GateResult) -> str:
    if not gate.publication_possible:
        return _both("p", "不予发布：存在无法归于某一份报告的问题", "Nothing is published", "verdict impossible")
    held = len(gate.quarantined)
    passed = len(gate.report_ids) - len(gate.superseded_ids) - held
    chinese = f"可以发布：{passed} 份报告发布，{held} 份隔离"
    return _both(
        "p", chinese, f"Publication possible: {passed} reports published, {held} quarantined", "verdict possible"
    )


def _counts(gate: GateResult) -> str:
    failed = [result for result in gate.results if not result.success]
    items = [
        (len(gate.report_ids), "报告", "reports"),
        (len(gate.quarantined), "隔离的报告", "quarantined"),
        (len(gate.results), "期望", "expectations"),
        (sum(r.severity == "error" for r in failed), "未满足的错误级期望", "failed, error"),
        (sum(r.severity != "error" for r in failed), "未满足的其他期望", "failed, warning or info"),
    ]
    cells = "".join(f"<li><b>{number}</b>{_both('span', chinese, english)}</li>" for number, chinese, english in items)
    return f'<ul class="counts">{cells}</ul>'


def _obstacles(gate: GateResult) -> str:
    if not gate.obstacles:
        return ""
    rows = [
        [f'<td class="key">{escape(o.suite)}.{escape(o.expectation_id)}</td>', _both("td", o.message, o.message_en)]
        for o in gate.obstacles
    ]
    return _both("h2", "不予发布的原因", "Why nothing is published") + _table(["期望", "原因"], rows)


def _quarantined(gate: GateResult) -> str:
    if not gate.quarantined:
        return ""
    rows = [
        [
            f'<td class="key">{escape(report_id)}</td>',
            f'<td class="key">{escape(reason.expectation_id)}</td>',
            f'<td class="number">{reason.failing_count}</td>',
            _both("td", reason.message, reason.message_en),
        ]
        for report_id, reasons in gate.quarantined.items()
        for reason in reasons
    ]
    heads = ["报告", "未满足的期望", "不合格行数", "原因"]
    return _both("h2", "隔离的报告", "Quarantined reports: their figures are not in the published marts") + _table(
        heads, rows
    )


def _suites(gate: GateResult) -> str:
    return "".join(_suite(table, list(results)) for table, results in groupby(gate.results, key=lambda r: r.table))


def _suite(table: str, results: Sequence[ExpectationResult]) -> str:
    heads = ["结果", "期望", "级别", "检验行数", "无法判断", "不合格"]
    rows = []
    for result in results:
        rows.append(
            [
                _state(result),
                _both("td", result.message, result.message_en),
                f"<td>{_SEVERITY_NAMES[result.severity]}<span class=en>{escape(result.severity)}</span></td>",
                f'<td class="number">{result.checked_count}</td>',
                f'<td class="number">{result.not_testable_count}</td>',
                f'<td class="number">{result.failing_count}</td>',
            ]
        )
        if details := _details(result):
            rows.append([f'<td class="details" colspan="{len(heads)}">{details}</td>'])
    return f"<h2>{escape(table)}</h2>" + _table(heads, rows)


def _state(result: ExpectationResult) -> str:
    if result.success and not result.checked_count:
        colour, chinese, english = "", "无数据", "nothing to test"
    elif result.success:
        colour, chinese, english = "pass", "✓ 合格", "pass"
    elif result.error is not None:
        colour, chinese, english = "fail", "✗ 无法检验", "error"
    else:
        colour, chinese, english = "fail" if result.severity == "error" else "warn", "✗ 不合格", "fail"
    return _both("td", chinese, english, f"state {colour}".rstrip(), place=anchor(result))


def _details(result: ExpectationResult) -> str:
    if result.error is not None:
        return f"<details open><summary>错误 · error</summary>{escape(result.error)}</details>"
    if not result.failing:
        return ""
    shown = result.failing[:_SHOWN_ROWS]
    rest = result.failing_count - len(shown)
    more = f"<small>另有 {rest} 行见 results.jsonl · {rest} more in results.jsonl</small>" if rest else ""
    figures = [name for name, _ in shown[0].figures]
    table = _table(["报告", "键", *figures, "说明"], [_failing_row(row) for row in shown])
    return f"<details open><summary>不合格的行 · failing rows</summary>{table}{more}</details>"


def _failing_row(row: FailingRow) -> list[str]:
    figures = [f"<td>{escape(value) if value is not None else '<small>NULL</small>'}</td>" for _, value in row.figures]
    return [
        f'<td class="key">{escape(row.report_id or "—")}</td>',
        f'<td class="key">{escape(row.key)}</td>',
        *figures,
        _both("td", row.message, row.message_en),
    ]


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(f"<tr>{''.join(cells)}</tr>\n" for cells in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></div>'


def _both(tag: str, chinese: str, english: str, style: str = "", *, inside: str = "", place: str = "") -> str:
    """Chinese first, English beneath; `inside` is markup that follows them, `place` a name for links."""
    attribute = (f' class="{style}"' if style else "") + (f' id="{escape(place)}"' if place else "")
    return f'<{tag}{attribute}>{escape(chinese)}<span class="en" lang="en">{escape(english)}</span>{inside}</{tag}>'
