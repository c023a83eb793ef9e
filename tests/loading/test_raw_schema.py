"""raw_tables.sql as data: what the UI shows is what DuckDB makes of it."""

import duckdb

from dagster_project.conforming.records import ConformedValue, Indicator, ReportHeader
from dagster_project.extraction.records import AttachedFile, PrintedValue
from dagster_project.ingestion import SetAside
from dagster_project.loading import raw_tables
from dagster_project.loading.raw_schema import raw_tables_sql


def test_tables_and_columns_are_those_that_duckdb_creates() -> None:
    with duckdb.connect() as connection:
        connection.execute(raw_tables_sql())
        created = connection.execute(
            "select table_name, column_name, lower(data_type), is_nullable from duckdb_columns()"
            " where schema_name = 'raw' order by table_oid, column_index"
        ).fetchall()

    assert created == [
        (table.name, column.name, column.type, column.nullable) for table in raw_tables() for column in table.columns
    ]


def test_every_table_is_described_and_comments_are_read() -> None:
    tables = {table.name: table for table in raw_tables()}

    assert all(table.description for table in tables.values())
    place = next(column for column in tables["printed_value"].columns if column.name == "place")
    assert place.description == "'text' or 'table'"


def test_every_column_has_a_field_of_its_record() -> None:
    tables = {table.name: {column.name for column in table.columns} for table in raw_tables()}
    records = {
        "attachment": AttachedFile,
        "printed_value": PrintedValue,
        "conformed_value": ConformedValue,
        "indicator": Indicator,
        "report_header": ReportHeader,
        "set_aside": SetAside,
    }

    for name, record in records.items():
        assert tables[name] - set(record.__dataclass_fields__) <= {"document_sha256"}
