"""Writing spreadsheets that people open: exact figures, one style, and no cell that becomes a formula."""

from dagster_project.spreadsheet.book import Book, Column, Link, Row, Sheet
from dagster_project.spreadsheet.cells import FORMULA, NUMBER, begins_a_formula, exact_number, storable, text_width

__all__ = [
    "FORMULA",
    "NUMBER",
    "Book",
    "Column",
    "Link",
    "Row",
    "Sheet",
    "begins_a_formula",
    "exact_number",
    "storable",
    "text_width",
]
