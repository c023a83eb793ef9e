"""The suites of expectations/: what the candidate marts must hold, as reviewable JSON.

A suite is one file about one table:

    {"name": ..., "table": "schema.name", "key_column": ..., "report_column": ... or null, "expectations": [...]}

An expectation has Great Expectations' own fields type, kwargs and severity (critical, warning, info), and in meta:
id, zh and en (what it holds), key_column and report_column where they differ from the suite's, shows (columns worth
seeing in a failing row), message_columns (columns of the row that say what is wrong, Chinese and English),
not_testable (a predicate for rows that are neither passing nor failing), and for_each: columns for whose every
combination of values in the table one expectation is made; {column} in kwargs, zh and en stands for the value, and
severity is then the value of the column severity.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Great Expectations' words for the severities of the project.
_SEVERITIES = {"critical": "error", "warning": "warning", "info": "info"}
_TYPES_WITH_FAILING_ROWS = frozenset(
    {
        "expect_column_values_to_not_be_null",
        "expect_column_values_to_be_unique",
        "expect_column_values_to_be_in_set",
        "expect_column_values_to_be_between",
        "expect_column_pair_values_a_to_be_greater_than_b",
        "unexpected_rows_expectation",
    }
)
_NAME = re.compile(r"[A-Za-z0-9_]+")
_VALUE = re.compile(r"[A-Za-z0-9_.-]+")
_SUITE_FIELDS = frozenset({"name", "table", "key_column", "report_column", "meta", "expectations"})
_META_FIELDS = frozenset(
    {"id", "zh", "en", "key_column", "report_column", "shows", "message_columns", "not_testable", "for_each"}
)


class SuiteError(ValueError):
    """A suite file that cannot be understood; names the file and the field."""


@dataclass(frozen=True)
class Expectation:
    """One expectation of a suite, or one made from it by for_each.

    severity: error, warning or info. scope: the values of for_each that this one is about, by column.
    check_name: the asset check that shows its result.
    """

    expectation_id: str
    check_name: str
    type: str
    kwargs: Mapping[str, Any]
    severity: str
    message: str
    message_en: str
    key_column: str
    report_column: str | None
    shows: tuple[str, ...] = ()
    message_columns: tuple[str, str] | None = None
    not_testable: str | None = None
    for_each: tuple[str, ...] = ()
    scope: tuple[tuple[str, str], ...] = ()

    def for_values(self, values: Mapping[str, str]) -> Expectation:
        """The expectation that for_each makes for one combination of values; they become part of names and of SQL.

        Raises SuiteError for a value that is no plain name.
        """
        for column, value in values.items():
            if not _VALUE.fullmatch(value):
                raise SuiteError(f"{self.expectation_id}: {column} {value!r} is not made of letters, digits, . _ and -")
        kwargs = {name: _filled(value, values) for name, value in self.kwargs.items()}
        severity = values.get("severity", self.severity)
        name = re.sub(r"[^A-Za-z0-9_]", "_", "_".join([self.expectation_id, *values.values()]))
        return Expectation(
            expectation_id=name,
            check_name=rule_check_name(self.expectation_id, values[self.for_each[0]]),
            type=self.type,
            kwargs=kwargs,
            severity=severity if severity in _SEVERITIES.values() else "error",
            message=_filled(self.message, values),
            message_en=_filled(self.message_en, values),
            key_column=self.key_column,
            report_column=self.report_column,
            shows=self.shows,
            message_columns=self.message_columns,
            not_testable=self.not_testable,
            scope=tuple(values.items()),
        )


@dataclass(frozen=True)
class Suite:
    """The expectations on one table."""

    name: str
    schema: str
    table: str
    expectations: tuple[Expectation, ...]

    @property
    def qualified_table(self) -> str:
        return f"{self.schema}.{self.table}"


def rule_check_name(expectation_id: str, first_value: str) -> str:
    """The asset check of what for_each makes for a value of its first column, e.g. rule_A1."""
    return f"{expectation_id}_{re.sub(r'[^A-Za-z0-9_]', '_', first_value)}"


def gx_severity(severity: str) -> str:
    """A severity of the project in Great Expectations' words."""
    return next(word for word, ours in _SEVERITIES.items() if ours == severity)


def load_suites(expectations_dir: Path) -> tuple[Suite, ...]:
    """All suites of a folder, by file name. Raises SuiteError for a file that is wrong and for an empty folder."""
    suites = tuple(load_suite(path) for path in sorted(expectations_dir.glob("*.json")))
    if not suites:
        raise SuiteError(f"no suites (*.json) in {expectations_dir}: a gate that checks nothing lets everything pass")
    return suites


def load_suite(path: Path) -> Suite:
    """One suite. Raises SuiteError."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        schema, table = content["table"].split(".")
        expectations = tuple(_expectation(entry, content) for entry in content["expectations"])
        name = content["name"]
    except KeyError as error:
        raise SuiteError(f"{path.name}: field {error} is missing") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise SuiteError(f"{path.name}: {error}") from error
    unknown = set(content) - _SUITE_FIELDS
    if unknown:
        raise SuiteError(f"{path.name}: unknown fields {sorted(unknown)}")
    ids = [expectation.expectation_id for expectation in expectations]
    if len(set(ids)) < len(ids):
        raise SuiteError(f"{path.name}: an id stands twice in {sorted(ids)}")
    return Suite(name, schema, table, expectations)


def _expectation(entry: Mapping[str, Any], suite: Mapping[str, Any]) -> Expectation:
    meta = entry["meta"]
    identity = meta["id"]
    unknown = set(meta) - _META_FIELDS
    if unknown:
        raise SuiteError(f"{identity}: unknown fields {sorted(unknown)} in meta")
    if not _NAME.fullmatch(identity):
        raise SuiteError(f"{identity}: an id is made of letters, digits and _")
    if entry["type"] not in _TYPES_WITH_FAILING_ROWS:
        raise SuiteError(f"{identity}: type {entry['type']} has no failing rows in failing_rows.py")
    if entry["severity"] not in _SEVERITIES:
        raise SuiteError(f"{identity}: severity {entry['severity']} is none of {sorted(_SEVERITIES)}")
    messages = meta.get("message_columns")
    return Expectation(
        expectation_id=identity,
        check_name=identity,
        type=entry["type"],
        kwargs=entry["kwargs"],
        severity=_SEVERITIES[entry["severity"]],
        message=meta["zh"],
        message_en=meta["en"],
        key_column=meta.get("key_column", suite["key_column"]),
        report_column=meta["report_column"] if "report_column" in meta else suite["report_column"],
        shows=tuple(meta.get("shows", ())),
        message_columns=(messages[0], messages[1]) if messages else None,
        not_testable=meta.get("not_testable"),
        for_each=tuple(meta.get("for_each", ())),
    )


def _filled(text: Any, values: Mapping[str, str]) -> Any:
    """Text with {column} replaced by its value."""
    if isinstance(text, str):
        for name, value in values.items():
            text = text.replace("{" + name + "}", value)
    return text
