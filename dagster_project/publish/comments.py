"""Names and descriptions that travel with the published tables: Chinese first, from where the models are described."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dagster_project.publish.tables import Table


@dataclass(frozen=True)
class TableComments:
    """The comment of a table and those of its columns, by name."""

    table: str | None
    columns: Mapping[str, str]


def comments_of_models(manifest_file: Path) -> dict[str, TableComments]:
    """Comments by mart, from dbt's manifest.json: name_zh and description_zh of meta, then the description.

    Raises FileNotFoundError where the project has not been parsed.
    """
    nodes = json.loads(manifest_file.read_text(encoding="utf-8"))["nodes"].values()
    return {
        node["name"]: TableComments(
            _comment(node),
            {name: text for name, column in node["columns"].items() if (text := _comment(column))},
        )
        for node in nodes
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }


def commented(table: Table, comments: Mapping[str, TableComments]) -> Table:
    """The table with the comments that are known for it, its own where none are."""
    known = comments.get(table.name)
    if known is None:
        return table
    columns = tuple(replace(column, comment=known.columns.get(column.name, column.comment)) for column in table.columns)
    return replace(table, columns=columns, comment=known.table or table.comment)


def _comment(described: Mapping[str, Any]) -> str | None:
    meta = described.get("config", {}).get("meta") or described.get("meta") or {}
    parts = [meta.get("name_zh"), meta.get("description_zh"), " ".join((described.get("description") or "").split())]
    return " · ".join(part for part in parts if part) or None
