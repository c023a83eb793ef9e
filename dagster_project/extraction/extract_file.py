"""Extract files: one JSON object a line, in reading order, empty fields left out, UTF-8, LF.

The first line is the document; then come its names, attachments, lines, cells and values. `record` says which of them a
line is.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from dagster_project.extraction.records import (
    AttachedFile,
    DocumentRecord,
    Extract,
    Line,
    Name,
    PrintedValue,
    TableCell,
)

Record = DocumentRecord | Name | AttachedFile | Line | TableCell | PrintedValue
_Kind = TypeVar("_Kind", DocumentRecord, Name, AttachedFile, Line, TableCell, PrintedValue)
_KINDS: dict[str, Callable[..., Any]] = {
    "document": DocumentRecord,
    "name": Name,
    "attachment": AttachedFile,
    "line": Line,
    "cell": lambda **fields: TableCell(**{**fields, "printed": tuple(map(tuple, fields.get("printed", ())))}),
    "value": PrintedValue,
}
_json = json.JSONEncoder(ensure_ascii=False).encode
_VALUE = '\n{"record": "value"'
_BEHIND_HEAD = re.compile(r'\n(?=\{"record": "(?:line|cell|value)")')


def dumps(extract: Extract) -> str:
    """The text of an extract's file."""
    groups: list[tuple[str, Iterable[Record]]] = [
        ("document", [extract.document]),
        ("name", extract.names),
        ("attachment", extract.attachments),
        ("line", extract.lines),
        ("cell", extract.cells),
        ("value", extract.values),
    ]
    lines = [_json({"record": kind, **_filled(record)}) for kind, records in groups for record in records]
    return "\n".join(lines) + "\n"


def loads(text: str, source: str = "extract") -> Extract:
    """The extract of a file's text. Errors: ValueError naming source and line where one is no record."""
    found: dict[str, list[Any]] = {kind: [] for kind in _KINDS}
    for line_no, line in enumerate(filter(None, text.split("\n")), 1):
        try:
            record = json.loads(line)
            kind = record.pop("record")
            found[kind].append(_KINDS[kind](**record))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(
                f"{source}, line {line_no}: no record of an extract ({error}); ingest the document again"
            ) from error
    if len(found["document"]) != 1:
        raise ValueError(f"{source}: an extract has one document line, here are {len(found['document'])}")
    return Extract(
        document=found["document"][0],
        values=tuple(found["value"]),
        lines=tuple(found["line"]),
        cells=tuple(found["cell"]),
        names=tuple(found["name"]),
        attachments=tuple(found["attachment"]),
    )


@dataclass(frozen=True)
class ExtractText:
    """The text of an extract's file, and what ingestion needs to know of it."""

    text: str
    document: DocumentRecord
    attachments: tuple[AttachedFile, ...]
    value_count: int

    @classmethod
    def of(cls, extract: Extract) -> ExtractText:
        """The text of an extract."""
        return cls(dumps(extract), extract.document, extract.attachments, len(extract.values))

    @classmethod
    def known(cls, text: str) -> ExtractText:
        """A text that dumps made: only its first lines are read, its numbers are counted."""
        found = loads(_BEHIND_HEAD.split(text, maxsplit=1)[0])
        return cls(text, found.document, found.attachments, text.count(_VALUE))


def write(extract: Extract, path: Path) -> None:
    """Write an extract's file, whole or not at all."""
    write_text(dumps(extract), path)


def write_text(text: str, path: Path) -> None:
    """Write the text of an extract's file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(path)


def read(path: Path) -> Extract:
    """The extract of a file."""
    return loads(path.read_text(encoding="utf-8"), path.name)


def _filled(record: Record) -> dict[str, Any]:
    kind: Any = type(record)
    defaults = _defaults(kind)
    return {name: value for name, value in record.__dict__.items() if value != defaults[name]}


@cache
def _defaults(kind: Any) -> dict[str, Any]:
    return {field.name: field.default for field in fields(kind)}
