"""Running suites through a Great Expectations checkpoint on a DuckDB file."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from dagster_project import database
from dagster_project.checks.suite import Expectation, Suite, gx_severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    """What Great Expectations says of one expectation: success and failing rows, or why it could not run."""

    success: bool
    failing_count: int
    error: str | None = None


def warm_up() -> None:
    """Import Great Expectations beside what this process does: seconds that the gate need not wait for."""

    def load() -> None:
        import great_expectations  # noqa: F401

    threading.Thread(target=load, name="great-expectations", daemon=True).start()


def validate(build_file: Path, suites: Sequence[Suite]) -> dict[tuple[str, str], Outcome]:
    """Run all expectations in one checkpoint, read-only; outcomes by (suite name, expectation id).

    Every table of the suites must exist. No connection is left open.
    """
    # Great Expectations takes seconds to import: not before it is needed.
    import great_expectations as gx
    from duckdb_sqlalchemy import ConnectionWrapper

    connections: list[duckdb.DuckDBPyConnection] = []

    def connect() -> Any:
        connections.append(database.connect(build_file, read_only=True))
        return ConnectionWrapper(connections[-1])

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_sql(
        "build",
        connection_string=f"duckdb:///{build_file}",
        # DuckDB has no savepoints, and SQLAlchemy's rollback of a read would be refused.
        kwargs={"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True, "creator": connect},
    )
    try:
        definitions = [_definition(gx, context, source, suite) for suite in suites if suite.expectations]
        checkpoint = context.checkpoints.add(
            gx.Checkpoint(name="gate", validation_definitions=definitions, result_format="SUMMARY")
        )
        results = checkpoint.run().run_results.values()
        return dict(_outcomes(results))
    finally:
        source.get_execution_engine().close()
        for connection in connections:
            connection.close()


def _definition(gx: Any, context: Any, source: Any, suite: Suite) -> Any:
    asset = source.add_table_asset(suite.name, table_name=suite.table, schema_name=suite.schema)
    return context.validation_definitions.add(
        gx.ValidationDefinition(
            name=suite.name,
            data=asset.add_batch_definition_whole_table("whole"),
            suite=context.suites.add(
                gx.ExpectationSuite(name=suite.name, expectations=[_configuration(e) for e in suite.expectations])
            ),
        )
    )


def _configuration(expectation: Expectation) -> dict[str, Any]:
    return {
        "type": expectation.type,
        "kwargs": dict(expectation.kwargs),
        "severity": gx_severity(expectation.severity),
        "meta": {"id": expectation.expectation_id},
    }


def _outcomes(results: Iterable[Any]) -> Iterable[tuple[tuple[str, str], Outcome]]:
    for suite_result in results:
        for result in suite_result.results:
            identity = (suite_result.suite_name, result.expectation_config.meta["id"])
            yield identity, _outcome(result)


def _outcome(result: Any) -> Outcome:
    error = _error(result.exception_info or {})
    if error is not None:
        return Outcome(success=False, failing_count=0, error=error)
    found = result.result
    # unexpected_rows_expectation counts in observed_value, the others in unexpected_count: null for an empty table.
    count = found["unexpected_count"] if "unexpected_count" in found else found["observed_value"]
    return Outcome(bool(result.success), int(count or 0))


def _error(info: dict[str, Any]) -> str | None:
    """The message of an exception: exception_info is one report, or one for each metric that raised."""
    reports = [info] if "raised_exception" in info else list(info.values())
    for report in reports:
        if report.get("raised_exception"):
            return str(report.get("exception_message") or "exception without a message").strip().splitlines()[0]
    return None
