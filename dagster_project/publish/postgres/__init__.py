"""The published marts on a PostgreSQL server, for BI tools of many users."""

from dagster_project.publish.postgres.publication import PostgresPublication, PublishedTable, publish_to_postgres
from dagster_project.publish.postgres.server import PostgresError

__all__ = ["PostgresError", "PostgresPublication", "PublishedTable", "publish_to_postgres"]
