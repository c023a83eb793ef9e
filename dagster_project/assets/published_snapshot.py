"""Stage 5: candidates that passed the gate become the snapshot that readers see."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

import dagster as dg

from dagster_project.assets.markdown import markdown_table
from dagster_project.assets.retries import retried
from dagster_project.assets.warehouse import OWNERS, WRITER_POOL, Warehouse
from dagster_project.checks.result_file import read_verdict
from dagster_project.page_server import DOCS, VALIDATION, page_address
from dagster_project.publish import comments_of_models, publish

PUBLISHED_SNAPSHOT = dg.AssetKey(["published", "snapshot"])


def published_snapshot(candidates: Iterable[dg.AssetKey], fresh_for: timedelta | None = None) -> dg.AssetsDefinition:
    """The asset downstream of all candidates: the gate's blocking check holds it back.

    fresh_for: overdue when it was last made longer ago; None: never.
    """

    @dg.asset(
        key=PUBLISHED_SNAPSHOT,
        deps=sorted(candidates),
        group_name="published",
        kinds={"duckdb", "parquet"},
        owners=OWNERS,
        pool=WRITER_POOL,
        # A share of a full build that is not the last publishes nothing yet.
        output_required=False,
        # Dagster's own; it has superseded checks of freshness. A run that changes nothing makes it fresh, too.
        freshness_policy=dg.FreshnessPolicy.time_window(fresh_for) if fresh_for else None,
        description=(
            "warehouse/marts.duckdb and warehouse/marts/*/*.parquet: the marts without the reports that the gate "
            "quarantined, which stand in schema quarantine. Replaced as a whole; left untouched where nothing differs."
        ),
    )
    def snapshot(warehouse: Warehouse) -> Iterator[dg.MaterializeResult[None]]:
        home = warehouse.home
        verdict = read_verdict(home.validation, home.build_file)
        if not verdict.publication_possible:
            # Reached only where the asset is materialized on its own: in the job the blocking check comes first.
            raise dg.Failure("The gate lets nothing be published: see the checks of audit_rule_result.")
        comments = comments_of_models(home.dbt_target / "manifest.json")
        with retried():
            result = publish(home.build_file, home.snapshot_file, home.parquet, verdict.quarantined, comments)
        if not result.is_complete:
            return
        yield dg.MaterializeResult(
            metadata={
                "unchanged": result.unchanged,
                "validation_page": dg.MetadataValue.url(page_address(VALIDATION)),
                **({"model_docs": dg.MetadataValue.url(page_address(DOCS))} if home.model_docs.is_file() else {}),
                "quarantined": dg.MetadataValue.json(sorted(result.quarantined)),
                "changes": markdown_table(
                    ["table", "rows", "added", "removed"],
                    [
                        (f"{table.schema}.{table.name}", table.rows, table.added, table.removed)
                        for table in result.tables
                    ],
                ),
            }
        )

    return snapshot
