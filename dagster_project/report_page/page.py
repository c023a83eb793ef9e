"""The HTML of a page: a template, its style and scripts, and blocks of packed data, under a strict content policy.

Everything runs from the file itself. Libraries are packed like the data: the page unpacks them and runs them as inline
scripts, which the policy allows by their hashes alone.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape, unescape
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster_project.report_page.libraries import Libraries

# In the order in which they are put together: each uses only what stands before it, but for what runs on an event.
_SHARED = ("texts", "dom", "chunks", "decimals", "state", "marks", "shell")
SCRIPTS = (
    *_SHARED,
    "data",
    "selection",
    "filters",
    "summary",
    "groups",
    "chart_options",
    "chart_models",
    "charts",
    "tables",
    "places",
    "panel_parts",
    "panel_versions",
    "panel",
    "printing",
    "main",
)
DIRECTORY_SCRIPTS = (*_SHARED, "directory")

# A chunk stands in one line.
_CHUNK = '<script type="application/octet-stream" id="chunk-{name}">{content}</script>'
_CHUNKS = re.compile(f"^{_CHUNK.format(name='([^<>]*)', content='([^<>]*)')}$", re.MULTILINE)


def packed(text: str) -> str:
    """Text as base64 of gzip: nothing in it can end the block that holds it. The same text gives the same block."""
    # Level 9 takes four times as long for one byte in a hundred.
    return base64.b64encode(gzip.compress(text.encode(), compresslevel=6, mtime=0)).decode()


def render(libraries: Libraries, chunks: Mapping[str, str], *, with_charts: bool = True) -> str:
    """A page of reports around packed chunks, by name. with_charts: whether it carries the library of charts."""
    carried = [libraries.tables, *([libraries.charts] if with_charts else [])]
    chunks = {**_library_chunks(libraries, with_charts), **chunks}
    return _page("reports.html", _style(libraries), SCRIPTS, carried, chunks)


def render_directory(chunks: Mapping[str, str]) -> str:
    """A directory around packed chunks, by name: without libraries."""
    return _page("directory.html", _static("page.css"), DIRECTORY_SCRIPTS, [], chunks)


def chunks_of(html: str) -> dict[str, str]:
    """The packed chunks of a page that `render` gave, by name; those of its libraries, too."""
    return {unescape(name): content for name, content in _CHUNKS.findall(html)}


def _page(
    content: str, style: str, scripts: tuple[str, ...], libraries: Sequence[str], chunks: Mapping[str, str]
) -> str:
    script = _script(scripts)
    return Template(_static("page.html")).substitute(
        policy=escape(_policy([_hash(script), *map(_hash, libraries)], _hash(style))),
        style=style,
        content=_static(content),
        texts=_inlined(_static("texts.json")),
        script=script,
        chunks="\n".join(_CHUNK.format(name=escape(name), content=content) for name, content in chunks.items()),
    )


@cache
def _library_chunks(libraries: Libraries, with_charts: bool) -> dict[str, str]:
    charts = {"library-charts": packed(libraries.charts)} if with_charts else {}
    return {**charts, "library-tables": packed(libraries.tables), "licences": packed(libraries.licences)}


@cache
def _style(libraries: Libraries) -> str:
    return f"{libraries.table_style}\n{_static('page.css')}"


@cache
def _script(names: tuple[str, ...]) -> str:
    parts = "\n".join(_static(f"{name}.js") for name in names)
    return f'(() => {{\n"use strict";\n{parts}}})();'


def _policy(script_hashes: list[str], style_hash: str) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(script_hashes)}",
            f"style-src {style_hash}",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


@cache
def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _inlined(text: str) -> str:
    """JSON that can stand in a script element: it holds nothing that ends one."""
    return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _static(name: str) -> str:
    return resources.files(__package__).joinpath("static", name).read_text(encoding="utf-8")
