"""Stage 1: what was dropped in the inbox becomes extracts, or is set aside."""

from dataclasses import asdict

import dagster as dg

from dagster_project.assets.markdown import markdown_table
from dagster_project.assets.retries import retried
from dagster_project.assets.warehouse import OWNERS, WRITER_POOL, Warehouse
from dagster_project.engine import Engine, chosen_engine
from dagster_project.ingestion import (
    IngestOutcome,
    Manifest,
    current_reader_versions,
    ingest_inbox,
    reread_outdated,
)
from dagster_project.paths import Home
from dagster_project.processes import process_count

EXTRACTS = dg.AssetKey(["extracts"])


@dg.asset(
    key=EXTRACTS,
    group_name="ingestion",
    kinds={"python", "file"},
    owners=OWNERS,
    pool=WRITER_POOL,
    description=(
        "Every number printed in every document that came in, with its label, unit and place, one file per document "
        "in raw/extracts. Materializing reads what lies in raw/inbox, and again what an older reader read; what cannot "
        "be read goes to raw/set_aside, with the reason."
    ),
)
def extracts(warehouse: Warehouse) -> dg.MaterializeResult[None]:
    home = warehouse.home
    with retried():
        manifest = Manifest(home.manifest)
        read_anew = reread_outdated(home, current_reader_versions(), manifest=manifest)
        outcomes = [*read_anew, *_ingest_inbox(home, manifest)]
    last = manifest.rows_of(list(manifest.lines)[-20:])
    return dg.MaterializeResult(
        metadata={
            "documents": len(manifest),
            "outcomes": dg.MetadataValue.json([asdict(outcome) for outcome in outcomes]),
            "manifest": markdown_table(
                ["no.", "document", "read by", "published on"],
                [(row.received_no, row.source_name, row.reader_version, row.published_on) for row in last],
            ),
        }
    )


def _ingest_inbox(home: Home, manifest: Manifest) -> list[IngestOutcome]:
    if chosen_engine() is not Engine.SPARK or not any(home.inbox.iterdir()):
        return ingest_inbox(home, processes=process_count(), manifest=manifest)
    from dagster_project.spark.extraction_job import extract_on_spark, extracts_of
    from dagster_project.spark.session import chosen_session

    with chosen_session(home) as spark:
        extract_on_spark(spark, home.inbox, home.spark_extracts)
    with extracts_of(home.spark_extracts) as to_extract:
        return ingest_inbox(home, to_extract, manifest=manifest)
