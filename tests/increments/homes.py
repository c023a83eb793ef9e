"""Homes with small reports, run stage by stage without Dagster, and the whole content of their snapshots."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dagster_project.checks.gate import run_gate
from dagster_project.conforming import Conformer
from dagster_project.extraction import extract_file
from dagster_project.increments import Departments, Increments
from dagster_project.ingestion import Manifest
from dagster_project.ingestion.ingest import ExtractText, ingest_file
from dagster_project.ingestion.work import extract_lines
from dagster_project.loading import LoadResult, load
from dagster_project.loading.batches import Conform
from dagster_project.paths import Home, project_root
from dagster_project.publish import PublishResult, publish

SEEDS = project_root() / "dbt" / "seeds"
BASIS = "a basis"

_TEXT = """{county}{department}{year}年度部门整体支出绩效自评报告

一、部门收支情况
{year}年收入合计{income}万元，年初结转和结余{before}万元。{year}年支出合计{total}万元，其中：基本支出{basic}万元，\
项目支出{projects}万元。年末结转和结余{after}万元。水费、电费{water}万元。上年支出合计{last}万元。
二、绩效目标
完成培训{trained}人次，{year}年绿化面积{green}亩。自评得分{score}分。
"""


@dataclass(frozen=True)
class Report:
    """A report's print: money in hundredths of 万元. told: what the running text says the spending is."""

    county: str
    department: str
    year: int
    total: int = 62050
    basic: int = 30050
    income: int = 65000
    last: int = 60000
    score: int = 95

    def text(self) -> str:
        def money(amount: int) -> str:
            return f"{amount / 100:.2f}"

        return _TEXT.format(
            county=self.county,
            department=self.department,
            year=self.year,
            income=money(self.income),
            before=money(2000),
            total=money(self.total),
            basic=money(self.basic),
            projects=money(self.total - self.basic),
            after=money(self.income + 2000 - self.total),
            water=money(self.total // 50),
            last=money(self.last),
            trained=self.total // 100,
            green=self.year % 100,
            score=self.score,
        )


def add(home: Home, name: str, report: Report | str) -> str:
    """Ingest a report; its document's SHA-256."""
    file = home.inbox / f"{name}.txt"
    data = (report if isinstance(report, str) else report.text()).encode("utf-8")
    file.write_bytes(data)
    [outcome] = ingest_file(file, home, lambda data, name: ExtractText.known(extract_lines(data, name)))
    file.unlink()
    assert outcome.kind == "ingested", outcome
    return hashlib.sha256(data).hexdigest()


def withdraw(home: Home, document_sha256: str) -> None:
    """Take a document out of the manifest, with its extract."""
    lines = home.manifest.read_text(encoding="utf-8").splitlines(keepends=True)
    home.manifest.write_text("".join(line for line in lines if document_sha256 not in line), encoding="utf-8")
    next(home.extracts.glob(f"*.{document_sha256[:8]}.jsonl")).unlink()


def reread(home: Home, document_sha256: str, old: str, new: str) -> None:
    """Change what the extract of a document says, as another reader would."""
    manifest = Manifest(home.manifest)
    row = manifest.find(document_sha256)
    assert row
    extract = home.extracts / row.extract
    before = extract.read_text(encoding="utf-8")
    assert old in before
    extract.write_text(before.replace(old, new), encoding="utf-8")
    manifest.put(row._replace(extract_sha256=hashlib.sha256(extract.read_bytes()).hexdigest()))


def load_home(
    home: Home, basis: str = BASIS, *, full: bool = False, numbers: int | None = None, conform: Conform | None = None
) -> LoadResult:
    """numbers: the printed numbers that one build takes."""
    increments = Increments(basis, Departments(SEEDS).department_of, full=full, numbers_per_build=numbers)
    return load(home, conform or Conformer(SEEDS), extract_file.read, 1, increments)


def run(home: Home, basis: str = BASIS, *, full: bool = False, numbers: int | None = None) -> PublishResult:
    """Load, build, check and publish a home: what one build takes of it."""
    load_home(home, basis, full=full, numbers=numbers)
    dbt_build(home)
    verdict = run_gate(home.build_file, project_root() / "expectations")
    assert verdict.publication_possible, verdict.obstacles
    return publish(home.build_file, home.snapshot_file, home.parquet, verdict.quarantined)


def dbt_build(home: Home) -> None:
    project = str(project_root() / "dbt")
    target = str(home.dbt_target)
    command = [str(Path(sys.executable).with_name("dbt")), "build", "--exclude-resource-type", "unit_test", "test"]
    command += ["--project-dir", project, "--profiles-dir", project, "--target-path", target, "--log-path", target]
    environment = {**os.environ, **home.environment()}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr


def content(database: Path) -> dict[str, Counter[tuple[object, ...]]]:
    """Every row of every table of a snapshot, by schema and table."""
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where not internal order by all"
        ).fetchall()
        return {
            f"{schema}.{table}": Counter(_hashable(connection.execute(f"from {schema}.{table}").fetchall()))
            for schema, table in tables
        }


def parquet_content(home: Home) -> dict[str, Counter[tuple[object, ...]]]:
    with duckdb.connect() as connection:
        return {
            f"marts.{table.name}": Counter(_hashable(connection.execute(f"from '{table}/*.parquet'").fetchall()))
            for table in home.parquet.iterdir()
            if table.is_dir()
        }


def built_documents(home: Home) -> set[str]:
    """The documents that the last build held."""
    with duckdb.connect(str(home.build_file), read_only=True) as connection:
        return {sha for (sha,) in connection.execute("select document_sha256 from raw.document").fetchall()}


def _hashable(rows: Iterable[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return [tuple(tuple(cell) if isinstance(cell, list) else cell for cell in row) for row in rows]
