"""Publishing: the snapshot that readers see, its Parquet and its exports."""

from dagster_project.publish.comments import TableComments, comments_of_models
from dagster_project.publish.difference import TableChange
from dagster_project.publish.errors import PublishError
from dagster_project.publish.export import ExportedFile, ExportFormat, export
from dagster_project.publish.lock import Holder, LockTimeoutError, warehouse_lock
from dagster_project.publish.snapshot import PublishResult, publish

__all__ = [
    "ExportFormat",
    "ExportedFile",
    "Holder",
    "LockTimeoutError",
    "PublishError",
    "PublishResult",
    "TableChange",
    "TableComments",
    "comments_of_models",
    "export",
    "publish",
    "warehouse_lock",
]
