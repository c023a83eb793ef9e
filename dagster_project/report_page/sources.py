"""What the page reads: the published snapshot, and the last step to it, which has the rows of what was built last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import duckdb

from dagster_project.database import connect
from dagster_project.publish.previous import Previous


class Sources:
    """A published snapshot, and the small one of the step that led to it, where there is one.

    Both have the same rows of a report of the step, so a query about it need not look into the snapshot. snapshot: the
    connection for queries about more.
    """

    def __init__(self, snapshot: duckdb.DuckDBPyConnection, step: duckdb.DuckDBPyConnection | None = None) -> None:
        """Raises duckdb.Error where the step cannot be read."""
        self.snapshot = snapshot
        self._step = step
        rows = step.execute("select report_id from marts.dim_report").fetchall() if step else []
        self._in_step = frozenset(report_id for (report_id,) in rows)

    def of(self, report_ids: Sequence[str]) -> list[tuple[duckdb.DuckDBPyConnection, list[str]]]:
        """The connections to ask for reports, each with those to ask it for; where there are none, the snapshot, for a
        query has its columns all the same.
        """
        in_step = [report_id for report_id in report_ids if report_id in self._in_step]
        others = [report_id for report_id in report_ids if report_id not in self._in_step]
        asked = [(self._step, in_step)] if self._step and in_step else []
        return [*asked, (self.snapshot, others)] if others or not asked else asked


@contextmanager
def open_sources(snapshot_file: Path) -> Iterator[Sources]:
    """Connect to a published snapshot and the last step to it. Raises duckdb.Error where the former cannot be read."""
    with ExitStack() as opened:
        before = _identity(snapshot_file)
        snapshot = opened.enter_context(connect(snapshot_file, read_only=True))
        sources = Sources(snapshot)
        if file := Previous(snapshot_file.resolve()).last_step:
            with suppress(duckdb.Error):  # it is needed for speed alone
                step = opened.enter_context(connect(file, read_only=True))
                # Another publication may have replaced both since the snapshot was opened.
                if _identity(snapshot_file) == before:
                    sources = Sources(snapshot, step)
        yield sources


def _identity(file: Path) -> tuple[int, int]:
    state = file.stat()
    return state.st_ino, state.st_mtime_ns
