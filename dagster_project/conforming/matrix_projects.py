"""A row of bare amounts under headings that name projects, whose last column is their sum."""

from __future__ import annotations

import re
from decimal import Decimal

from dagster_project.conforming.matrix_labels import is_sum
from dagster_project.extraction.marks import innermost
from dagster_project.extraction.records import PrintedValue

FEWEST = 3


def column_projects(bare: list[PrintedValue]) -> list[tuple[PrintedValue, str, str | None]]:
    """(amount, heading, project) of each; the sum's project is None. Empty where the amounts do not add up."""
    headings = [innermost(value.column_label) for value in bare]
    amounts = [Decimal(value.value) for value in bare if value.value is not None]
    if len(bare) < FEWEST or len(amounts) != len(bare) or not is_sum(headings[-1]) or sum(amounts[:-1]) != amounts[-1]:
        return []
    return [
        (value, heading, None if is_sum(heading) else re.sub(r"\s+", "", heading))
        for value, heading in zip(bare, headings, strict=True)
    ]
