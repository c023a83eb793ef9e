"""Findings of reports as pages that can be sent back to a department: plain text, Markdown, Excel."""

from dagster_project.findings.page import as_markdown, as_text
from dagster_project.findings.records import Finding, Place, ReportFindings, read_findings
from dagster_project.findings.workbook import write_workbook

__all__ = ["Finding", "Place", "ReportFindings", "as_markdown", "as_text", "read_findings", "write_workbook"]
