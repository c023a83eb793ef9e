"""Reading: a document's bytes become a Document (text, paragraphs, tables), a pure function of the bytes."""

from dagster_project.reading.document import Cell, Document, Paragraph, Table
from dagster_project.reading.errors import ReadingError
from dagster_project.reading.read import read

__all__ = ["Cell", "Document", "Paragraph", "ReadingError", "Table", "read"]
