"""Reading and extraction as a Spark job: binary files to extracts, by the function that reads them on one machine."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyarrow as pa

from dagster_project.database import connect
from dagster_project.extraction.extract_file import ExtractText
from dagster_project.ingestion import read_and_extract
from dagster_project.reading.errors import ReadingError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# document_sha256, source_name: which bytes under which name. extract: the text of its file; else why there is none.
SCHEMA = pa.schema(
    [
        (name, pa.string())
        for name in ("document_sha256", "source_name", "extract", "reason_code", "reason", "reason_en")
    ]
)


def extract_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Files (path, content) to rows of SCHEMA; what a task of the job does. An error of the program is not caught."""
    for batch in batches:
        rows = [_extracted(row["path"], row["content"]) for row in batch.to_pylist()]
        yield pa.RecordBatch.from_pylist(rows, SCHEMA)


def extract_on_spark(spark: SparkSession, documents: Path, target: Path) -> None:
    """Read every file below a folder that Spark's workers see, and write rows of SCHEMA to a folder as Parquet."""
    shutil.rmtree(target, ignore_errors=True)
    files = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(documents.as_uri())
    columns = ", ".join(f"{name} string" for name in SCHEMA.names)
    files.select("path", "content").mapInArrow(extract_batches, columns).write.parquet(target.as_uri())


@contextmanager
def extracts_of(target: Path) -> Iterator[Callable[[bytes, str], ExtractText]]:
    """A function like read_and_extract that answers from what extract_on_spark wrote, and reads here what it lacks."""
    with connect(spill_to=target.parent) as connection:
        connection.execute(
            f"create table answer as select * from read_parquet('{target}/*.parquet')"
            " qualify row_number() over (partition by document_sha256, source_name) = 1"
        )
        connection.execute("create index answer_of_document on answer (document_sha256)")

        def answer(data: bytes, name: str) -> ExtractText:
            found = connection.execute(
                "select extract, reason_code, reason, reason_en from answer"
                " where document_sha256 = ? and source_name = ?",
                [hashlib.sha256(data).hexdigest(), name],
            ).fetchone()
            if found is None:
                return read_and_extract(data, name)
            if found[0] is None:
                raise ReadingError(*found[1:])
            return ExtractText.known(found[0])

        yield answer


def _extracted(path: str, content: bytes) -> dict[str, str | None]:
    name = unquote(path.rsplit("/", 1)[-1])
    row: dict[str, str | None] = {"document_sha256": hashlib.sha256(content).hexdigest(), "source_name": name}
    try:
        row["extract"] = read_and_extract(content, name).text
    except ReadingError as error:
        row |= {"reason_code": error.reason_code, "reason": error.reason, "reason_en": error.reason_en}
    return row
