"""The basis of a build: the code, lexicon, models, rules and expectations that decide what comes of any document."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import duckdb

from dagster_project.dbt_command import project_files

FULL_VARIABLE = "XIANZHANG_FULL"

_PACKAGES = (
    "reading",
    "extraction",
    "conforming",
    "reviewing",
    "loading",
    "increments",
    "checks",
    "publish",
    "spark",
)


def basis_of(root: Path) -> str:
    """SHA-256 of all that decides what comes of a document, but for the document itself; root: the repository.

    Where it differs from the basis of what is published, every document is built again.
    """
    digest = hashlib.sha256(f"duckdb {duckdb.__version__}".encode())
    for path in sorted(_files(root)):
        content = path.read_bytes()
        digest.update(f"\n{path.relative_to(root).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def want_full_build(full: bool) -> None:
    """Have this process, and those that it starts, build everything again."""
    if full:
        os.environ[FULL_VARIABLE] = "1"


def full_build_wanted() -> bool:
    return os.environ.get(FULL_VARIABLE, "") not in ("", "0")


def _files(root: Path) -> list[Path]:
    found = [*project_files(root / "dbt"), *(root / "expectations").glob("*.json")]
    for package in _PACKAGES:
        found += [path for path in (root / "dagster_project" / package).rglob("*") if path.suffix in {".py", ".sql"}]
    return found
