"""The department of a report by its header, as the models tell it: dbt/models/intermediate/int_report.sql."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

# What \s is to DuckDB.
_SPACE = re.compile(r"[ \t\n\f\r]")


class Departments:
    """The departments of reports, by the divisions of a folder of seeds, which are read once when first needed."""

    def __init__(self, seeds: Path) -> None:
        self._seeds = seeds

    def department_of(self, document_sha256: str, header: Mapping[str, Any]) -> str:
        """The key of a document's department, or its own SHA-256 where the header does not tell one.

        header: county_code, department_name, department_stem and fiscal_year of raw.report_header; empty for a
        document that could not be conformed.
        """
        division = self._division(header.get("county_code"), header.get("fiscal_year"))
        printed = header.get("department_name")
        bare = _SPACE.sub("", printed if printed is not None else header.get("department_stem") or "")
        if division is None or not bare:
            return document_sha256
        name = bare
        for part in ("province_name", "prefecture_name", "county_name"):
            if not division[part]:  # as a NULL does in the model
                name = bare
                break
            name = name.replace(division[part], "")
        return hashlib.md5(f"{division['county_code']}|{name or bare}".encode(), usedforsecurity=False).hexdigest()

    def _division(self, county_code: str | None, year: int | None) -> dict[str, str] | None:
        """The division as it was in the year, else as it was last."""

        def rank(division: dict[str, str]) -> tuple[bool, int]:
            start, end = int(division["valid_from"]), division["valid_to"]
            in_force = year is not None and start <= year and (not end or year < int(end))
            return in_force, start

        return max(self._divisions.get(county_code or "", ()), key=rank, default=None)

    @cached_property
    def _divisions(self) -> dict[str, list[dict[str, str]]]:
        divisions: dict[str, list[dict[str, str]]] = defaultdict(list)
        with (self._seeds / "county_divisions.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                divisions[row["county_code"]].append(row)
        return divisions
