"""Loading: extracts, conformed, become the raw schema of the build file; the only Python that writes to it."""

from dagster_project.loading.batches import LoadingError
from dagster_project.loading.loader import LoadedTable, LoadResult, load
from dagster_project.loading.raw_schema import RawColumn, RawTable, raw_tables

__all__ = ["LoadResult", "LoadedTable", "LoadingError", "RawColumn", "RawTable", "load", "raw_tables"]
