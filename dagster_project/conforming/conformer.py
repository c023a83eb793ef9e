"""Conforming with the lexicon of a folder of seeds, to be handed to other processes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dagster_project.conforming.conform import conform
from dagster_project.conforming.lexicon import Lexicon
from dagster_project.conforming.records import Conformed
from dagster_project.extraction.records import Extract


@dataclass(frozen=True)
class Conformer:
    """conform(extract, lexicon) for the lexicon of the seeds, which every process reads for itself, once."""

    seeds: Path

    @cached_property
    def lexicon(self) -> Lexicon:
        """The lexicon as the seeds are when it is first needed."""
        return Lexicon.from_seeds(self.seeds)

    def __call__(self, extract: Extract) -> Conformed:
        return conform(extract, self.lexicon)

    def __reduce__(self) -> tuple[type[Conformer], tuple[Path]]:
        return Conformer, (self.seeds,)
