"""Schema `built` of the snapshot: what it was built from, and what the lists across departments are made of.

The next run compares the home with it, and adds to it; `xianzhang unmatched` lists the labels from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagster_project.publish.tables import tables_of

if TYPE_CHECKING:
    import duckdb

BUILT = "built"

# Lists that the models keep by document, beside the models that write them.
KEPT_BY_DOCUMENT = {
    "year_use": "int_year_use",
    "account_use": "int_account_use",
    "unmatched_value": "int_unmatched_value",
}


def says_what_it_is_about(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the attached build was loaded with increments in mind."""
    return any(table.name == "build" for table in tables_of(connection, "build", "increment"))


def write_built(connection: duckdb.DuckDBPyConnection) -> None:
    """Write schema built of the attached `snapshot`, for the documents of the attached `build`."""
    connection.execute(f"create schema snapshot.{BUILT}")
    connection.execute(f"create table snapshot.{BUILT}.state as select basis, state from build.increment.build")
    # A document that conforming failed on has no report, and is a department of its own.
    connection.execute(
        f"""
        create table snapshot.{BUILT}.document as
        select
            document.document_sha256,
            document.input_hash,
            coalesce(report.department_key, document.document_sha256) as department_key,
            report.report_id is not null as is_conformed
        from build.increment.document as document
        left join build.marts.dim_report as report on document.document_sha256 = report.document_sha256
        order by document.document_sha256
        """
    )
    for name, model in KEPT_BY_DOCUMENT.items():
        connection.execute(f"create table snapshot.{BUILT}.{name} as from build.intermediate.{model} order by all")
