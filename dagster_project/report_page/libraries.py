"""The chart and table libraries that go into the page, from the folder that `npm ci` fills."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_CHARTS = "echarts/dist/echarts.common.min.js"
_TABLES = "tabulator-tables/dist/js/tabulator.min.js"
_TABLE_STYLE = "tabulator-tables/dist/css/tabulator.min.css"
_LICENCES = ("echarts/LICENSE", "echarts/NOTICE", "tabulator-tables/LICENSE", "zrender/LICENSE", "tslib/LICENSE.txt")

# A browser with its tools open would look for the map beside the page.
_SOURCE_MAP = re.compile(r"(?://|/\*)# sourceMappingURL=[^\s*]+(?:\s*\*/)?\s*\Z")


class LibrariesMissingError(RuntimeError):
    """A library of the page is not installed; the message says how to install it."""


@dataclass(frozen=True)
class Libraries:
    """Source texts: charts and tables (JavaScript), the style of the tables, and the licences of all."""

    charts: str
    tables: str
    table_style: str
    licences: str


def find_libraries(node_modules: Path) -> Libraries:
    """The libraries as npm installed them. Raises LibrariesMissingError."""
    return Libraries(
        charts=_text(node_modules / _CHARTS),
        tables=_text(node_modules / _TABLES),
        table_style=_text(node_modules / _TABLE_STYLE),
        licences="\n\n".join(f"{name}\n\n{_text(node_modules / name)}" for name in _LICENCES),
    )


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise LibrariesMissingError(
            f"缺少网页所用的程序库 {path.name}，请先运行 make install。 (Missing library of the page: make install.)"
        ) from error
    # HTML turns a carriage return into a line feed, and the hash in the policy would not match.
    return _SOURCE_MAP.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
