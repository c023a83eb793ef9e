"""The published marts as one Excel workbook, for people who look rather than query."""

from dagster_project.workbook.workbook import SheetRows, write_marts

__all__ = ["SheetRows", "write_marts"]
