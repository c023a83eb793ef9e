"""`xianzhang docs`."""

from __future__ import annotations

from dagster_project.cli.exit_codes import ExitCode
from dagster_project.cli.terminal import new_console
from dagster_project.paths import Home, project_root
from dagster_project.publish import Holder, warehouse_lock
from dagster_project.publish.model_docs import ModelDocsError, write_model_docs


def write_docs(home: Home) -> ExitCode:
    """Write dbt's pages on the models of the last run, and say where they are."""
    console = new_console()

    def tell(holder: Holder | None) -> None:
        console.print(f"waiting for {holder or 'another process'} to end …", markup=False)

    if not (home.build_file.is_file() and (home.dbt_target / "manifest.json").is_file()):
        console.print("Nothing is built yet: xianzhang run.", markup=False)
        return ExitCode.ERROR
    try:
        with warehouse_lock(home.lock_file, "docs", on_wait=tell):
            write_model_docs(project_root() / "dbt", home.dbt_target, home.model_docs)
    except ModelDocsError as error:
        console.print(str(error), markup=False, soft_wrap=True)
        return ExitCode.ERROR
    console.print(str(home.model_docs), markup=False, soft_wrap=True)
    return ExitCode.WELL
