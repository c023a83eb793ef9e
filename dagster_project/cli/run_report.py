"""What a run did, stage by stage, as the terminal tells it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from dagster_project.cli.exit_codes import ExitCode

PAGE_STEP = "published__report_page"

# Steps of the main job, in the order in which they run.
STAGES = {
    "extracts": "read the inbox",
    "raw_tables": "load the extracts",
    "dbt_build": "build and test the candidates",
    "gate": "check the candidates",
    "published__snapshot": "publish",
    PAGE_STEP: "make the page",
}


@dataclass
class RunReport:
    """What a run did, as far as it came."""

    succeeded: bool
    seconds: dict[str, float] = field(default_factory=dict)  # by stage, in order
    outcomes: list[dict[str, Any]] = field(default_factory=list)  # of the inbox
    conforming_failed: list[dict[str, Any]] = field(default_factory=list)
    changed: bool = False  # the published snapshot is another than before
    quarantined: list[str] = field(default_factory=list)
    failed_checks: list[str] = field(default_factory=list)
    page_failed: bool = False  # after the marts were published
    blocked: bool = False  # by a test of the candidates or by the gate, not by an error
    errors: list[str] = field(default_factory=list)
    not_told: list[str] = field(default_factory=list)  # ways by which the failure could not be told, and why
    remaining: int = 0  # documents that were too many for this run
    shares: int = 1  # runs that this tells of, each of a share of the documents

    def before(self, later: RunReport) -> RunReport:
        """What this run and a later one did, which took what this one left: as one, which ended as the later did."""
        return replace(
            later,
            seconds={
                step: self.seconds.get(step, 0) + later.seconds.get(step, 0) for step in self.seconds | later.seconds
            },
            outcomes=self.outcomes + later.outcomes,
            changed=self.changed or later.changed,
            shares=self.shares + later.shares,
        )

    @property
    def refused(self) -> list[tuple[str, dict[str, Any]]]:
        """Kind (of IngestOutcome) and reason of each document that was not used, or not as it is read now."""
        refused = [(outcome["kind"], outcome["reason"]) for outcome in self.outcomes if outcome["reason"]]
        return refused + [("set_aside", reason) for reason in self.conforming_failed]

    @property
    def exit_code(self) -> ExitCode:
        if self.blocked:
            return ExitCode.NOT_PUBLISHED
        if not self.succeeded:
            return ExitCode.ERROR
        return ExitCode.ATTENTION if self.refused or self.quarantined else ExitCode.WELL
