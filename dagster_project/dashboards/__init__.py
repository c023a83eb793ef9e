"""The dashboards of bi/superset: a bundle for Superset, and the Superset that shows it."""

from dagster_project.dashboards.bundle import BundleError, read_assets, write_bundle
from dagster_project.dashboards.connection import ConnectionNameError, postgres_connection, snapshot_connection
from dagster_project.dashboards.superset import Superset, SupersetError

__all__ = [
    "BundleError",
    "ConnectionNameError",
    "Superset",
    "SupersetError",
    "postgres_connection",
    "read_assets",
    "snapshot_connection",
    "write_bundle",
]
