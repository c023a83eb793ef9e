"""Rows of the raw tables, out of the records of extraction and conforming, as Arrow tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import pyarrow as pa

from dagster_project.conforming.records import Conformed
from dagster_project.extraction.records import Extract
from dagster_project.ingestion import ManifestRow, SetAside
from dagster_project.reviewing import Decision

ARROW_TYPES = {"varchar": pa.string(), "integer": pa.int32(), "double": pa.float64()}


@dataclass(frozen=True)
class LoadedDocument:
    """One document on its way into the raw tables."""

    row: ManifestRow
    extract: Extract
    conformed: Conformed


# A record (dataclass) and what its table has beside the record's own fields.
Record = tuple[Any, Mapping[str, Any]]


def records_by_table(documents: Sequence[LoadedDocument]) -> dict[str, list[Record]]:
    """The records of each raw table, in the order of the documents and of their numbers."""
    tables: dict[str, list[Record]] = {
        name: []
        for name in ("document", "attachment", "printed_value", "conformed_value", "indicator", "report_header")
    }
    for document in documents:
        row = document.row
        sha = {"document_sha256": row.document_sha256}
        # The manifest's word wins where a person may have corrected it.
        given = {
            "published_on": row.published_on or document.extract.document.published_on,
            "source_url": row.source_url or None,
            "received_no": row.received_no,
        }
        tables["document"].append((document.extract.document, given))
        tables["attachment"] += [(attachment, sha) for attachment in document.extract.attachments]
        tables["printed_value"] += [(value, sha) for value in document.extract.values]
        tables["conformed_value"] += [(value, sha) for value in document.conformed.values]
        tables["indicator"] += [(indicator, sha) for indicator in document.conformed.indicators]
        tables["report_header"].append((document.conformed.header, sha))
    return tables


def set_aside_records(set_aside: Iterable[SetAside]) -> list[Record]:
    return [(record, {}) for record in set_aside]


def decision_records(decisions: Iterable[Decision]) -> list[Record]:
    """Decisions in their order; what a line leaves empty is NULL."""
    return [
        (
            decision,
            {name: value or None for name, value in asdict(decision).items()}
            | {"decision_no": number, "char_start": int(decision.char_start) if decision.char_start else None},
        )
        for number, decision in enumerate(decisions, start=1)
    ]


def to_arrow(records: Sequence[Record], columns: Mapping[str, str]) -> pa.Table:
    """Records as one Arrow table with the columns of a raw table (name to type), matched by name.

    Fields that are no column stay behind; a column that nothing fills is an error.
    """
    if records:
        record, given = records[0]
        unfilled = columns.keys() - {field.name for field in fields(record)} - given.keys()
        if unfilled:
            raise KeyError(f"{type(record).__name__} has no field for column {', '.join(sorted(unfilled))}")
    arrays = [
        pa.array(
            [given[name] if name in given else getattr(record, name) for record, given in records],
            type=ARROW_TYPES[kind],
        )
        for name, kind in columns.items()
    ]
    return pa.table(arrays, names=list(columns))
