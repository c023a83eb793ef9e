"""What can be started: the main job, which takes documents from the inbox to the published marts."""

from __future__ import annotations

import dagster as dg

MAIN = "main"

main_job = dg.define_asset_job(
    MAIN,
    selection=dg.AssetSelection.all(),
    description=(
        "Reads the inbox, loads all extracts, builds and tests the candidate marts, checks them and publishes what "
        "passed. The same as `xianzhang run`."
    ),
)
