"""How large and how fast the offline page is for many counties: a real snapshot, its reports dealt out to all of them.

    python -m benchmarks.report_page SNAPSHOT [counties] [reports per county]

SNAPSHOT is a published marts.duckdb. Every copy of a report has digits and offsets of its own, so that packing gains
nothing from the copies being alike. Prints sizes and seconds, the latter also of opening, filtering and of a report
opened in Chromium, where there is one: from the index, or the largest page of a prefecture where that is a directory.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.paths import project_root
from dagster_project.publish.rule_catalogue import rules
from dagster_project.report_page import find_libraries, write_report_page
from dagster_project.report_page.rows import read

_KEYS = ("figure_key", "claim_key", "indicator_key", "mention_id", "finding_key", "department_key")
_AMOUNTS = "_wan", "quantity", "printed_value", "recomputed_value"
_NUMBER = "try_cast(replace(t.printed_value, ',', '') as double)"


def multiplied(source: Path, target: Path, counties: int, per_county: int) -> None:
    """Write a snapshot of `counties` × `per_county` reports, copies of those of the source."""
    with duckdb.connect(str(target)) as connection:
        connection.execute(f"attach '{source.resolve()}' as source (read_only)")
        connection.execute("create schema marts; create schema quarantine")
        connection.execute("select setseed(0.5)")
        connection.execute(f"""
            create table deal as
            with county as (
                select county_code, county_key, row_number() over (order by county_key) - 1 as county_no
                from source.marts.dim_county where valid_to is null order by county_key limit {counties}
            ), report as (
                select report_id, row_number() over (order by report_id) - 1 as report_no, count(*) over () as reports
                from source.marts.dim_report
            )
            select report.report_id, county.county_code, county.county_key, copy as copy_no,
                '-' || county.county_no || '-' || copy as suffix, 0.5 + random() as factor
            from county cross join range({per_county}) as copies (copy)
            inner join report on report.report_no = (county.county_no * {per_county} + copy) % report.reports
        """)
        tables = connection.execute(
            """
            select schema_name, table_name from duckdb_tables()
            where database_name = 'source' and schema_name in ('marts', 'quarantine') order by all
            """
        ).fetchall()
        for schema, table in tables:
            connection.execute(f"create table {schema}.{table} as {_copied(connection, schema, table)}")


def _copied(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> str:
    """The query of a table's copies: other keys, other digits, other offsets."""
    columns = read(connection, f"from source.{schema}.{table} limit 0").columns
    name = f"source.{schema}.{table}"
    if table == "dim_department":
        return f"""
            select t.* replace (t.department_key || suffix as department_key, code as county_code)
            from {name} as t
            join (
                select distinct department_key, suffix, deal.county_code as code
                from deal join source.marts.dim_report using (report_id)
            ) using (department_key)
        """
    if "report_id" not in columns or table == "fct_decision":
        return f"from {name}"
    replaced = ", ".join(f"{_copy_of(column, table)} as {column}" for column in columns if _copy_of(column, table))
    return f"select t.* replace ({replaced}) from {name} as t join deal using (report_id)"


def _copy_of(column: str, table: str) -> str | None:
    """What stands in a column of a copy, where it is something else."""
    if column == "report_id":
        # In the order of counties, so that copies of one report do not stand side by side.
        return "deal.county_code || substr(t.report_id, 7) || suffix"
    if column in _KEYS:
        return f"t.{column} || suffix"
    if column in ("county_code", "county_key"):
        return f"deal.{column}"
    if column in ("char_start", "char_end"):
        return f"t.{column} + 7 * copy_no + cast(1000 * factor as integer)"
    if column == "mention_ids":
        return "list_transform(t.mention_ids, lambda key: key || suffix)"
    if (table, column) == ("fct_mention", "printed_value"):
        return f"coalesce({_scaled(_NUMBER)}::varchar, t.printed_value)"
    return f"{_scaled(f't.{column}')}::decimal(20, 6)" if column.endswith(_AMOUNTS) else None


def _scaled(amount: str) -> str:
    return f"cast({amount} * factor as decimal(20, 2))"


def in_browser(index: Path) -> None:
    """Open the page, filter it, open a report; print the seconds of each."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("no chromium on this machine")  # noqa: T201
        return
    ready = "address => document.body.dataset.rendered === address"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True).new_page()
        started = time.perf_counter()
        page.goto(index.as_uri())
        page.wait_for_function(ready, arg="#", timeout=120_000)
        print(f"open        {time.perf_counter() - started:6.1f} s")  # noqa: T201
        for name, address in {
            "filter": "#year=2021",
            "all again": "#view=reports",
            "findings": "#view=findings",
        }.items():
            started = time.perf_counter()
            page.evaluate("address => { location.hash = address; }", address)
            page.wait_for_function(ready, arg=address, timeout=120_000)
            print(f"{name:11} {time.perf_counter() - started:6.1f} s")  # noqa: T201
        _report(page)
        browser.close()


def _report(page: Any) -> None:
    started = time.perf_counter()
    page.locator("#table-findings .tabulator-row a").first.click()
    page.wait_for_selector("#panel[open] .finding", timeout=120_000)
    print(f"a report    {time.perf_counter() - started:6.1f} s")  # noqa: T201


def main(source: Path, counties: int = 3000, per_county: int = 1) -> None:
    libraries = find_libraries(project_root() / "node_modules")
    with tempfile.TemporaryDirectory() as folder:
        snapshot = Path(folder) / "snapshot.duckdb"
        multiplied(source, snapshot, counties, per_county)
        started = time.perf_counter()
        pages = write_report_page(snapshot, Path(folder) / "report", libraries, rules(project_root() / "dbt"))
        seconds = time.perf_counter() - started
        others = sum(path.stat().st_size for path in pages.index.parent.iterdir()) - pages.index_bytes
        print(f"{pages.reports} reports: index.html {pages.index_bytes / 2**20:.1f} MiB in {seconds:.1f} s,")  # noqa: T201
        print(  # noqa: T201
            f"{pages.county_pages} pages of counties, {pages.prefecture_pages} of prefectures, {others / 2**20:.1f} MiB"
        )
        prefectures = pages.index.parent.glob(f"{'[0-9]' * 4}.html")
        in_browser(max(prefectures, key=lambda page: page.stat().st_size, default=pages.index))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
