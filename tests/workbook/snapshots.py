"""Snapshots with every mart as the models describe it, and the rows that a test gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.paths import project_root
from dagster_project.publish.models import marts
from dagster_project.publish.tables import Column, Table, create_like

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def write_snapshot(path: Path, rows: Rows, quarantined: Rows | None = None) -> Path:
    """Write a snapshot whose schemas hold all marts: `rows` by table in marts, `quarantined` in quarantine."""
    with duckdb.connect(str(path)) as connection:
        for schema, given in (("marts", rows), ("quarantine", quarantined or {})):
            connection.execute(f"create schema {schema}")
            for mart in marts(project_root() / "dbt"):
                columns = (
                    Column(c.name, c.data_type, True, f"{c.name_zh} · {c.description_zh} · {c.description}")
                    for c in mart.columns
                )
                comment = f"{mart.name_zh} · {mart.description_zh} · {mart.description}"
                create_like(connection, Table(mart.name, tuple(columns), (), comment), schema)
                for row in given.get(mart.name, ()):
                    places = ", ".join("?" * len(row))
                    insert = f"insert into {schema}.{mart.name} ({', '.join(row)}) values ({places})"
                    connection.execute(insert, list(row.values()))
    return path
