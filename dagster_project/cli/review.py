"""`xianzhang review`: what an officer decides about findings, kept in raw/reviews/decisions.csv."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from dagster_project.cli.exit_codes import ExitCode
from dagster_project.cli.findings import rule_names
from dagster_project.cli.snapshot import NothingThereError, open_snapshot
from dagster_project.cli.terminal import new_console
from dagster_project.findings import Finding, Place, ReportFindings, as_text, read_findings
from dagster_project.paths import Home
from dagster_project.publish import warehouse_lock
from dagster_project.reviewing import Decision, DecisionError, decision_units, write_decision

_CORRECTION = re.compile(r"(?P<place>\d+)\s*=\s*(?P<value>-?[\d,，]+(\.\d+)?)\s*(?P<unit>\S*)")
_KEY_SHOWN = 12


class ReviewError(ValueError):
    """What was asked cannot be done; the message says what can."""


@dataclass(frozen=True)
class Verdict:
    """What the officer says: accept, withdraw, or the corrections as given, `PLACE=VALUE` each."""

    accept: bool
    withdraw: bool
    corrections: tuple[str, ...]
    decided_by: str
    reason: str
    decided_on: str

    @property
    def is_given(self) -> bool:
        return self.accept or self.withdraw or bool(self.corrections)


def review(home: Home, finding_key: str | None, verdict: Verdict) -> ExitCode:
    """List what is open, show one finding with its places, or keep a decision about it."""
    console = new_console()
    try:
        with open_snapshot(home.snapshot_file) as connection:
            reports = read_findings(connection)
        if finding_key is None:
            if verdict.is_given:
                raise ReviewError("Name the finding that is decided about: xianzhang review lists them.")
            console.print(_open_findings(reports), markup=False, soft_wrap=True)
            return ExitCode.WELL
        report, finding = _find(reports, finding_key)
        if not verdict.is_given:
            console.print(as_text([_only(report, finding)], rule_names()), markup=False, soft_wrap=True, end="")
            return ExitCode.WELL
        decisions = _decisions(report, finding, verdict)
        with warehouse_lock(home.lock_file, "review"):
            for decision in decisions:
                write_decision(home.decisions, decision)
    except (NothingThereError, ReviewError, DecisionError) as error:
        console.print(str(error), markup=False, soft_wrap=True)
        return ExitCode.ERROR
    for decision in decisions:
        console.print(f"kept 已记录  {_said(decision)}", markup=False, soft_wrap=True)
    console.print(f"in {home.decisions}; the next xianzhang run applies it", markup=False, soft_wrap=True)
    return ExitCode.WELL


def _open_findings(reports: list[ReportFindings]) -> str:
    lines = [
        f"{finding.finding_key[:_KEY_SHOWN]}  {finding.severity}  {report.department} {report.fiscal_year or ''}\n"
        f"    {finding.message}"
        for report in reports
        for finding in report.findings
        if finding.status == "open"
    ]
    return "\n".join([*lines, f"{len(lines)} open findings" if lines else "no open findings"])


def _find(reports: list[ReportFindings], key: str) -> tuple[ReportFindings, Finding]:
    found = [(r, f) for r in reports for f in r.findings if f.finding_key.startswith(key.lower())]
    if len(found) != 1:
        what = "No finding has" if not found else f"{len(found)} findings have"
        raise ReviewError(f"{what} a key that begins with {key}: xianzhang review lists them.")
    return found[0]


def _only(report: ReportFindings, finding: Finding) -> ReportFindings:
    return replace(report, findings=(finding,))


def _decisions(report: ReportFindings, finding: Finding, verdict: Verdict) -> list[Decision]:
    if verdict.accept + verdict.withdraw + bool(verdict.corrections) != 1:
        raise ReviewError("One of --accept, --correct and --withdraw.")
    signed = {"decided_by": verdict.decided_by, "decided_on": verdict.decided_on, "reason": verdict.reason}
    of_finding = {"report_id": report.report_id, "rule_id": finding.rule_id, "subject": finding.subject}
    if verdict.accept:
        return [Decision("accept", **signed, **of_finding)]
    if verdict.withdraw:
        corrected = [place for place in finding.places if place.corrected]
        if finding.status == "open" and not corrected:
            raise ReviewError("Nothing was decided about this finding.")
        of_places = [Decision("withdraw", **signed, **of_finding, **_of_place(place)) for place in corrected]
        accepted = [Decision("withdraw", **signed, **of_finding)] if finding.status == "accepted" else []
        return [*accepted, *of_places]
    return [_correction(finding, text, signed | of_finding) for text in verdict.corrections]


def _correction(finding: Finding, text: str, given: dict[str, str]) -> Decision:
    match = _CORRECTION.fullmatch(text.strip())
    if not match:
        raise ReviewError(f"--correct {text}: write PLACE=VALUE, such as 2=4053.53 or 2=4053.53万元.")
    number, unit = int(match["place"]), match["unit"]
    if not 1 <= number <= len(finding.places):
        raise ReviewError(f"--correct {text}: the finding has places 1 to {len(finding.places)}.")
    if unit and unit not in decision_units():
        raise ReviewError(f"--correct {text}: unit {unit} is not in dbt/seeds/units.csv.")
    place = finding.places[number - 1]
    value = re.sub("[,，]", "", match["value"])
    own_unit = "" if unit == (place.unit or "") else unit
    return Decision("correct", **given, **_of_place(place), corrected_value=value, corrected_unit=own_unit)


def _of_place(place: Place) -> dict[str, str]:
    return {
        "document_sha256": place.document_sha256,
        "char_start": str(place.char_start),
        "printed": place.printed,
    }


def _said(decision: Decision) -> str:
    what = f"{decision.printed} → {decision.corrected_value}{decision.corrected_unit}"
    return f"{decision.decision}  {what if decision.corrected_value else decision.rule_id}  {decision.decided_by}"


def today() -> str:
    return date.today().isoformat()  # noqa: DTZ011 - the officer's day
