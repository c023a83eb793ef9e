"""What the gate says: the result of every expectation, and what follows from it for the publication."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True)
class FailingRow:
    """A row that does not hold what is expected.

    report_id: the report it is confined to, or None where it belongs to none. key: what names the row in its table.
    figures: the columns worth seeing, with their values as text (None is NULL).
    """

    report_id: str | None
    key: str
    figures: tuple[tuple[str, str | None], ...]
    message: str
    message_en: str


@dataclass(frozen=True)
class ExpectationResult:
    """The result of one expectation on one table.

    table: schema.name. check_name: the asset check that shows it. severity: error, warning or info. message,
    message_en: what is expected. checked_count: rows looked at; not_testable_count: rows that lack what the expectation
    needs, neither passing nor failing. error: why the expectation could not run, None where it could.
    """

    suite: str
    table: str
    expectation_id: str
    check_name: str
    severity: str
    message: str
    message_en: str
    checked_count: int = 0
    not_testable_count: int = 0
    failing: tuple[FailingRow, ...] = ()
    error: str | None = None

    @property
    def success(self) -> bool:
        return self.error is None and not self.failing

    @property
    def failing_count(self) -> int:
        return len(self.failing)

    @property
    def failing_keys(self) -> tuple[str, ...]:
        return tuple(row.key for row in self.failing)


@dataclass(frozen=True)
class QuarantineReason:
    """Why a report is not published: an expectation of severity error and how many of the report's rows fail it."""

    suite: str
    expectation_id: str
    message: str
    message_en: str
    failing_count: int


@dataclass(frozen=True)
class Obstacle:
    """Why nothing may be published: an expectation that could not run, or fails where no single report can be held."""

    suite: str
    expectation_id: str
    message: str
    message_en: str


@dataclass(frozen=True)
class GateResult:
    """All results on the candidate marts of one build.

    report_ids: the reports of the candidates. superseded_ids: those of them that a later version replaces: they have no
    facts to hold back. fingerprint: of the candidates' content, the same for the same build.
    """

    results: tuple[ExpectationResult, ...]
    report_ids: tuple[str, ...]
    superseded_ids: tuple[str, ...]
    fingerprint: str

    @cached_property
    def quarantined(self) -> dict[str, tuple[QuarantineReason, ...]]:
        """Reports with at least one row that fails an expectation of severity error, and why; by report_id."""
        reasons: dict[str, list[QuarantineReason]] = defaultdict(list)
        for result in self._failing_errors():
            rows: dict[str, list[FailingRow]] = defaultdict(list)
            for row in result.failing:
                if row.report_id is not None and row.report_id in self._current:
                    rows[row.report_id].append(row)
            for report_id, failing in rows.items():
                first = failing[0]
                reasons[report_id].append(
                    QuarantineReason(result.suite, result.expectation_id, first.message, first.message_en, len(failing))
                )
        return {report_id: tuple(reasons[report_id]) for report_id in sorted(reasons)}

    @cached_property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """What forbids publishing anything at all; empty where publication is possible."""
        found = [
            Obstacle(r.suite, r.expectation_id, f"无法检验：{r.error}", f"could not be checked: {r.error}")
            for r in self.results
            if r.error is not None
        ]
        for result in self._failing_errors():
            loose = [row for row in result.failing if row.report_id not in self._known]
            if loose:
                keys = "、".join(row.key for row in loose[:5])
                found.append(
                    Obstacle(
                        result.suite,
                        result.expectation_id,
                        f"{len(loose)} 行不合格且不能归于某一份报告（{keys}）：{result.message}",
                        f"{len(loose)} failing rows belong to no single report ({keys}): {result.message_en}",
                    )
                )
        return tuple(found)

    @property
    def publication_possible(self) -> bool:
        return not self.obstacles

    @cached_property
    def _current(self) -> frozenset[str | None]:
        return frozenset(self.report_ids) - frozenset(self.superseded_ids)

    @cached_property
    def _known(self) -> frozenset[str | None]:
        return frozenset(self.report_ids)

    def _failing_errors(self) -> list[ExpectationResult]:
        return [r for r in self.results if r.severity == "error" and r.failing]
