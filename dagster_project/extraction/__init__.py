"""Extraction: a Document becomes its printed values with labels, units and locators, a pure function."""

from dagster_project.extraction.extract import extract
from dagster_project.extraction.records import Extract

__all__ = ["Extract", "extract"]
