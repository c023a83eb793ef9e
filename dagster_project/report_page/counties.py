"""The counties of a snapshot: how many reports each has, what its page follows from, and what its prefecture is called.

What a page shows of a county follows from the documents of its reports, which schema `built` of the snapshot names by
their inputs, from the basis of the build, and from the code of the page. All of it is told by the database, county by
county: only reports of counties that changed are fetched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

import duckdb

from dagster_project.report_page import queries
from dagster_project.report_page.payload import prefecture_of
from dagster_project.report_page.rows import read

if TYPE_CHECKING:
    from dagster_project.publish.rule_catalogue import Rule
    from dagster_project.report_page.libraries import Libraries


@dataclass(frozen=True)
class County:
    """How many reports a county has, and a hash of what its page follows from; empty where that is not known."""

    reports: int
    state: str


@dataclass(frozen=True)
class Prefecture:
    """A prefecture: its four digits, and what it and its province were called last, if they have names."""

    code: str
    name: str | None
    province: str | None


def read_common(
    connection: duckdb.DuckDBPyConnection, names: Mapping[str, Any], libraries: Libraries, rules: Sequence[Rule]
) -> str:
    """A hash of what all pages follow from; empty where the snapshot does not say. names: what codes mean."""
    try:
        basis = connection.execute("select basis from built.state").fetchone()
        tied = read(connection, queries.TIED).rows
    except duckdb.ProgrammingError:  # a snapshot that does not say what it was built from
        basis = None
    if basis is None:
        return ""
    common = hashlib.sha256(f"{basis[0]}\n{libraries}\n{rules}\n{names}\n{tied}".encode())
    for name, content in _code():
        common.update(f"\n{name} {len(content)}\n".encode())
        common.update(content)
    return common.hexdigest()


def read_counties(connection: duckdb.DuckDBPyConnection, common: str) -> dict[str, County]:
    """The counties that have reports, by their code, in order. common: what read_common says."""
    counties = read(connection, queries.COUNTIES).rows
    if not common:
        return {code: County(reports, "") for code, reports in counties}
    states = _by_code(connection, queries.STATES)
    return {code: County(reports, joined_hash(common, states[code])) for code, reports in counties}


def read_report_states(
    connection: duckdb.DuckDBPyConnection, common: str, codes: Collection[str]
) -> dict[str, dict[str, str]]:
    """By county the ids of its reports, each with a hash of what all that is told of it follows from: its
    department's documents, and what is common; empty where that is not known.
    """
    found: dict[str, dict[str, str]] = {code: {} for code in codes}
    if common:
        for code, report_id, state in read(connection, queries.REPORT_STATES, sorted(codes)).rows:
            found[code][report_id] = joined_hash(common, state)
    else:
        for code, report_id in read(connection, queries.REPORTS_OF, sorted(codes)).rows:
            found[code][report_id] = ""
    return found


def read_prefectures(
    connection: duckdb.DuckDBPyConnection, codes: Collection[str]
) -> tuple[dict[str, str | None], dict[str, Prefecture]]:
    """What counties were called last, and the prefectures of the counties given, by their codes."""
    counties, prefectures, provinces = (
        _by_code(connection, query)
        for query in (queries.COUNTY_NAMES, queries.PREFECTURE_NAMES, queries.PROVINCE_NAMES)
    )
    found = sorted({prefecture_of(code) for code in codes})
    return counties, {code: Prefecture(code, prefectures.get(code), provinces.get(code[:2])) for code in found}


def joined_hash(*lines: str) -> str:
    """One hash of what stands in lines."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _by_code(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, Any]:
    return dict(read(connection, query).rows)


def _code() -> list[tuple[str, bytes]]:
    package = resources.files(__package__)
    files = [*package.iterdir(), *package.joinpath("static").iterdir()]
    return sorted((file.name, file.read_bytes()) for file in files if file.is_file())
