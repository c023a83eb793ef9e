"""What the files of dbt/models/marts say of each mart: names, descriptions, types, key, references.

A key is the column that dbt tests as `unique`, references are those of the model's test `foreign_keys`: what is
declared to BI tools is what every run has tested, written once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

# In PyYAML's own speed a run would wait a second for these files.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_REF = re.compile(r"ref\('(\w+)'\)")


class ModelError(ValueError):
    """A model's file does not say what a mart needs; the message names file and column."""


@dataclass(frozen=True)
class Reference:
    """A column whose values are those of the key of another mart, or NULL."""

    column: str
    table: str
    key: str


@dataclass(frozen=True)
class MartColumn:
    """A column as described: Chinese name, meaning in English and in Chinese, SQL type."""

    name: str
    name_zh: str
    description: str
    description_zh: str
    data_type: str


@dataclass(frozen=True)
class Mart:
    """A mart as described: its key column, and the columns that lead to other marts."""

    name: str
    name_zh: str
    description: str
    description_zh: str
    columns: tuple[MartColumn, ...]
    key: str
    references: tuple[Reference, ...]

    def reference_of(self, column: str) -> Reference | None:
        return next((reference for reference in self.references if reference.column == column), None)


def marts(project_dir: Path) -> tuple[Mart, ...]:
    """The marts of a dbt project by name. Raises ModelError where a file leaves something out."""
    files = sorted((project_dir / "models" / "marts").glob("*.yml"))
    described = [(file, model) for file in files for model in _models(file)]
    return tuple(sorted((_mart(file, model) for file, model in described), key=lambda mart: mart.name))


def _models(file: Path) -> list[dict[str, Any]]:
    models: list[dict[str, Any]] = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)["models"]  # noqa: S506 - a safe loader
    return models


def _mart(file: Path, model: dict[str, Any]) -> Mart:
    columns = model.get("columns") or []
    keys = [column["name"] for column in columns if "unique" in column.get("data_tests", ())]
    if len(keys) != 1:
        raise ModelError(f"{file.name}: one column is the key and tested as unique, not {keys}")
    return Mart(
        name=model["name"],
        name_zh=_said(file, model, "name_zh"),
        description=_said(file, model, "description"),
        description_zh=_said(file, model, "description_zh"),
        columns=tuple(
            MartColumn(
                name=column["name"],
                name_zh=_said(file, column, "name_zh"),
                description=_said(file, column, "description"),
                description_zh=_said(file, column, "description_zh"),
                data_type=_said(file, column, "data_type"),
            )
            for column in columns
        ),
        key=keys[0],
        references=_references(file, model),
    )


def _references(file: Path, model: dict[str, Any]) -> tuple[Reference, ...]:
    tests = [test["foreign_keys"]["arguments"] for test in model.get("data_tests", ()) if "foreign_keys" in test]
    return tuple(_reference(file, reference) for test in tests for reference in test["references"])


def _reference(file: Path, reference: dict[str, str]) -> Reference:
    target = _REF.fullmatch(reference["to"])
    if not target:
        raise ModelError(f"{file.name}: {reference['column']} refers to {reference['to']}, which is not ref('a mart')")
    return Reference(reference["column"], target[1], reference["field"])


def _said(file: Path, described: dict[str, Any], what: str) -> str:
    """The words of a model or column: its description or its type, or what its meta says in Chinese."""
    given = described.get("config", {}).get("meta", {}) if what.endswith("_zh") else described
    words = " ".join(str(given.get(what) or "").split())
    if not words:
        raise ModelError(f"{file.name}: {described['name']} has no {what}")
    return words
