"""The code location: every stage as assets, for the home folder in use (XIANZHANG_HOME, else the repository)."""

from __future__ import annotations

import warnings

import dagster as dg

from dagster_project.assets.dbt_models import dbt_model_assets
from dagster_project.assets.dbt_project import dbt_project, dbt_resource
from dagster_project.assets.extracts import extracts
from dagster_project.assets.published_snapshot import published_snapshot
from dagster_project.assets.raw_tables import raw_table_assets
from dagster_project.assets.report_page import report_page
from dagster_project.assets.warehouse import WRITER_POOL, Warehouse
from dagster_project.automation import (
    Channels,
    Settings,
    daily_schedule,
    failure_sensor,
    inbox_sensor,
    killed_runs_sensor,
    main_job,
    shares_sensor,
)
from dagster_project.checks.asset_checks import gate_checks
from dagster_project.page_server import VALIDATION, page_address
from dagster_project.paths import Home, find_home, project_root
from dagster_project.publish.rule_catalogue import rules


def build_definitions(home: Home) -> dg.Definitions:
    """The pipeline on one home folder, which is made if it is not there."""
    home.enter()
    settings = Settings.from_environment()
    channels = Channels.from_environment(home.failure_log)
    warehouse = Warehouse(home_folder=str(home.root))
    project = dbt_project(home)
    models = dbt_model_assets(project)
    candidates = [key for key in models.keys if key.path[0] in ("marts", "audit")]
    gate = gate_checks(
        home.build_file,
        warehouse.expectations,
        home.validation,
        {rule.rule_id: f"{rule.statement_zh} · {rule.statement}" for rule in rules(project_root() / "dbt")},
        page_address=page_address(VALIDATION),
        pool=WRITER_POOL,
        # Nobody may write what the gate reads.
        resources=["warehouse"],
    )
    stages = [extracts, raw_table_assets, models, published_snapshot(candidates, settings.fresh_for), report_page]
    with warnings.catch_warnings():
        # Links to the code are still called beta; they are no more than metadata.
        warnings.simplefilter("ignore", dg.BetaWarning)
        assets = dg.with_source_code_references(stages)
    return dg.Definitions(
        assets=assets,
        asset_checks=[gate],
        jobs=[main_job],
        schedules=[daily_schedule(settings)],
        sensors=[
            inbox_sensor(home, running=settings.watch),
            failure_sensor(channels, settings.ui_url),
            killed_runs_sensor(home.running, channels, settings.ui_url),
            shares_sensor(),
        ],
        resources={"warehouse": warehouse, "dbt": dbt_resource(project)},
        # One process for a run: the warehouse is locked once for all its steps, and a child would import dbt anew.
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """What `dagster dev` and `dg` load; made when asked for, so that importing this module writes nothing."""
    return build_definitions(find_home())
