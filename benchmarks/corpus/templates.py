"""What reading, extraction and conforming make of a wording, once for all reports that share it.

One report of each wording goes the real way. What it becomes is kept, with the names of figures to be put in the place
of its digits, and offsets to be moved by what the words before them are longer or shorter in another report.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.corpus.documents import fill, pieces, text_template, words_of
from benchmarks.corpus.figures import years_of
from benchmarks.corpus.reports import Report, counties
from benchmarks.corpus.wording import Wording
from dagster_project.conforming import Conformed, Conformer
from dagster_project.extraction import Extract, extract
from dagster_project.reading import read

SEEDS = Path(__file__).parents[2] / "dbt" / "seeds"
_NUMBER = r"\d+(?:\.\d+)?"
_PLACES = ("address", "county")

# A text in pieces: what is fixed, and between two of these the name of what goes there.
Pattern = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Template:
    """A wording's text with names in braces, and its sample: its words by name, its extract, that conformed."""

    text: str
    sample: Mapping[str, str]
    extract: Extract
    conformed: Conformed

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the order in which their words stand in the text."""
        return pieces(self.text)[1]

    def patterns(self, texts: Sequence[str | None]) -> dict[int, Pattern]:
        """Texts of the sample with names in the place of its words, by position; those without any are not among them.

        Digits that are no figure's stay as they are.
        """
        names = {self.sample[name]: name for name in (*self.names, *_PLACES)}
        known = re.compile("|".join(re.escape(self.sample[name]) for name in _PLACES) + "|" + _NUMBER)
        found = {}
        for position, text in enumerate(texts):
            fixed, named, at = [], [], 0
            for match in known.finditer(text or ""):
                if (name := names.get(match.group())) is not None:
                    fixed.append((text or "")[at : match.start()])
                    named.append(name)
                    at = match.end()
            if named:
                found[position] = (*fixed, (text or "")[at:]), tuple(named)
        return found

    def moved(self, offsets: Sequence[int], words: Sequence[Mapping[str, str]]) -> npt.NDArray[np.int32]:
        """Offsets into the sample's text as they are in the texts of reports: a row a report.

        words: those of each report, by name.
        """
        fixed, names = pieces(self.text)
        sample = np.array([len(self.sample[name]) for name in names])
        starts = np.cumsum([len(piece) for piece in fixed[:-1]]) + np.cumsum(sample) - sample
        longer = np.array([[len(own[name]) for name in names] for own in words]) - sample
        shifts = np.concatenate([np.zeros((len(words), 1), dtype=np.int64), np.cumsum(longer, axis=1)], axis=1)
        at = np.array(offsets, dtype=np.int64)
        return (shifts[:, np.searchsorted(starts, at, side="left")] + at).astype(np.int32)


@lru_cache(maxsize=2048)
def template_of(wording: Wording) -> Template:
    """The template of a wording: reads, extracts and conforms its sample."""
    text, words = text_template(wording), _sample(wording)
    made = extract(read(fill(text, words).encode(), "sample.txt"))
    return Template(text, words, made, _conformer()(made))


@lru_cache(maxsize=1)
def _conformer() -> Conformer:
    return Conformer(SEEDS)


def _sample(wording: Wording) -> dict[str, str]:
    """Words in which no figure is printed as another is, or as a number of the wording itself."""
    fixed, names = pieces(text_template(wording))
    spoken = {number for piece in fixed for number in re.findall(_NUMBER, piece)}
    figures = set(names) - set(_PLACES)
    for attempt in count():
        year = years_of(f"sample/{attempt}", 1)[0]
        digits = {year.printed[name] for name in figures}
        if len(digits) == len(figures) and spoken.isdisjoint(digits):
            return words_of(Report(0, counties()[0], wording, year, "txt"))
    raise AssertionError("count() does not end")


def filled(pattern: Pattern, words: Mapping[str, str]) -> str:
    """A pattern with the words of a report."""
    fixed, names = pattern
    parts = [""] * (len(fixed) + len(names))
    parts[::2] = fixed
    parts[1::2] = [words[name] for name in names]
    return "".join(parts)
