"""All rows that fail an expectation, by SQL: Great Expectations itself hands out a sample of them only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dagster_project.checks.verdict import FailingRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from dagster_project.checks.suite import Expectation, Suite


@dataclass(frozen=True)
class Looked:
    """What was looked at for one expectation: rows that could be tested, rows that could not, rows that fail."""

    checked_count: int
    not_testable_count: int
    failing: tuple[FailingRow, ...]


def look(connection: duckdb.DuckDBPyConnection, suite: Suite, expectation: Expectation) -> Looked:
    """Collect the failing rows of an expectation and count the rows it is about. Raises duckdb.Error."""
    scope = " and ".join([f"{_name(column)} = {_literal(value)}" for column, value in expectation.scope]) or "true"
    not_testable = expectation.not_testable or "false"
    counts = connection.execute(
        f"select count(*) filter (not coalesce({not_testable}, false)), "
        f"count(*) filter ({not_testable}) from {suite.qualified_table} where {scope}"
    ).fetchone()
    assert counts is not None
    return Looked(counts[0], counts[1], _failing(connection, suite, expectation))


def failing_sql(suite: Suite, expectation: Expectation) -> str:
    """The query for the rows of the suite's table that fail the expectation, all columns.

    The same rows that Great Expectations counts: a NULL fails only expect_column_values_to_not_be_null.
    """
    kwargs = expectation.kwargs
    rows = f"select * from {suite.qualified_table} where"
    match expectation.type:
        case "expect_column_values_to_not_be_null":
            return f"{rows} {_name(kwargs['column'])} is null"
        case "expect_column_values_to_be_unique":
            name = _name(kwargs["column"])
            return f"{rows} {name} is not null qualify count(*) over (partition by {name}) > 1"
        case "expect_column_values_to_be_in_set":
            values = ", ".join(_literal(value) for value in kwargs["value_set"])
            return f"{rows} {_name(kwargs['column'])} not in ({values})"
        case "expect_column_values_to_be_between":
            return f"{rows} {_outside(kwargs)}"
        case "expect_column_pair_values_a_to_be_greater_than_b":
            operator = ">=" if kwargs.get("or_equal") else ">"
            return f"{rows} not ({_name(kwargs['column_A'])} {operator} {_name(kwargs['column_B'])})"
        case "unexpected_rows_expectation":
            query: str = kwargs["unexpected_rows_query"]
            return query.format(batch=suite.qualified_table)
    raise ValueError(f"no failing rows are known for {expectation.type}")


def _failing(connection: duckdb.DuckDBPyConnection, suite: Suite, expectation: Expectation) -> tuple[FailingRow, ...]:
    cursor = connection.execute(f"from ({failing_sql(suite, expectation)}) as failing order by all")
    columns = [column[0] for column in cursor.description or ()]
    return tuple(_failing_row(dict(zip(columns, values, strict=True)), expectation) for values in cursor.fetchall())


def _failing_row(row: Mapping[str, Any], expectation: Expectation) -> FailingRow:
    message = message_en = None
    if expectation.message_columns:
        message, message_en = (row[column] for column in expectation.message_columns)
    report_id = row[expectation.report_column] if expectation.report_column else None
    return FailingRow(
        report_id=report_id,
        key=_text(row[expectation.key_column]) or "NULL",
        figures=tuple((column, _text(row[column])) for column in expectation.shows),
        message=message or expectation.message,
        message_en=message_en or expectation.message_en,
    )


def _outside(kwargs: Mapping[str, Any]) -> str:
    name = _name(kwargs["column"])
    limits = []
    if kwargs.get("min_value") is not None:
        limits.append(f"{name} < {_literal(kwargs['min_value'])}")
    if kwargs.get("max_value") is not None:
        limits.append(f"{name} > {_literal(kwargs['max_value'])}")
    return "(" + " or ".join(limits) + ")"


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, Decimal):
        # 12.500000 and 12.5 are one amount; normalize() alone would print 1E+2.
        return f"{value.normalize():f}"
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    return str(value)


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _literal(value: Any) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)
