"""Schema `increment` of a build file: what the build is about, for whoever publishes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    import duckdb

    from dagster_project.increments.plan import Plan

_TEXT = pa.string()


def write_schema(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Write the schema anew: build (one row), document, department, replaced, kept_decision."""
    connection.execute("create schema if not exists increment")
    for name, table in tables_of_plan(plan).items():
        connection.register("arriving", table)
        connection.execute(f"create or replace table increment.{name} as from arriving")
        connection.unregister("arriving")


def tables_of_plan(plan: Plan) -> dict[str, pa.Table]:
    """The tables of the schema by name.

    build: basis, base (NULL: the build adds to nothing), state, remaining and is_pending of the plan. document:
    document_sha256 and input_hash of each document that is built. department, replaced: keys of departments and SHA-256
    of documents whose rows give way. kept_decision: the first characters of the SHA-256 of documents whose decisions
    are not in the build.
    """
    return {
        "build": pa.table(
            [
                pa.array([plan.basis], _TEXT),
                pa.array([plan.base], _TEXT),
                pa.array([plan.state], _TEXT),
                pa.array([plan.remaining], pa.int32()),
                pa.array([plan.is_pending], pa.bool_()),
            ],
            names=["basis", "base", "state", "remaining", "is_pending"],
        ),
        "document": pa.table(
            [
                pa.array(list(plan.inputs), _TEXT),
                pa.array(list(plan.inputs.values()), _TEXT),
            ],
            names=["document_sha256", "input_hash"],
        ),
        "department": pa.table([pa.array(sorted(plan.departments), _TEXT)], names=["department_key"]),
        "kept_decision": pa.table([pa.array(sorted(plan.kept), _TEXT)], names=["sha_prefix"]),
        "replaced": pa.table([pa.array(sorted(plan.replaced), _TEXT)], names=["document_sha256"]),
    }
