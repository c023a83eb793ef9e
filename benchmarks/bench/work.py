"""A step of the pipeline in a process of its own, to be measured: `python -m benchmarks.bench.work STEP HOME [DIR]`."""

from __future__ import annotations

import sys
from multiprocessing import forkserver
from pathlib import Path

from dagster_project.conforming import Conformer
from dagster_project.extraction import extract_file
from dagster_project.ingestion import ingest_files
from dagster_project.loading import load
from dagster_project.paths import Home, project_root
from dagster_project.processes import process_count


def main(step: str, home: Home, folder: Path | None = None) -> None:
    """start: nothing but what every step imports. ingest: the documents of a folder. load: all extracts of the home."""
    if step == "ingest" and folder is not None:
        for _ in ingest_files(sorted(folder.iterdir()), home, processes=process_count()):
            pass
    if step == "load":
        load(home, Conformer(project_root() / "dbt" / "seeds"), extract_file.read, process_count())
    forkserver._forkserver._stop()  # type: ignore[attr-defined] # waits for it: else its seconds are not counted


if __name__ == "__main__":
    main(sys.argv[1], Home(Path(sys.argv[2])).create(), *map(Path, sys.argv[3:]))
