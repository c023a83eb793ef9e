"""The pages that dbt makes of the models: columns, tests, SQL and lineage, in one file that opens offline."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DBT = Path(sys.executable).with_name("dbt")
# What dbt leaves beside the page that is wanted.
_LEFT = ("index.html", "catalog.json")


class ModelDocsError(RuntimeError):
    """dbt cannot make its pages; the message is dbt's own."""


def write_model_docs(project_dir: Path, target: Path, page: Path) -> None:
    """Write the page, replacing what is there.

    target: dbt's folder with the manifest of the last run; the build file is that of the environment, and nobody else
    may have it open. Raises ModelDocsError.
    """
    project = ["--project-dir", str(project_dir), "--profiles-dir", str(project_dir), "--target-path", str(target)]
    # The manifest of the run has the compiled SQL: compiling anew would only take longer.
    finished = subprocess.run(  # noqa: S603 - our own dbt, fixed arguments
        [str(DBT), "--quiet", "--no-use-colors", "docs", "generate", "--static", "--no-compile", *project],
        cwd=target,
        capture_output=True,
        text=True,
        check=False,
    )
    made = target / "static_index.html"
    if finished.returncode != 0 or not made.is_file():
        raise ModelDocsError(f"dbt cannot make its pages:\n{finished.stdout}{finished.stderr}".rstrip())
    page.parent.mkdir(parents=True, exist_ok=True)
    made.replace(page)
    for name in _LEFT:
        (target / name).unlink(missing_ok=True)
