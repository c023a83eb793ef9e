"""A snapshot of one table whose rows come and go by report, and the versions of its Parquet."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import duckdb

from dagster_project.publish import TableChange, parquet
from dagster_project.publish.difference import ChangedKeys

Rows = dict[str, list[int]]  # values by report
TABLE = "fct_budget"


class Parted:
    """Versions of the table: `now` is what the last one holds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "marts"
        self.snapshot, self.increment = folder / "snapshot.duckdb", folder / "increment.duckdb"
        self.now: Rows = {}
        self.version = 0

    def whole(self, rows: Rows) -> None:
        _write(self.snapshot, rows)
        self._publish(rows, (), None)

    def change(self, reports: Rows) -> None:
        """Give reports other rows; none: their rows are gone."""
        rows = {report: values for report, values in {**self.now, **reports}.items() if values}
        changed = sorted(report for report in reports if reports[report] != self.now.get(report, []))
        gone = tuple(report for report in changed if report in self.now)
        _write(self.snapshot, rows)
        _write(self.increment, reports)
        keys = ChangedKeys("report_id", tuple(changed), gone) if changed else None
        change = TableChange("marts", TABLE, _count(rows), len(changed), len(gone), reshaped=False, keys=keys)
        self._publish(rows, (change,), str(self.version))

    def change_at_random(self, chance: random.Random) -> None:
        names = [f"r{number:03d}" for number in range(60)]
        self.change(
            {
                report: [chance.randrange(5) for _ in range(chance.choice((0, 1, 3, 8)))]
                for report in chance.sample(names, chance.choice((1, 2, 10)))
            }
        )

    def files(self) -> dict[str, int]:
        """The parts by name, and what a hard link of each shares."""
        return {path.name: path.stat().st_ino for path in sorted((self.folder / TABLE).glob("*.parquet"))}

    def rows(self) -> list[tuple[str, int]]:
        return duckdb.sql(f"from '{self.folder}/{TABLE}/*.parquet'").fetchall()

    def sizes(self) -> list[int]:
        query = f"select count(*) from read_parquet('{self.folder}/{TABLE}/*.parquet', filename = true)"
        return [count for (count,) in duckdb.sql(f"{query} group by filename order by filename").fetchall()]

    def is_as_the_snapshot(self) -> bool:
        return Counter(self.rows()) == Counter((report, value) for report in self.now for value in self.now[report])

    def _publish(self, rows: Rows, changes: tuple[TableChange, ...], before: str | None) -> None:
        self.version += 1
        version = str(self.version)
        parquet.write_version(self.snapshot, self.folder, version, changes, before, self.increment)
        parquet.show_version(self.folder, version)
        self.now = rows


def _count(rows: Rows) -> int:
    return sum(map(len, rows.values()))


def _write(database: Path, rows: Rows) -> None:
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema marts")
        connection.execute(f"create table marts.{TABLE} (report_id varchar, value integer)")
        lines = [(report, value) for report in sorted(rows) for value in rows[report]]
        if lines:
            connection.executemany(f"insert into marts.{TABLE} values (?, ?)", lines)
