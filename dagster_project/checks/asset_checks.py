"""The gate as Dagster asset checks: one check per expectation on its mart, one per rule, and one that blocks.

A failing expectation of severity error shows as a failed check but blocks nothing, as long as the reports that fail it
can be quarantined; only publication_possible, on the rule results, holds back what is downstream of them.
"""

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import dagster as dg

from dagster_project.checks.gate import run_gate
from dagster_project.checks.page import anchor, write_page
from dagster_project.checks.result_file import write_results
from dagster_project.checks.suite import load_suites, rule_check_name
from dagster_project.checks.verdict import ExpectationResult, FailingRow, GateResult

RULE_RESULTS = dg.AssetKey(["audit", "audit_rule_result"])
PUBLICATION_POSSIBLE = "publication_possible"
_SHOWN_ROWS = 50
_SEVERITIES = {
    "error": dg.AssetCheckSeverity.ERROR,
    "warning": dg.AssetCheckSeverity.WARN,
    "info": dg.AssetCheckSeverity.WARN,
}


def gate_check_specs(expectations_dir: Path, rules: Mapping[str, str]) -> list[dg.AssetCheckSpec]:
    """The checks that the suites make: known before there are data.

    rules: what the rules of the catalogue state, by their ids, each with a check of its own on audit_rule_result.
    """
    specs = [
        dg.AssetCheckSpec(
            PUBLICATION_POSSIBLE,
            asset=RULE_RESULTS,
            description="能够发布：没有无法检验的期望，也没有不能归于某一份报告的错误 · publication is possible",
            blocking=True,
        )
    ]
    for suite in load_suites(expectations_dir):
        asset = dg.AssetKey([suite.schema, suite.table])
        for expectation in suite.expectations:
            if expectation.for_each:
                specs += [
                    dg.AssetCheckSpec(
                        rule_check_name(expectation.expectation_id, rule),
                        asset=asset,
                        description=statement,
                        metadata={"rule_id": rule},
                    )
                    for rule, statement in sorted(rules.items())
                ]
            else:
                specs.append(
                    dg.AssetCheckSpec(
                        expectation.check_name,
                        asset=asset,
                        description=f"{expectation.message} · {expectation.message_en}",
                        metadata={"severity": expectation.severity},
                    )
                )
    return specs


def gate_checks(
    build_file: Path,
    expectations_dir: Path,
    validation_dir: Path,
    rules: Mapping[str, str],
    *,
    page_address: str,
    pool: str | None = None,
    resources: Iterable[str] = (),
) -> dg.AssetChecksDefinition:
    """The checks of gate_check_specs in one op: runs the gate, writes its results and page to validation_dir.

    What publishes reads the verdict from there with result_file.read_verdict. page_address: where a browser finds the
    page; each result links to its place in it. resources: held while the gate runs.
    """
    specs = gate_check_specs(expectations_dir, rules)

    @dg.multi_asset_check(
        name="gate",
        specs=specs,
        description="Great Expectations 对候选数据的检验 · Great Expectations on the candidate marts",
        compute_kind="greatexpectations",
        pool=pool,
        required_resource_keys=set(resources),
    )
    def gate(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        result = run_gate(build_file, expectations_dir)
        write_results(result, validation_dir)
        write_page(result, validation_dir)
        context.log.info(
            "%d expectations, %d reports quarantined, publication %s",
            len(result.results),
            len(result.quarantined),
            "possible" if result.publication_possible else "not possible",
        )
        yield from check_results(result, specs, page_address)

    return gate


def check_results(
    gate: GateResult, specs: Sequence[dg.AssetCheckSpec], page_address: str
) -> Iterator[dg.AssetCheckResult]:
    """One result for each spec, with a link into the page.

    Raises ValueError for results that have no spec: they would be seen by nobody.
    """
    results: dict[tuple[dg.AssetKey, str], list[ExpectationResult]] = {
        (spec.asset_key, spec.name): [] for spec in specs if spec.name != PUBLICATION_POSSIBLE
    }
    for result in gate.results:
        key = dg.AssetKey(result.table.split(".")), result.check_name
        if key in results:
            results[key].append(result)
        elif result.error is None:  # what could not run shows as an obstacle in publication_possible
            raise ValueError(f"{result.check_name} has results but no check: reload the definitions")
    for (asset, name), found in results.items():
        yield _check_result(asset, name, found, page_address)
    yield _publication_possible(gate, page_address)


def _check_result(
    asset: dg.AssetKey, name: str, results: Sequence[ExpectationResult], page_address: str
) -> dg.AssetCheckResult:
    failed = [result for result in results if not result.success]
    rows = [row for result in results for row in result.failing]
    place = f"#{anchor((failed or results)[0])}" if results else ""
    metadata: dict[str, dg.MetadataValue] = {
        "checked": dg.MetadataValue.int(sum(result.checked_count for result in results)),
        "not_testable": dg.MetadataValue.int(sum(result.not_testable_count for result in results)),
        "failing": dg.MetadataValue.int(len(rows)),
        "page": dg.MetadataValue.url(page_address + place),
    }
    if results:
        metadata["severity"] = dg.MetadataValue.text(", ".join(sorted({result.severity for result in results})))
    errors = [result.error for result in failed if result.error]
    if errors:
        metadata["error"] = dg.MetadataValue.text("\n".join(errors))
    if rows:
        metadata["failing_rows"] = dg.MetadataValue.md(failing_rows_markdown(rows))
    worst = "error" if any(result.error or result.severity == "error" for result in failed) else "warning"
    return dg.AssetCheckResult(
        passed=not failed,
        asset_key=asset,
        check_name=name,
        severity=_SEVERITIES[worst],
        description=_description(failed, rows),
        metadata=metadata,
    )


def _publication_possible(gate: GateResult, page_address: str) -> dg.AssetCheckResult:
    metadata: dict[str, dg.MetadataValue] = {
        "reports": dg.MetadataValue.int(len(gate.report_ids)),
        "quarantined": dg.MetadataValue.int(len(gate.quarantined)),
        "page": dg.MetadataValue.url(page_address),
    }
    if gate.quarantined:
        lines = [
            [report_id, reason.expectation_id, reason.message, reason.message_en]
            for report_id, reasons in gate.quarantined.items()
            for reason in reasons
        ]
        metadata["quarantined_reports"] = dg.MetadataValue.md(
            _markdown_table(["report_id", "expectation", "说明", "message"], lines)
        )
    if gate.obstacles:
        lines = [[o.suite, o.expectation_id, o.message, o.message_en] for o in gate.obstacles]
        metadata["obstacles"] = dg.MetadataValue.md(_markdown_table(["suite", "expectation", "说明", "message"], lines))
    return dg.AssetCheckResult(
        passed=gate.publication_possible,
        asset_key=RULE_RESULTS,
        check_name=PUBLICATION_POSSIBLE,
        severity=dg.AssetCheckSeverity.ERROR,
        description=None if gate.publication_possible else "不予发布 · nothing will be published",
        metadata=metadata,
    )


def _description(failed: Sequence[ExpectationResult], rows: Sequence[FailingRow]) -> str | None:
    if not failed:
        return None
    if rows:
        return f"{len(rows)} 行不合格 · {len(rows)} failing: {rows[0].message} · {rows[0].message_en}"
    return "无法检验 · could not be checked"


def failing_rows_markdown(rows: Sequence[FailingRow]) -> str:
    """Failing rows with their figures as a Markdown table, the first 50 of them."""
    figures = list(dict.fromkeys(name for row in rows for name, _ in row.figures))
    head = ["report_id", "key", *figures, "说明", "message"]
    lines = [
        [row.report_id, row.key, *(dict(row.figures).get(name) for name in figures), row.message, row.message_en]
        for row in rows[:_SHOWN_ROWS]
    ]
    rest = len(rows) - len(lines)
    return _markdown_table(head, lines) + (f"\n\n另有 {rest} 行 · {rest} more" if rest else "")


def _markdown_table(head: Sequence[str], lines: Sequence[Sequence[str | None]]) -> str:
    table = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(_markdown_cell(cell) for cell in line) + " |" for line in table)


def _markdown_cell(text: str | None) -> str:
    if text is None:
        return ""
    # What was printed must not become a column, a line or a tag.
    escaped = html.escape(text, quote=False).replace("\\", "\\\\").replace("|", "\\|")
    return " ".join(escaped.splitlines())
