"""A document as JSON, as a reading process hands it to the one that asked."""

from __future__ import annotations

import json
from dataclasses import asdict

from dagster_project.reading.document import Attachment, Cell, Document, Paragraph, Table


def prepare() -> None:
    """Import what reads documents, so that no child of a server has to."""
    import openpyxl  # noqa: F401

    import dagster_project.reading.read  # noqa: F401


def read_as_json(data: bytes, name: str) -> str:
    """The document of read(data, name), as JSON; raises ReadingError."""
    from dagster_project.reading.read import read

    return json.dumps(asdict(read(data, name)), ensure_ascii=False)


def document_of(text: str) -> Document:
    """The document that read_as_json wrote."""
    fields = json.loads(text)
    blocks = tuple(
        Table(tuple(Cell(**cell) for cell in block.pop("cells")), **block) if "cells" in block else Paragraph(**block)
        for block in fields.pop("blocks")
    )
    attachments = tuple(Attachment(**attachment) for attachment in fields.pop("attachments"))
    return Document(**fields, blocks=blocks, attachments=attachments)
