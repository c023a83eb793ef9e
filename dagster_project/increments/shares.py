"""How much one build takes: what its models can hold in the memory that DuckDB may take.

DuckDB writes sorts and joins to disk where memory is short, but not the lists that some aggregates gather.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dagster_project.paths import memory_bytes

# What the asset of the loaded documents says, as its metadata: the documents that are for the next run.
REMAINING = "remaining"

# Measured on generated reports: docs/performance.md, "Ten million figures".
_BYTES_OF_A_NUMBER = 1250

# Where no other report says: what a short one prints.
_NUMBERS_OF_A_REPORT = 250


def numbers_per_build() -> int:
    """The printed numbers that one build takes, by the memory limit. Raises MemoryLimitError."""
    return max(1, memory_bytes() // _BYTES_OF_A_NUMBER)


@dataclass(frozen=True)
class Capacity:
    """The printed numbers that a build may take, and how many each conformed document has."""

    limit: int
    numbers: Mapping[str, int]

    def take(self, units: Mapping[str, Collection[str]]) -> set[str]:
        """The units that one build takes: in their order all that fit, and of those with numbers one at least.

        units: the documents of each. One that is not conformed yet counts as the mean of those that are.
        """
        counted = [count for count in self.numbers.values() if count]
        mean = sum(counted) // len(counted) if counted else _NUMBERS_OF_A_REPORT
        taken: set[str] = set()
        room = self.limit
        for unit, documents in units.items():
            needed = sum(self.numbers.get(sha, mean) for sha in documents)
            if needed <= room or room == self.limit:
                taken.add(unit)
                room -= needed
        return taken
