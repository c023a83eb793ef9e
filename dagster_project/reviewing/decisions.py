"""raw/reviews/decisions.csv: findings accepted and numbers corrected, each by a named officer, for a reason, on a day.

The file is a plain table that may be written by hand and belongs under version control. Lines are never changed: a
later line about the same finding or place takes the earlier one's stead, and `withdraw` undoes it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path

from dagster_project.ingestion.files import write_text
from dagster_project.paths import project_root

KINDS = ("accept", "correct", "withdraw")
_NUMBER = re.compile(r"-?\d{1,14}(\.\d{1,6})?")


class DecisionError(ValueError):
    """A line of the decisions file cannot be used; the message says which, and what to do."""


@dataclass(frozen=True)
class Decision:
    """One decision, all of it text as in the file.

    A finding is named by report_id, rule_id and subject, a printed number by document_sha256, char_start (offset into
    the text as read) and the characters printed there. accept and its withdrawal name a finding; correct and its
    withdrawal a number, and the finding that gave rise to it where there is one. corrected_value is a plain decimal in
    corrected_unit, or where that is empty in the unit of the print. decided_on is an ISO date.
    """

    decision: str
    decided_by: str
    decided_on: str
    reason: str
    report_id: str = ""
    rule_id: str = ""
    subject: str = ""
    document_sha256: str = ""
    char_start: str = ""
    printed: str = ""
    corrected_value: str = ""
    corrected_unit: str = ""


COLUMNS = tuple(field.name for field in fields(Decision))


def decision_units() -> frozenset[str]:
    """The units that a corrected value may be in. Source: dbt/seeds/units.csv."""
    with (project_root() / "dbt" / "seeds" / "units.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["unit"] for row in csv.DictReader(file))


def read_decisions(path: Path, units: Collection[str] | None = None) -> list[Decision]:
    """All decisions in the order of their lines; none where there is no file. Raises DecisionError."""
    if not path.is_file():
        return []
    allowed = decision_units() if units is None else units
    # utf-8-sig: a spreadsheet leaves a byte order mark.
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
                raise DecisionError(
                    f"{path.name} 缺少列 {'、'.join(missing)}，请恢复首行。"
                    f" ({path.name} has no column {', '.join(missing)}: restore its first line.)"
                )
            return [_read(record, f"{path.name}:{reader.line_num}", allowed) for record in reader]
    except UnicodeDecodeError:
        raise DecisionError(
            f"{path.name} 不是 UTF-8 编码，请另存为 CSV UTF-8。 ({path.name} is not UTF-8: save it as CSV UTF-8.)"
        ) from None


def write_decision(path: Path, decision: Decision) -> None:
    """Add a decision as the last line of the file. Raises DecisionError, with the file as it was."""
    earlier = read_decisions(path)
    check(decision, path.name, decision_units())
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(row) for row in [*earlier, decision])
    write_text(path, text.getvalue())


def check(decision: Decision, where: str, units: Collection[str]) -> None:
    """Raises DecisionError for a decision that could not be applied or does not say who, when and why."""
    fault = _fault(decision, units)
    if fault:
        raise DecisionError(f"{where}：{fault[0]}。 ({where}: {fault[1]}.)")


def _read(record: dict[str, str], where: str, units: Collection[str]) -> Decision:
    decision = Decision(**{name: (record[name] or "").strip() for name in COLUMNS})
    check(decision, where, units)
    return decision


def _fault(decision: Decision, units: Collection[str]) -> tuple[str, str] | None:
    if decision.decision not in KINDS:
        return f"decision 应为 {'、'.join(KINDS)} 之一", f"decision is one of {', '.join(KINDS)}"
    for column in ("decided_by", "decided_on", "reason"):
        if not getattr(decision, column):
            return f"缺少 {column}：每个决定都要有姓名、日期和理由", f"{column} is missing: who, when and why"
    try:
        date.fromisoformat(decision.decided_on)
    except ValueError:
        day = decision.decided_on
        return f"日期 {day} 应写作 2024-05-31", f"decided_on {day} is not like 2024-05-31"
    of_finding = bool(decision.report_id and decision.rule_id and decision.subject)
    of_place = bool(decision.document_sha256 and decision.char_start and decision.printed)
    if of_place and not decision.char_start.isdecimal():
        return "char_start 应为整数", "char_start is a whole number"
    if decision.decision == "correct":
        if not of_place:
            return (
                "更正需要 document_sha256、char_start 和 printed",
                "a correction needs document_sha256, char_start and printed",
            )
        if not _NUMBER.fullmatch(decision.corrected_value):
            return (
                f"更正值“{decision.corrected_value}”应为普通数字，如 4053.53",
                f"corrected_value {decision.corrected_value!r} is not a plain number like 4053.53",
            )
        if decision.corrected_unit and decision.corrected_unit not in units:
            return (
                f"单位“{decision.corrected_unit}”不在 dbt/seeds/units.csv 中",
                f"corrected_unit {decision.corrected_unit} is not in dbt/seeds/units.csv",
            )
    elif not of_finding and not (decision.decision == "withdraw" and of_place):
        return "需要 report_id、rule_id 和 subject", "report_id, rule_id and subject are needed"
    return None
