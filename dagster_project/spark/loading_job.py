"""Conforming and loading as a Spark job: extracts become the raw tables as Parquet, parted by province."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from dagster_project.conforming import Lexicon, conform
from dagster_project.extraction import extract_file
from dagster_project.increments import Plan, full_plan
from dagster_project.increments.inputs import input_hashes
from dagster_project.increments.schema import tables_of_plan
from dagster_project.ingestion import Manifest, ManifestRow, SetAside, list_set_aside
from dagster_project.loading import LoadedTable, LoadingError, LoadResult, raw_tables
from dagster_project.loading.batches import conforming_failed, require_as_ingested, require_document
from dagster_project.loading.loader import check_extracts
from dagster_project.loading.raw_schema import BY_DOCUMENT, columns_of
from dagster_project.loading.rows import (
    LoadedDocument,
    Record,
    decision_records,
    records_by_table,
    set_aside_records,
    to_arrow,
)
from dagster_project.paths import Home, project_root
from dagster_project.reviewing import read_decisions
from dagster_project.spark.landed import PROVINCE, DocumentRecords, landed, spark_columns, spark_schema

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# The folder of the tables that say what the build is about.
INCREMENT = "increment"


def load_on_spark(spark: SparkSession, home: Home, basis: str = "") -> LoadResult:
    """Write the raw tables of a home as Parquet into home.spark_raw, a folder each, and register them in schema raw.

    As loading.load, whose rows they have; Spark's workers see the home at the same path and have the same seeds.
    It is always a full build; basis: what it is built on, with which later increments are compared.
    Raises LoadingError, ManifestError and DecisionError.
    """
    manifest = Manifest(home.manifest)
    rows = manifest.rows
    check_extracts(home, manifest)
    set_aside = list_set_aside(home.set_aside)
    decisions = read_decisions(home.decisions)
    shutil.rmtree(home.spark_raw, ignore_errors=True)
    documents = _land(spark, home, rows)
    for table in BY_DOCUMENT:
        unpacked = documents.selectExpr(PROVINCE, f"inline({table})")
        unpacked.write.partitionBy(PROVINCE).parquet(_uri(home, table))
    _write_here(home, "set_aside", set_aside_records(set_aside))
    _write_here(home, "decision", decision_records(decisions))
    _write_plan(home, full_plan(basis, input_hashes(manifest.lines, decisions)))
    register_raw_tables(spark, home.spark_raw)
    loaded = tuple(_loaded(spark, table.name) for table in raw_tables())
    arrived = {table.name: table.row_count for table in loaded}
    failed = tuple(_failed(documents))
    if arrived["document"] != len(rows) - len(failed):
        raise LoadingError(
            f"raw.document: the manifest lists {len(rows)}, {arrived['document']} arrived and {len(failed)} failed"
        )
    return LoadResult(loaded, failed)


def register_raw_tables(spark: SparkSession, folder: Path) -> None:
    """Make the raw tables that stand in a folder known to the session, as schema raw."""
    spark.sql("create schema if not exists raw")
    for table in raw_tables():
        parted = table.name in BY_DOCUMENT
        columns = spark_columns(table.name) + (f", {PROVINCE} string" if parted else "")
        spark.sql(f"drop table if exists raw.{table.name}")
        spark.sql(
            f"create table raw.{table.name} ({columns}) using parquet"
            + (f" partitioned by ({PROVINCE})" if parted else "")
            + f" location '{(folder / table.name).as_uri()}'"
        )
        if parted:
            spark.sql(f"msck repair table raw.{table.name}")


def _land(spark: SparkSession, home: Home, rows: list[ManifestRow]) -> DataFrame:
    """One row per document, kept on disk: conformed once, read once for each raw table."""
    from pyspark.sql import functions

    listed = spark.createDataFrame(pa.Table.from_pylist([row._asdict() for row in rows], _schema()))
    files = spark.read.format("binaryFile").option("pathGlobFilter", "*.jsonl").load(home.extracts.as_uri())
    named = files.select(functions.element_at(functions.split("path", "/"), -1).alias("encoded"), "content")
    named = named.withColumn(
        "extract", functions.url_decode(functions.replace("encoded", functions.lit("+"), functions.lit("%2B")))
    )
    work = named.join(functions.broadcast(listed), "extract").select(*_schema().names, "content")
    seeds = seeds_checksum()
    conformed = work.mapInArrow(lambda batches: conform_batches(batches, seeds), spark_schema(BY_DOCUMENT))
    conformed.write.partitionBy(PROVINCE).parquet(_uri(home, "landed"))
    return spark.read.schema(spark_schema(BY_DOCUMENT)).parquet(_uri(home, "landed"))


def conform_batches(batches: Iterable[pa.RecordBatch], seeds: str) -> Iterator[pa.RecordBatch]:
    """Extracts (the columns of the manifest, content) to landed documents; what a task of the job does.

    seeds: the checksum of the seeds that the lexicon has to be made of. Errors: LoadingError where it is another.
    """
    lexicon = _lexicon(seeds)
    for batch in batches:
        documents = [_conformed(row, lexicon) for row in batch.to_pylist()]
        if documents:
            yield landed(documents, BY_DOCUMENT)


def seeds_checksum() -> str:
    """SHA-256 of the seeds that the lexicon is made of."""
    digest = hashlib.sha256()
    for path in sorted((project_root() / "dbt" / "seeds").rglob("*.csv")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


@cache
def _lexicon(seeds: str) -> Lexicon:
    if seeds_checksum() != seeds:
        raise LoadingError(
            "a worker's dbt/seeds are not those of the driver: install the same version on every machine"
        )
    return Lexicon.from_seeds(project_root() / "dbt" / "seeds")


def _conformed(fields: dict[str, Any], lexicon: Lexicon) -> DocumentRecords:
    content = fields.pop("content")
    row = ManifestRow(**fields)
    require_as_ingested(row, content)
    extract = extract_file.loads(content.decode("utf-8"), row.extract)
    require_document(row, extract)
    try:
        return records_by_table([LoadedDocument(row, extract, conform(extract, lexicon))])
    except Exception as error:  # one document must not keep the others from the marts
        return {"set_aside": set_aside_records([conforming_failed(row, error)])}


def _schema() -> pa.Schema:
    return pa.schema([(name, pa.int32() if name == "received_no" else pa.string()) for name in ManifestRow._fields])


def _write_here(home: Home, table: str, records: list[Record]) -> None:
    """Append what the driver knows to a raw table's folder, in its form."""
    import pyarrow.parquet as pq

    folder = home.spark_raw / table / (f"{PROVINCE}=00" if table in BY_DOCUMENT else "")
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(to_arrow(records, columns_of(table)), folder / "driver.parquet")


def _write_plan(home: Home, plan: Plan) -> None:
    """Keep what the build is about for the build file that dbt's tables are brought back to."""
    import pyarrow.parquet as pq

    for name, table in tables_of_plan(plan).items():
        folder = home.spark_raw / INCREMENT / name
        folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, folder / "driver.parquet")


def _failed(documents: DataFrame) -> Iterator[SetAside]:
    for row in documents.selectExpr("inline(set_aside)").toLocalIterator():
        yield SetAside(**row.asDict())


def _loaded(spark: SparkSession, table: str) -> LoadedTable:
    names = list(columns_of(table))
    rows = spark.table(f"raw.{table}").select(names)
    return LoadedTable(table, rows.count(), tuple(names), tuple(tuple(row) for row in rows.limit(5).collect()))


def _uri(home: Home, table: str) -> str:
    return (home.spark_raw / table).as_uri()
