"""Load every extract of a home into the raw tables of a build file."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import duckdb

from dagster_project.database import connect, remove_database
from dagster_project.increments import (
    Base,
    Capacity,
    DamagedError,
    Increments,
    Plan,
    base_of,
    full_plan,
    plan_of,
    write_schema,
)
from dagster_project.increments.changes import Changes, Covered, read_covered, write_covered
from dagster_project.increments.plan import departments_of
from dagster_project.ingestion import Manifest, ManifestRow, SetAside, list_set_aside
from dagster_project.loading.batches import Batch, Conform, LoadingError, ReadExtract, conformed_batches
from dagster_project.loading.conformed import ConformedRows, insert, insert_batch
from dagster_project.loading.raw_schema import columns_of, raw_tables
from dagster_project.loading.rows import decision_records, set_aside_records, to_arrow
from dagster_project.paths import Home
from dagster_project.reviewing import Decision, read_decisions

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LoadedTable:
    """A raw table as loaded: its rows, and the first of them to look at."""

    name: str
    row_count: int
    column_names: tuple[str, ...]
    sample: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class LoadResult:
    """All raw tables as loaded; set_aside: documents that conforming failed on, loaded as such only.

    remaining: the documents that were too much for this build, and are for the next.
    """

    tables: tuple[LoadedTable, ...]
    set_aside: tuple[SetAside, ...]
    remaining: int = 0


def load(
    home: Home,
    conform: Conform,
    read_extract: ReadExtract,
    processes: int = 1,
    increments: Increments | None = None,
) -> LoadResult:
    """Begin a new build file for the home, with what the extracts of its manifest say in schema raw.

    read_extract, conform: extraction's file reader, and conforming with its lexicon; both are pickled where there are
    several processes, which changes nothing else. increments: load only the departments in which something changed
    since the snapshot was built, where it was built on the same basis, no more of them than one build takes, and say
    so in schema increment; without it all documents. Nothing of an earlier build survives but rows that were conformed
    for it and not taken yet. Raises LoadingError, ManifestError and DecisionError; then there is no build file, or that
    of before.
    """
    base = base_of(home.snapshot_file, increments.basis, full=increments.full) if increments else None
    covered = read_covered(home.covered_file, base)
    manifest = Manifest(home.manifest, covered.extent if covered else None)
    check_extracts(home, manifest)
    set_aside = list_set_aside(home.set_aside)
    decisions = read_decisions(home.decisions)
    conformed = partial(
        conformed_batches, extracts=home.extracts, conform=conform, read_extract=read_extract, processes=processes
    )
    remove_database(home.build_file)
    try:
        selection = _Selection(home, manifest, decisions, increments, base, covered, conformed)
        plan = selection.load()
        columns = {table.name: columns_of(table.name) for table in raw_tables()}
        with connect(home.build_file) as connection:
            decided = [record for record in decision_records(decisions) if plan is None or plan.holds(record[0])]
            for table, records in (("set_aside", set_aside_records(set_aside)), ("decision", decided)):
                insert(connection, table, to_arrow(records, columns[table]), len(records))
            loaded = tuple(_loaded(connection, table, list(columns[table])) for table in columns)
            if plan:
                write_schema(connection, plan)
        if plan and not plan.remaining:
            write_covered(home.covered_file, plan.state, manifest, decisions, covered)
    except BaseException:
        remove_database(home.build_file)
        raise
    return LoadResult(loaded, tuple(selection.failed), plan.remaining if plan else 0)


class _Selection:
    """The documents of a build, in the order in which they become known; failed: those that could not be conformed."""

    def __init__(
        self,
        home: Home,
        manifest: Manifest,
        decisions: Sequence[Decision],
        increments: Increments | None,
        base: Base | None,
        covered: Covered | None,
        conformed: Callable[[Sequence[ManifestRow]], Iterator[Batch]],
    ) -> None:
        self._home, self._manifest, self._decisions, self._increments = home, manifest, decisions, increments
        self._base, self._covered, self._conformed = base, covered, conformed
        self.failed: list[SetAside] = []

    def load(self) -> Plan | None:
        """Fill the build file with what is to be built; what the build is about, or None where nobody asks."""
        increments = self._increments
        if increments is None:
            remove_database(self._home.conformed_file)
            inputs = dict.fromkeys(self._manifest.lines, "")
            self._conform("", inputs, inputs.keys()).become(self._home.build_file)
            return None
        if increments.full and self._base is None:
            remove_database(self._home.conformed_file)
        try:
            plan, rows = self._plan(increments, self._base)
        except DamagedError as error:
            _log.warning("everything is built anew, for what the snapshot was built from cannot be read: %s", error)
            plan, rows = self._plan(increments, None)
        held = plan.inputs.keys() & rows.numbers.keys()
        if held == rows.numbers.keys():
            rows.become(self._home.build_file)
        else:
            rows.copy_to(self._home.build_file, held)
        with connect(self._home.build_file) as connection:
            for batch in self._conformed(self._rows(plan.inputs.keys() - held)):
                insert_batch(connection, batch)
                self.failed += batch.failed
        if not plan.remaining:
            remove_database(self._home.conformed_file)
        return plan

    def _conform(self, basis: str, inputs: Mapping[str, str], wanted: Collection[str]) -> ConformedRows:
        """The rows of the documents that are wanted, and of others that were conformed for an earlier share."""
        rows = ConformedRows(self._home.conformed_file, basis, inputs)
        rows.add(self._conformed(self._rows(set(wanted) - rows.numbers.keys())))
        self.failed = [*rows.failed()]
        return rows

    def _rows(self, documents: Collection[str]) -> list[ManifestRow]:
        """The rows of the manifest in the order received, which their numbers tell."""
        return sorted(self._manifest.rows_of(documents))

    def _plan(self, increments: Increments, base: Base | None) -> tuple[Plan, ConformedRows]:
        """What the build is about, and the rows of what changed; that comes first, for only its header says which
        departments it touches.
        """
        changes = Changes(self._manifest, self._decisions, base, self._covered)
        rows = self._conform(increments.basis, changes.inputs, changes.documents)
        limit = increments.numbers_per_build
        if base is None and (limit is None or sum(rows.numbers.values()) <= limit):
            return full_plan(increments.basis, changes.inputs), rows
        # In their order, which is that of the shares.
        departments = departments_of(changes.documents, rows.headers(), increments.department_of)
        capacity = Capacity(limit, rows.numbers) if limit else None
        inputs, known = changes.about(departments.values())
        return plan_of(increments.basis, base, inputs, known, departments, self._decisions, capacity), rows


def check_extracts(home: Home, manifest: Manifest) -> None:
    """Raise LoadingError where raw/extracts is not what the manifest lists; names are compared where numbers differ."""
    names = [name for name in os.listdir(home.extracts) if name.endswith(".jsonl")]  # noqa: PTH208 - not pathlib: many
    if len(names) == len(manifest):
        return  # one that is missing all the same is missed when it is read
    there, listed = set(names), {row.extract for row in manifest.rows}
    if missing := sorted(listed - there):
        raise LoadingError(f"not in {home.extracts.name}/, though the manifest lists it: {missing[0]}; ingest it again")
    if unlisted := sorted(there - listed):
        raise LoadingError(f"in {home.extracts.name}/, but not in the manifest: {unlisted[0]}; ingest it again")


def _loaded(connection: duckdb.DuckDBPyConnection, table: str, column_names: list[str]) -> LoadedTable:
    counted = connection.execute(f"select count(*) from raw.{table}").fetchone()
    sample = connection.execute(f"select * from raw.{table} limit 5").fetchall()
    return LoadedTable(table, counted[0] if counted else 0, tuple(column_names), tuple(sample))
