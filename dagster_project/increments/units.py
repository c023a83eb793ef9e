"""Things that belong together because something names both of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from dagster_project.reviewing import Decision

# A report's id ends in as many characters of its document's SHA-256.
SHA_PREFIX = 8


class Units:
    """Sets of things, grown by joining two things at a time."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def find(self, thing: str) -> str:
        """What stands for the set that the thing is in."""
        path: list[str] = []
        while (above := self._above.get(thing, thing)) != thing:
            path.append(thing)
            thing = above
        self._above.update(dict.fromkeys(path, thing))
        return thing

    def join(self, one: str, other: str) -> None:
        self._above[self.find(one)] = self.find(other)


def touched_by(decision: Decision) -> set[str]:
    """The first characters of the SHA-256 of the documents that a decision is about: the finding's, the number's."""
    named = (decision.report_id.rsplit("-", 1)[-1], decision.document_sha256)
    return {name[:SHA_PREFIX] for name in named if name}


def tied_decisions(decisions: Sequence[Decision]) -> dict[frozenset[str], list[Decision]]:
    """Decisions by the documents that they tie together (the first characters of their SHA-256), each in its order."""
    units = Units()
    for decision in decisions:
        first, *others = sorted(touched_by(decision))
        for other in others:
            units.join(first, other)
    prefixes: dict[str, set[str]] = defaultdict(set)
    tied: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        touched = touched_by(decision)
        unit = units.find(min(touched))
        prefixes[unit] |= touched
        tied[unit].append(decision)
    return {frozenset(prefixes[unit]): found for unit, found in tied.items()}
