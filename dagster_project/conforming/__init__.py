"""Conforming: what an extract's labels mean, from the lexicon in dbt/seeds, a pure function."""

from dagster_project.conforming.conform import conform
from dagster_project.conforming.conformer import Conformer
from dagster_project.conforming.lexicon import Lexicon
from dagster_project.conforming.records import Conformed

__all__ = ["Conformed", "Conformer", "Lexicon", "conform"]
