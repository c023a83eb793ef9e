"""The files of the page: each put in its place in one step, and removed when nothing leads to it any more."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection
from pathlib import Path

from dagster_project.report_page.kept import PARTS

INDEX = "index.html"

# Of a county by its six digits, or of a prefecture by its four.
_PAGE = re.compile(r"(?:\d{4}|\d{6})\.html")


def replace_file(path: Path, text: str) -> bool:
    """Put a text in its place in one step; whether it differs from what was there."""
    content = text.encode()
    if path.is_file() and path.read_bytes() == content:
        return False
    building = path.with_name(f"{path.name}.building")
    building.write_bytes(content)
    building.replace(path)
    return True


def remove_others(folder: Path, counties: Collection[str], prefectures: Collection[str]) -> bool:
    """Remove pages of counties and prefectures that have none any more, and what an interrupted run left."""
    pages = {*counties, *prefectures}
    others = [
        path
        for path in folder.iterdir()
        if path.name.endswith(".building") or (_PAGE.fullmatch(path.name) and path.stem not in pages)
    ]
    for path in others:
        path.unlink()
    parts = folder / PARTS
    if not counties:
        shutil.rmtree(parts, ignore_errors=True)
    elif parts.is_dir():
        for path in parts.iterdir():
            if path.suffix != ".tsv" or path.stem not in counties:
                path.unlink()
    return bool(others)
