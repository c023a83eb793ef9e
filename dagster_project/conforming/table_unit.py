"""The unit of money of a table that prints none: the text of its section may prove it.

“三公”经费决算较预算减少3.44万元 above a row 24.80 | 21.36 says in what the row is; a text that prints none of a table's
amounts, nor the difference of two in a row, says nothing of it.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

from dagster_project.conforming.grid import FormTable
from dagster_project.conforming.lexicon import Lexicon
from dagster_project.extraction.records import Extract, PrintedValue

FEWEST_DIGITS = 3  # of an amount that does not stand in two places by chance


def proven_unit(table: FormTable, extract: Extract, lexicon: Lexicon) -> str | None:
    """The unit; None where an amount of the table prints one, where nothing proves one, or two are proven."""
    rows = [_amounts(table.lone_numbers(row)) for row in table.rows]
    numbers = [value for values in table.values.values() for value in values if value.place == "table"]
    if not numbers or any(lexicon.unit_kind(value.unit) == "money" for value in numbers):
        return None
    told = {amount for row in rows for amount in row}
    told |= {abs(one - other) for row in rows for one, other in combinations(row, 2)}
    units = {
        value.unit
        for value in extract.values
        if value.table_no is None
        and value.section == numbers[0].section
        and lexicon.unit_kind(value.unit) == "money"
        and value.value is not None
        and _digits(value.value) >= FEWEST_DIGITS
        and Decimal(value.value) in told
    }
    return units.pop() if len(units) == 1 else None


def _amounts(values: list[PrintedValue]) -> list[Decimal]:
    return [Decimal(value.value) for value in values if value.value is not None and value.form != "percent"]


def _digits(value: str) -> int:
    """How many digits a plain decimal has but for zeros at its ends."""
    return len(value.replace(".", "").strip("-0"))
