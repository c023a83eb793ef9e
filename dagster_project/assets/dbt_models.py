"""Stage 3: dbt builds seeds, staging, intermediate, candidate marts and the audit of them, and tests their shape."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource, DbtProject, dbt_assets

from dagster_project.assets.markdown import markdown_table
from dagster_project.assets.retries import retried
from dagster_project.assets.warehouse import OWNERS, WRITER_POOL, Warehouse
from dagster_project.checks.validation import warm_up
from dagster_project.database import connect
from dagster_project.engine import Engine, chosen_engine


class LayerTranslator(DagsterDbtTranslator):
    """Every dbt resource stands in the group, and under the key prefix, of its layer."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_code_references=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        return dg.AssetKey([self.get_group_name(dbt_resource_props), dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        match dbt_resource_props["resource_type"]:
            case "seed":
                return "seeds"
            case "source":
                return str(dbt_resource_props["source_name"])
            case _:
                return str(dbt_resource_props["fqn"][1])

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        name_zh = dbt_resource_props.get("config", {}).get("meta", {}).get("name_zh")
        description = str(dbt_resource_props.get("description") or "")
        return f"{name_zh}: {description}" if name_zh else description

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:  # noqa: ARG002 - the base class's own
        return OWNERS


def dbt_model_assets(project: DbtProject) -> dg.AssetsDefinition:
    """All models and seeds of the project as one step; its data tests are asset checks."""

    @dbt_assets(
        manifest=project.manifest_path,
        project=project,
        dagster_dbt_translator=LayerTranslator(),
        name="dbt_build",
        pool=WRITER_POOL,
    )
    def dbt_build(context: dg.AssetExecutionContext, warehouse: Warehouse, dbt: DbtCliResource) -> Iterator[Any]:
        warm_up()  # while dbt works in a process of its own
        # Unit tests are about the SQL, not the data: `make test` runs them.
        arguments = ["build", "--exclude-resource-type", "unit_test"]
        invocation = dbt.cli(arguments, context=context, target_path=warehouse.home.dbt_target, raise_on_error=False)
        # DuckDB lets nobody read while dbt writes: rows are counted once it is done. Checks are told as they come.
        outputs = []
        for event in invocation.stream():
            if isinstance(event, dg.Output):
                outputs.append(event)
            else:
                yield event
        with retried():
            if chosen_engine() is Engine.SPARK:
                from dagster_project.spark.models import bring_back

                bring_back(warehouse.home.spark_tables, warehouse.home.spark_raw, warehouse.home.build_file)
            with connect(warehouse.home.build_file, read_only=True) as connection:
                for output in outputs:
                    yield _with_rows(output, connection, context)
            # Raised last, so that the tests that failed are seen as failed checks.
            if error := invocation.get_error():
                raise error

    return dbt_build


def _with_rows(
    output: dg.Output[Any], connection: duckdb.DuckDBPyConnection, context: dg.AssetExecutionContext
) -> dg.Output[Any]:
    """A model's output with its row count and first rows, where it is a table of the build file.

    A view would be computed once more for each.
    """
    schema, name = context.asset_key_for_output(output.output_name).path
    relation = f'"{schema}"."{name}"'
    if not connection.execute(
        "select 1 from duckdb_tables() where schema_name = ? and table_name = ?", [schema, name]
    ).fetchone():
        return output
    counted = connection.execute(f"select count(*) from {relation}").fetchone()
    sample = connection.execute(f"select * from {relation} limit 5")
    column_names = [column[0] for column in sample.description or ()]
    return output.with_metadata(
        {
            **output.metadata,
            "dagster/row_count": counted[0] if counted else 0,
            "sample": markdown_table(column_names, sample.fetchall()),
        }
    )
