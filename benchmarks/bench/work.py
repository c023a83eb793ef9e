"""A step of the pipeline in a process of its own, to be measured: `python -m benchmarks.bench.work STEP HOME [DIR]`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from graphlib import TopologicalSorter
from multiprocessing import forkserver
from pathlib import Path

from benchmarks.corpus.home import conformed_home
from dagster_project.conforming import Conformer
from dagster_project.database import connect
from dagster_project.extraction import extract_file
from dagster_project.increments import Departments, Increments, basis_of, numbers_per_build
from dagster_project.ingestion import ingest_files
from dagster_project.loading import load
from dagster_project.paths import Home, project_root
from dagster_project.processes import process_count

DBT = project_root() / "dbt"


def start(_home: Home) -> None:
    """Nothing but what every step imports."""


def ingest(home: Home, folder: Path) -> None:
    """Read the documents of a folder."""
    for _ in ingest_files(sorted(folder.iterdir()), home, processes=process_count()):
        pass


def load_extracts(home: Home) -> None:
    """Load the extracts of the home: what changed since it was published, as many as one build takes."""
    increments = Increments(
        basis_of(project_root()), Departments(DBT / "seeds").department_of, numbers_per_build=numbers_per_build()
    )
    load(home, Conformer(DBT / "seeds"), extract_file.read, process_count(), increments)


def conform(home: Home, folder: Path) -> None:
    """Take raw rows in place of extracts that are to be conformed."""
    conformed_home(home, folder, basis_of(project_root()))


def parse(home: Home) -> None:
    """Parse the dbt project for the home: what its first run does."""
    from dagster_project.assets.dbt_project import dbt_project

    dbt_project(home)


def build(_home: Home) -> None:
    """Build the candidates and test them."""
    from dagster_project.assets.dbt_project import DBT as COMMAND

    subprocess.run(  # noqa: S603 - our own dbt, fixed arguments
        [
            *(str(COMMAND), "--quiet", "build", "--exclude-resource-type", "unit_test"),
            *("--project-dir", str(DBT), "--profiles-dir", str(DBT)),
        ],
        check=True,
    )


def sql(home: Home) -> None:
    """Build the candidates once more from the SQL that dbt compiled, without dbt and its tests."""
    manifest = json.loads((home.dbt_target / "manifest.json").read_text(encoding="utf-8"))
    models = {key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"}
    needs = {key: [need for need in node["depends_on"]["nodes"] if need in models] for key, node in models.items()}
    with connect(home.build_file) as connection:
        for key in TopologicalSorter(needs).static_order():
            model = models[key]
            kind = "view" if model["config"]["materialized"] == "view" else "table"
            compiled = home.dbt_target / "compiled" / model["package_name"] / model["original_file_path"]
            query = compiled.read_text(encoding="utf-8")
            connection.execute(f"create or replace {kind} {model['schema']}.{model['name']} as {query}")


def gate(home: Home) -> None:
    """Check the candidates."""
    from dagster_project.checks import run_gate, write_page, write_results

    result = run_gate(home.build_file, project_root() / "expectations")
    write_results(result, home.validation)
    write_page(result, home.validation)


def publish(home: Home) -> None:
    """Publish what passed."""
    from dagster_project.checks import read_verdict
    from dagster_project.publish import comments_of_models
    from dagster_project.publish import publish as publish_snapshot

    verdict = read_verdict(home.validation, home.build_file)
    comments = comments_of_models(home.dbt_target / "manifest.json")
    publish_snapshot(home.build_file, home.snapshot_file, home.parquet, verdict.quarantined, comments)


def page(home: Home) -> None:
    """Write the page of what is published."""
    from dagster_project.publish.rule_catalogue import rules
    from dagster_project.report_page import find_libraries, write_report_page

    libraries = find_libraries(project_root() / "node_modules")
    write_report_page(home.snapshot_file, home.report, libraries, rules(DBT))


STEPS: Mapping[str, Callable[..., None]] = {
    "start": start,
    "ingest": ingest,
    "load": load_extracts,
    "conform": conform,
    "parse": parse,
    "build": build,
    "sql": sql,
    "gate": gate,
    "publish": publish,
    "page": page,
}


def main(step: str, home: str, *folders: str) -> None:
    """Do the step on the home."""
    STEPS[step](Home(Path(home)).enter(), *map(Path, folders))
    forkserver._forkserver._stop()  # type: ignore[attr-defined] # waits for it: else its seconds are not counted


if __name__ == "__main__":
    main(*sys.argv[1:])
