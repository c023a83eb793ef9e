"""The offline page: a published snapshot as HTML files that open by a double-click, without any network."""

from dagster_project.report_page.libraries import Libraries, LibrariesMissingError, find_libraries
from dagster_project.report_page.write import INDEX_BUDGET, SIZE_BUDGET, WrittenPages, write_report_page

__all__ = [
    "INDEX_BUDGET",
    "SIZE_BUDGET",
    "Libraries",
    "LibrariesMissingError",
    "WrittenPages",
    "find_libraries",
    "write_report_page",
]
