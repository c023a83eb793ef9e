"""From the snapshot to compact JSON: an overview of all reports, the texts of findings, and the details of each report.

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
from dagster_project.report_page.queries import ByReport, Table, read

if TYPE_CHECKING:
    import duckdb

    from dagster_project.publish.rule_catalogue import Rule

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

    @property
    def county_codes(self) -> list[str]:
        """The county of each report, in their order; a code becomes the name of a file."""
        codes = self.reports.column("county_code")
        return [code if code and _COUNTY_CODE.fullmatch(code) else NO_COUNTY for code in codes]

    def by_county(self) -> Iterator[tuple[str, Overview]]:
        """The same of one county after another."""
        county_of = dict(zip(self.reports.column("report_id"), self.county_codes, strict=True))
        reports, findings, counts = (
            table.split("report_id", county_of) for table in (self.reports, self.findings, self.indicator_counts)
        )
        for code, of_county in sorted(reports.items()):
            nothing = Table(self.findings.columns, []), Table(self.indicator_counts.columns, [])
            yield (
                code,
                Overview(of_county, findings.get(code, nothing[0]), counts.get(code, nothing[1]), names=self.names),
            )


def read_overview(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> Overview:
    """The overview of a snapshot. rules: the catalogue, for their numbers and statements."""
    names = {
        "accounts": _names(read(connection, queries.ACCOUNTS)),
        "funds": _names(read(connection, queries.FUNDS)),
        "stages": _names(read(connection, queries.STAGES)),
        "rules": {rule.rule_id: [rule.statement_zh, rule.statement, rule.number] for rule in rules},
    }
    return Overview(
        read(connection, queries.REPORTS),
        read(connection, queries.FINDINGS),
        read(connection, queries.INDICATOR_COUNTS),
        names,
    )


def overview_json(overview: Overview, county_code: str | None, *, is_split: bool) -> str:
    """The chunk that a page needs at once. county_code: whose page it is; is_split: counties have their own."""
    numbers = {report_id: number for number, report_id in enumerate(overview.reports.column("report_id"))}
    return _json(
        {
            "county": county_code,
            "isSplit": is_split,
            "reports": overview.reports.by_column(),
            "findings": {
                "report": [numbers[report_id] for report_id in overview.findings.column("report_id")],
                **overview.findings.by_column("report_id", "mention_ids", *_TEXTS_OF_FINDINGS),
            },
            "indicators": {
                "report": [numbers[report_id] for report_id in overview.indicator_counts.column("report_id")],
                **overview.indicator_counts.by_column("report_id"),
            },
            "names": overview.names,
        }
    )


def finding_texts_json(overview: Overview) -> str:
    """The words of all findings, in the order in which the overview has them."""
    return _json({name: overview.findings.column(name) for name in _TEXTS_OF_FINDINGS})


def details_json(
    connection: duckdb.DuckDBPyConnection, overview: Overview, report_ids: Collection[str]
) -> Iterator[tuple[str, str]]:
    """For each of the reports its id and its details: figures, claims, indicators, findings and the places of all of
    them, and what its versions say otherwise.
    """
    ordered = sorted(report_ids)
    mentions = ByReport(connection, queries.MENTIONS, ordered)
    kinds = {
        "figures": ByReport(connection, queries.FIGURES, ordered),
        "claims": ByReport(connection, queries.CLAIMS, ordered),
        "indicators": ByReport(connection, queries.INDICATORS, ordered),
    }
    reasons = ByReport(connection, queries.REASONS, ordered)
    versions = ByReport(connection, queries.VERSION_CHANGES, ordered)
    evidence = _evidence(overview.findings)
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
        yield report_id, _json(details)


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


def _without(table: Table, *left_out: str) -> dict[str, Any]:
    kept = [at for at, name in enumerate(table.columns) if name not in left_out]
    return {"columns": [table.columns[at] for at in kept], "rows": [[row[at] for at in kept] for row in table.rows]}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
