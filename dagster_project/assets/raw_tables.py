"""Stage 2: extracts, conformed by the lexicon of dbt/seeds, become the raw tables of a new build file: of all
documents, or of the departments in which something changed, as many as one build takes."""

from collections.abc import Iterator
from dataclasses import asdict

import dagster as dg

from dagster_project.assets.extracts import EXTRACTS
from dagster_project.assets.markdown import markdown_table
from dagster_project.assets.retries import retried
from dagster_project.assets.warehouse import OWNERS, WRITER_POOL, Warehouse
from dagster_project.engine import Engine, chosen_engine
from dagster_project.increments import Departments, Increments, basis_of, full_build_wanted, numbers_per_build
from dagster_project.increments.shares import REMAINING
from dagster_project.loading import LoadedTable, LoadResult, RawTable, load, raw_tables
from dagster_project.paths import project_root
from dagster_project.processes import process_count


def raw_key(table_name: str) -> dg.AssetKey:
    return dg.AssetKey(["raw", table_name])


def _spec(table: RawTable) -> dg.AssetSpec:
    columns = [
        dg.TableColumn(
            column.name,
            column.type,
            description=column.description,
            constraints=dg.TableColumnConstraints(nullable=column.nullable),
        )
        for column in table.columns
    ]
    return dg.AssetSpec(
        raw_key(table.name),
        deps=[EXTRACTS],
        group_name="raw",
        kinds={"python", "duckdb", "table"},
        owners=OWNERS,
        description=table.description,
        metadata={"dagster/column_schema": dg.TableSchema(columns), "dagster/table_name": f"raw.{table.name}"},
    )


@dg.multi_asset(specs=[_spec(table) for table in raw_tables()], name="raw_tables", pool=WRITER_POOL)
def raw_table_assets(warehouse: Warehouse) -> Iterator[dg.MaterializeResult[None]]:
    with retried():
        result = _load(warehouse)
    failed = [asdict(record) for record in result.set_aside]
    for table in result.tables:
        metadata = _metadata(table)
        if table.name == "set_aside":
            metadata["conforming_failed"] = dg.MetadataValue.json(failed)
        if table.name == "document":
            metadata[REMAINING] = dg.MetadataValue.int(result.remaining)
        yield dg.MaterializeResult(asset_key=raw_key(table.name), metadata=metadata)


def _load(warehouse: Warehouse) -> LoadResult:
    if chosen_engine() is Engine.SPARK:
        from dagster_project.spark.loading_job import load_on_spark
        from dagster_project.spark.session import chosen_session

        with chosen_session(warehouse.home) as spark:
            return load_on_spark(spark, warehouse.home, basis_of(project_root()))
    from dagster_project.conforming import Conformer
    from dagster_project.extraction import extract_file

    increments = Increments(
        basis_of(project_root()),
        Departments(warehouse.seeds).department_of,
        full=full_build_wanted(),
        numbers_per_build=numbers_per_build(),
    )
    return load(warehouse.home, Conformer(warehouse.seeds), extract_file.read, process_count(), increments)


def _metadata(table: LoadedTable) -> dict[str, dg.MetadataValue]:
    return {
        "dagster/row_count": dg.MetadataValue.int(table.row_count),
        "sample": markdown_table(table.column_names, table.sample),
    }
