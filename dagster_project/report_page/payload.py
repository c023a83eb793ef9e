"""From the snapshot to compact JSON: an overview of reports, the texts of findings, and the details of each report.

A figure, claim, indicator or finding names its places by their numbers in the report's list of places.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dagster_project.report_page import queries
from dagster_project.report_page.rows import ByReport, Table, in_order, read, read_reports

if TYPE_CHECKING:
    import duckdb

    from dagster_project.publish.rule_catalogue import Rule
    from dagster_project.report_page.sources import Sources

# The county of a report whose county is not known, in the name of its page.
NO_COUNTY = "000000"
_COUNTY_CODE = re.compile(r"[0-9]{6}")

_TEXTS_OF_FINDINGS = (
    "message",
    "message_en",
    "printed",
    "computed",
    "difference_wan",
    "remedy",
    "remedy_en",
    "root_finding_key",
    "decided_by",
    "decided_on",
    "decision_reason",
)


@dataclass(frozen=True)
class Overview:
    """What charts, filters and tables are made of; names: what the codes of accounts, funds, stages and rules mean."""

    reports: Table
    findings: Table
    indicator_counts: Table
    names: Mapping[str, Any]

    def by_county(self) -> Iterator[tuple[str, Overview]]:
        """The same of one county after another."""
        codes = map(county_page, self.reports.column("county_code"))
        county_of = dict(zip(self.reports.column("report_id"), codes, strict=True))
        reports, findings, counts = (
            table.split("report_id", county_of) for table in (self.reports, self.findings, self.indicator_counts)
        )
        for code, of_county in sorted(reports.items()):
            nothing = Table(self.findings.columns, []), Table(self.indicator_counts.columns, [])
            yield (
                code,
                Overview(of_county, findings.get(code, nothing[0]), counts.get(code, nothing[1]), names=self.names),
            )


def joined(overviews: Sequence[Overview]) -> Overview:
    """Overviews of different reports as one."""
    return Overview(
        in_order([each.reports for each in overviews]),
        in_order([each.findings for each in overviews]),
        in_order([each.indicator_counts for each in overviews]),
        overviews[0].names,
    )


def county_page(county_code: str | None) -> str:
    """The code by which a report's county is known here, where it becomes the name of a file."""
    return county_code if county_code and _COUNTY_CODE.fullmatch(county_code) else NO_COUNTY


def prefecture_of(county_code: str) -> str:
    """The code of a county's prefecture, by GB/T 2260 the first four digits of its own."""
    return county_code[:4]


def read_names(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> dict[str, Any]:
    """What the codes of a snapshot mean. rules: the catalogue, for their numbers and statements."""
    return {
        "accounts": _names(read(connection, queries.ACCOUNTS)),
        "funds": _names(read(connection, queries.FUNDS)),
        "stages": _names(read(connection, queries.STAGES)),
        "rules": {rule.rule_id: [rule.statement_zh, rule.statement, rule.number] for rule in rules},
    }


def read_overview(sources: Sources, names: Mapping[str, Any], report_ids: Sequence[str]) -> Overview:
    """The overview of some reports of a snapshot."""
    reports, findings, counts = (
        read_reports(sources, query, report_ids)
        for query in (queries.REPORTS, queries.FINDINGS, queries.INDICATOR_COUNTS)
    )
    return Overview(reports, findings, counts, names)


def overview_parts(overview: Overview) -> dict[str, dict[str, list[Any]]]:
    """Reports, findings and counts of indicators, by column; the latter two name a report by its place in the first."""
    numbers = {report_id: number for number, report_id in enumerate(overview.reports.column("report_id"))}
    findings, indicators = overview.findings, overview.indicator_counts
    return {
        "reports": overview.reports.by_column(),
        "findings": {
            "report": [numbers[report_id] for report_id in findings.column("report_id")],
            **findings.by_column("report_id", "mention_ids", *_TEXTS_OF_FINDINGS),
        },
        "indicators": {
            "report": [numbers[report_id] for report_id in indicators.column("report_id")],
            **indicators.by_column("report_id"),
        },
    }


def finding_texts(overview: Overview) -> dict[str, list[Any]]:
    """The words of all findings by column, in the order in which the overview has them."""
    return {name: overview.findings.column(name) for name in _TEXTS_OF_FINDINGS}


def overview_json(overview: Overview, county_code: str) -> str:
    """The chunk that the page of a county needs at once."""
    head = {"county": county_code, "prefecture": None, "isSplit": False}
    return to_json({**head, **overview_parts(overview), "names": overview.names})


def details_json(sources: Sources, overview: Overview, report_ids: Collection[str]) -> Iterator[tuple[str, str]]:
    """For each of the reports its id and its details: figures, claims, indicators, findings and the places of all of
    them, what its versions say otherwise, and the names of composite accounts.
    """
    ordered = sorted(report_ids)
    mentions = ByReport(sources, queries.MENTIONS, ordered)
    kinds = {
        "figures": ByReport(sources, queries.FIGURES, ordered),
        "claims": ByReport(sources, queries.CLAIMS, ordered),
        "indicators": ByReport(sources, queries.INDICATORS, ordered),
    }
    reasons = ByReport(sources, queries.REASONS, ordered)
    versions = ByReport(sources, queries.VERSION_CHANGES, ordered)
    evidence = _evidence(overview.findings)
    composites = _names(read(sources.snapshot, queries.COMPOSITE_ACCOUNTS))
    for report_id in ordered:
        places = mentions.take(report_id)
        by_key = _numbers(places, "of_key")
        by_id = _numbers(places, "mention_id")
        details: dict[str, Any] = {kind: _with_places(source.take(report_id), by_key) for kind, source in kinds.items()}
        details["places"] = _without(places, "mention_id", "of_key")
        details["findings"] = {
            key: sorted(number for mention_id in mention_ids or () for number in by_id.get(mention_id, ()))
            for key, mention_ids in evidence[report_id]
        }
        details["reasons"] = _without(reasons.take(report_id))
        details["versions"] = _without(versions.take(report_id))
        told = {code for kind in ("figures", "claims", "versions") for code in _accounts(details[kind])}
        details["accounts"] = {code: composites[code] for code in sorted(told & composites.keys())}
        yield report_id, to_json(details)


def _names(table: Table) -> dict[str, list[Any]]:
    return {code: list(names) for code, *names in table.rows}


def _evidence(findings: Table) -> dict[str, list[tuple[str, list[str] | None]]]:
    found = defaultdict(list)
    for report_id, key, mention_ids in zip(
        findings.column("report_id"), findings.column("finding_key"), findings.column("mention_ids"), strict=True
    ):
        found[report_id].append((key, mention_ids))
    return found


def _numbers(places: Table, name: str) -> dict[str, list[int]]:
    numbers = defaultdict(list)
    for number, key in enumerate(places.column(name)):
        numbers[key].append(number)
    return numbers


def _with_places(table: Table, places: Mapping[str, list[int]]) -> dict[str, Any]:
    """Columns and rows; the key, first in a row, gives way to the numbers of its places, which come last."""
    rows = [[*row[1:], places.get(row[0], [])] for row in table.rows]
    return {"columns": [*table.columns[1:], "places"], "rows": rows}


def _accounts(part: Mapping[str, Any]) -> set[str]:
    at = part["columns"].index("account_code")
    return {row[at] for row in part["rows"]}


def _without(table: Table, *left_out: str) -> dict[str, Any]:
    kept = [at for at, name in enumerate(table.columns) if name not in left_out]
    return {"columns": [table.columns[at] for at in kept], "rows": [[row[at] for at in kept] for row in table.rows]}


def to_json(value: Any) -> str:
    """Compact JSON, in one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
