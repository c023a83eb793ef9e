"""The basis of a build: the code, lexicon, models, rules and expectations that decide what comes of any document."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import duckdb

FULL_VARIABLE = "XIANZHANG_FULL"

# dbt's own folders of output lie in the home, but a developer's may lie in dbt/.
_DATA = {
    "dbt": {".sql", ".yml", ".csv"},
    "expectations": {".yml", ".yaml", ".json"},
}
_LEFT_OUT = {"target", "logs", "dbt_packages"}
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
    found = [
        path
        for folder, endings in _DATA.items()
        for path in (root / folder).rglob("*")
        if path.suffix in endings and not _LEFT_OUT & set(path.relative_to(root).parts)
    ]
    for package in _PACKAGES:
        found += [path for path in (root / "dagster_project" / package).rglob("*") if path.suffix in {".py", ".sql"}]
    return found
