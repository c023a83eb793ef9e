"""The bundle of dashboards as Superset imports it: bi/superset/assets, completed by what is written elsewhere.

The names and descriptions of columns are those of dbt/models/marts, the names of rules those of the rule catalogue,
and where the database is depends on the home in use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from dagster_project.publish.models import Mart, MartColumn
from dagster_project.publish.rule_catalogue import Rule

Document = dict[str, Any]
_MART = re.compile(r"\bmarts\.(\w+)")


class BundleError(ValueError):
    """A file of the assets does not fit the marts; the message names the file."""


def write_bundle(
    assets: Path, folder: Path, marts: Sequence[Mart], rules: Sequence[Rule], connection: Mapping[str, Any]
) -> None:
    """Write the assets to a folder, complete.

    connection: `sqlalchemy_uri` and `engine_params` of the database. Raises BundleError.
    """
    for name, document in read_assets(assets).items():
        match name.split("/"):
            case ["databases", _]:
                document = _connected(document, connection)
            case ["datasets", _]:
                document = completed_dataset(name, document, marts, rules)
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")


def read_assets(assets: Path) -> dict[str, Document]:
    """The files of the assets by their names, such as charts/overview_status.yaml."""
    files = sorted(assets.rglob("*.yaml"))
    return {file.relative_to(assets).as_posix(): yaml.safe_load(file.read_text(encoding="utf-8")) for file in files}


def marts_of(dataset: Document) -> set[str]:
    """The marts that a dataset reads: one as it is, or those that its query names."""
    return set(_MART.findall(dataset["sql"])) if dataset["sql"] else {dataset["table_name"]}


def completed_dataset(name: str, dataset: Document, marts: Sequence[Mart], rules: Sequence[Rule]) -> Document:
    """The dataset with every column named, described and typed. One that is a mart has all the columns of the mart.

    A column without a name of its own is one of a mart that is read. Raises BundleError for one that is of none.
    """
    read = [mart for mart in marts if mart.name in marts_of(dataset)]
    known = {column.name: column for mart in read for column in mart.columns}
    listed = {column["column_name"]: column for column in dataset["columns"]}
    if not dataset["sql"]:
        listed = {**{column: {"column_name": column} for column in known}, **listed}
    columns = [_completed(name, column, known) for column in listed.values()]
    if "rule_id" in listed:
        columns.append(_rule_name(rules))
    return {**dataset, "columns": columns}


def _completed(name: str, column: Document, known: Mapping[str, MartColumn]) -> Document:
    described = known.get(column["column_name"])
    if "verbose_name" not in column:
        if described is None:
            raise BundleError(f"{name}: column {column['column_name']} has no verbose_name and is of none of its marts")
        column = {**column, **_of_the_mart(described)}
    return {"is_dttm": False, "is_active": True, "groupby": True, "filterable": True, **column}


def _of_the_mart(column: MartColumn) -> Document:
    return {
        "verbose_name": column.name_zh,
        "description": f"{column.description_zh} ({column.description})",
        "type": column.data_type.upper(),
    }


def _rule_name(rules: Sequence[Rule]) -> Document:
    """A column with the Chinese name of the rule that rule_id names."""
    cases = " ".join(
        f"when '{rule.rule_id}' then '{rule.statement_zh.replace(chr(39), chr(39) * 2)}'" for rule in rules
    )
    own = {"column_name": "rule_name", "verbose_name": "规则", "type": "VARCHAR"}
    expression = {"expression": f"case rule_id {cases} else rule_id end"}
    return {**own, **expression, "is_dttm": False, "is_active": True, "groupby": True, "filterable": True}


def _connected(database: Document, connection: Mapping[str, Any]) -> Document:
    extra = {**database["extra"], "engine_params": connection["engine_params"]}
    return {**database, "sqlalchemy_uri": connection["sqlalchemy_uri"], "extra": extra}
