"""How Superset reaches the marts: the DuckDB snapshot of a home, or PostgreSQL."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

_POSTGRES = re.compile(r"^postgres(?:ql)?://")


class ConnectionNameError(ValueError):
    """The database that is asked for cannot be named to Superset."""


def snapshot_connection(snapshot: Path) -> dict[str, Any]:
    """Reading alone, no other file and no network, and no way to change that from a query."""
    config = {"enable_external_access": False, "lock_configuration": True}
    return {
        # The link itself: what it leads to changes with every publication. Not escaped: SQLAlchemy 1.4, which Superset
        # pins, unescapes no database, unlike SQLAlchemy 2.1.
        "sqlalchemy_uri": f"duckdb:///{snapshot.absolute()}",
        "engine_params": {"connect_args": {"read_only": True, "config": config}},
    }


def postgres_connection(dsn: str) -> dict[str, Any]:
    """Of a URI, postgresql://reader:…@host/bi; its user needs no more than the reader's role.

    Raises ConnectionNameError for a DSN of keywords, which Superset does not take; never repeats it.
    """
    if not _POSTGRES.match(dsn):
        raise ConnectionNameError("SUPERSET_POSTGRES_DSN: postgresql://user:password@host/database is wanted")
    options = "-c default_transaction_read_only=on"
    return {
        "sqlalchemy_uri": _POSTGRES.sub("postgresql+psycopg2://", dsn),
        "engine_params": {"connect_args": {"options": options, "application_name": "xianzhang superset"}},
    }
