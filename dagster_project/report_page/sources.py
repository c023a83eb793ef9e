"""Where the page reads: the published snapshot, and the last step to it, which has all rows of what was built last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from dagster_project.database import connect
from dagster_project.publish.previous import last_step


class Sources:
    """A published snapshot, and the small one of the step that led to it, where there is one.

    A report of the step has the same rows in both, and those of its department with it: in the step nothing else has
    to be searched for them. snapshot: the connection to ask where a query is about more.
    """

    def __init__(self, snapshot: duckdb.DuckDBPyConnection, step: duckdb.DuckDBPyConnection | None = None) -> None:
        self.snapshot = snapshot
        self._step = step
        self._in_step: frozenset[str] = frozenset()
        if step:
            self._in_step = frozenset(
                row[0] for row in step.execute("select report_id from marts.dim_report").fetchall()
            )

    def of(self, report_ids: Sequence[str]) -> list[tuple[duckdb.DuckDBPyConnection, list[str]]]:
        """The connections to ask for reports, each with those it is to be asked for; the snapshot for none of them."""
        if self._step is None:
            return [(self.snapshot, list(report_ids))]
        parts: tuple[list[str], list[str]] = ([], [])
        for report_id in report_ids:
            parts[report_id in self._in_step].append(report_id)
        there, in_step = parts
        asked = [(self._step, in_step)] if in_step else []
        return [*asked, (self.snapshot, there)] if there or not asked else asked


@contextmanager
def open_sources(snapshot_file: Path) -> Iterator[Sources]:
    """Connect to a published snapshot and the last step to it. Raises duckdb.Error where the former cannot be read."""
    with ExitStack() as opened:
        snapshot = opened.enter_context(connect(snapshot_file, read_only=True))
        step = None
        if file := last_step(snapshot_file):
            try:
                step = opened.enter_context(connect(file, read_only=True))
                if _state(step) != _state(snapshot):  # of another publication, which has replaced the file meanwhile
                    step = None
            except duckdb.Error:  # gone meanwhile, or without a state
                step = None
        yield Sources(snapshot, step)


def _state(connection: duckdb.DuckDBPyConnection) -> object:
    return connection.execute("select basis, state from built.state").fetchall()
