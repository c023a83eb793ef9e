"""A home whose departments change, and what is published of it: what the page tells follows from departments."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from .snapshots import four_reports


@dataclass(frozen=True)
class Report:
    """department: None where it is not known, and the report is compared with none."""

    county: str
    department: str | None
    value: int

    @property
    def key(self) -> str | None:
        return self.department and f"{self.county} {self.department}"


@dataclass
class Home:
    """Reports by their ids, and decisions: about a finding of the one report, and a number of the other.

    As in the models, what is told of a report follows from all of its department: its versions are compared, a finding
    says whether all of them are large. A finding that is no more is told of the report whose number was corrected.
    """

    snapshot: Path
    reports: dict[str, Report] = field(default_factory=dict)
    decisions: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        four_reports(self.snapshot)
        columns = "document_sha256 varchar, input_hash varchar, department_key varchar, is_conformed boolean"
        with duckdb.connect(str(self.snapshot)) as connection:
            connection.execute("create schema built; create table built.state as select 'basis' as basis")
            connection.execute(f"create table built.document ({columns})")

    def publish(self) -> None:
        """Write the snapshot anew."""
        tables: dict[str, list[dict[str, Any]]] = {
            "marts.dim_report": [], "built.document": [], "marts.fct_expenditure": [], "marts.fct_finding": [],
            "marts.fct_version_change": [], "marts.fct_decision": [], "marts.fct_mention": [],
        }  # fmt: skip
        departments: dict[str, list[str]] = {}
        for report_id, report in sorted(self.reports.items()):
            departments.setdefault(report.key or report_id, []).append(report_id)
            sha = f"sha of {report_id}"
            about = sorted(decision for decision in self.decisions if report_id in decision)
            tables["marts.dim_report"].append(
                {"report_id": report_id, "county_code": report.county, "department_key": report.key,
                 "document_sha256": sha, "status": "published"}
            )  # fmt: skip
            tables["built.document"].append(
                {"document_sha256": sha, "input_hash": f"{report} {about}", "department_key": report.key or sha,
                 "is_conformed": True}
            )  # fmt: skip
            tables["marts.fct_expenditure"].append(
                {"figure_key": f"figure {report_id}", "report_id": report_id, "amount_wan": report.value}
            )
            tables["marts.fct_mention"].append(
                {"mention_id": f"mention {report_id}", "report_id": report_id, "figure_key": f"figure {report_id}",
                 "printed_value": f"{report.value}"}
            )  # fmt: skip
        large = {
            report_id
            for reports in departments.values()
            for report_id in reports
            if min(self.reports[each].value for each in reports) > 1
        }
        of_finding = [(f"finding {report_id}", report_id) for report_id in large]
        mended = [(f"finding {one}", other) for one, other in self.decisions if one not in large]
        tables["marts.fct_finding"] = [
            {"finding_key": key, "report_id": report_id, "rule_id": "is_large", "severity": "info", "status": "open",
             "subject": key, "message": f"大：{report_id}", "mention_ids": [f"mention {report_id}"]}
            for key, report_id in of_finding + mended if report_id in self.reports
        ]  # fmt: skip
        tables["marts.fct_version_change"] = [
            {"version_change_key": f"{before} {after}", "report_id": after, "previous_report_id": before,
             "value_before": f"{self.reports[before].value}", "value_after": f"{self.reports[after].value}"}
            for reports in departments.values() for before, after in pairwise(reports)
        ]  # fmt: skip
        tables["marts.fct_decision"] = [
            {"decision_key": f"{one} {other}", "report_id": one, "document_sha256": f"sha of {other}"}
            for one, other in self.decisions
        ]
        with duckdb.connect(str(self.snapshot)) as connection:
            connection.begin()
            for table, rows in tables.items():
                connection.execute(f"delete from {table}")
                for row in rows:
                    marks = ", ".join("?" for _ in row)
                    connection.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", [*row.values()])
            connection.commit()

    def set(self, report_id: str, **changed: Any) -> None:
        self.reports[report_id] = replace(self.reports[report_id], **changed)
