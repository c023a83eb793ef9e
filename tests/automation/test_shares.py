"""A run that left documents behind asks for the next."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from dagster_project.automation import MAIN, shares_sensor
from dagster_project.increments.shares import REMAINING


@pytest.mark.parametrize(("remaining", "runs"), [(7, 1), (0, 0)])
def test_a_run_is_asked_for_while_something_is_left(tmp_path: Path, remaining: int, runs: int) -> None:
    @dg.asset
    def document() -> dg.MaterializeResult[None]:
        return dg.MaterializeResult(metadata={REMAINING: remaining})

    @dg.asset
    def another() -> None: ...

    definitions = dg.Definitions(assets=[document, another], jobs=[dg.define_asset_job(MAIN)])
    sensor = shares_sensor()
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        result = definitions.resolve_job_def(MAIN).execute_in_process(instance=instance)
        context = dg.build_run_status_sensor_context(
            sensor_name=sensor.name,
            dagster_event=result.get_run_success_event(),
            dagster_instance=instance,
            dagster_run=result.dagster_run,
        )
        asked = [answer for answer in sensor(context) if isinstance(answer, dg.RunRequest)]

    assert [(request.run_key, request.tags["xianzhang/remaining"]) for request in asked] == [
        (result.run_id, str(remaining))
    ] * runs
