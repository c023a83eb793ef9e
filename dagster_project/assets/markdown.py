"""Rows as a markdown table, for metadata in the Dagster UI."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import dagster as dg

LONGEST_CELL = 60


def markdown_table(column_names: Sequence[str], rows: Iterable[Sequence[object]]) -> dg.MarkdownMetadataValue:
    """A table of the rows; a missing value is an empty cell, a long one is cut."""
    lines = [column_names, ["---"] * len(column_names), *rows]
    return dg.MetadataValue.md("\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines))


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    if len(text) > LONGEST_CELL:
        text = text[: LONGEST_CELL - 1] + "…"
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
