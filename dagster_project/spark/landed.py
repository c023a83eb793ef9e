"""Documents as rows of one Arrow table: a column for each raw table, which holds the document's rows of it.

A Spark job hands on rows of one shape; that of the raw tables differs. So each document lands as one row of lists, and
Spark unpacks a raw table from its column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa

from dagster_project.loading.raw_schema import columns_of
from dagster_project.loading.rows import ARROW_TYPES, Record, to_arrow

PROVINCE = "province_code"
UNKNOWN_PROVINCE = "00"
_SPARK_TYPES = {"varchar": "string", "integer": "int", "double": "double"}

# A document's records by raw table, as loading.rows.records_by_table gives them for one document.
DocumentRecords = Mapping[str, Sequence[Record]]


def spark_columns(table: str) -> str:
    """The columns of a raw table as Spark declares them."""
    return ", ".join(f"{name} {_SPARK_TYPES[kind]}" for name, kind in columns_of(table).items())


def spark_schema(tables: Iterable[str]) -> str:
    """The columns of landed documents as Spark declares them."""
    lists = (
        f"{table} array<struct<{', '.join(f'{n}: {_SPARK_TYPES[k]}' for n, k in columns_of(table).items())}>>"
        for table in tables
    )
    return ", ".join([f"{PROVINCE} string", *lists])


def landed(documents: Sequence[DocumentRecords], tables: Sequence[str]) -> pa.RecordBatch:
    """Documents as one batch of the columns of spark_schema, a row each."""
    provinces = pa.array([_province(document) for document in documents], pa.string())
    lists = [_lists(table, [document.get(table, ()) for document in documents]) for table in tables]
    return pa.RecordBatch.from_arrays([provinces, *lists], names=[PROVINCE, *tables])


def _lists(table: str, by_document: Sequence[Sequence[Record]]) -> pa.ListArray:
    columns = columns_of(table)
    offsets = [0]
    for records in by_document:
        offsets.append(offsets[-1] + len(records))
    rows = to_arrow([record for records in by_document for record in records], columns).combine_chunks()
    arrays = [rows[name].combine_chunks() if rows.num_rows else _none(kind) for name, kind in columns.items()]
    structs = pa.StructArray.from_arrays(arrays, names=list(columns))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs)


def _none(kind: str) -> pa.Array:
    return pa.array([], ARROW_TYPES[kind])


def _province(document: DocumentRecords) -> str:
    """The first two digits of the county's code, which part a nation's facts into what one machine can hold."""
    headers = document.get("report_header", ())
    code = headers[0][0].county_code if headers else None
    return code[:2] if code else UNKNOWN_PROVINCE
