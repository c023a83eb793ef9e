"""Which documents changed since a snapshot was built: by all lines of the manifest, or by those that came to it.

The latter suffices where the snapshot is known to hold the manifest as it was. What says so names all it is about by
hashes: a manifest, decisions or a snapshot that are others make it void.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from dagster_project.increments.inputs import input_hashes
from dagster_project.increments.known import Base, Known, Touched, read_known
from dagster_project.increments.units import tied_decisions
from dagster_project.ingestion import Manifest
from dagster_project.ingestion.files import write_text
from dagster_project.ingestion.manifest import Extent
from dagster_project.reviewing import Decision


@dataclass(frozen=True)
class Covered:
    """A snapshot of this state holds every document of a manifest that goes so far, under decisions with this hash."""

    state: str
    decisions: str
    extent: Extent


def read_covered(file: Path, base: Base | None) -> Covered | None:
    """What is known of the snapshot that a build adds to; None where nothing is, or the file says what nobody wrote."""
    if base is None:
        return None
    try:
        said = json.loads(file.read_text(encoding="utf-8"))[base.state]
        documents, size, sha256 = said["extent"]
        extent = Extent(int(documents), int(size), str(sha256))
        decisions = str(said["decisions"])
    except (OSError, ValueError, TypeError, LookupError):
        return None
    return Covered(base.state, decisions, extent) if min(extent.documents, extent.size) >= 0 else None


def write_covered(
    file: Path, state: str, manifest: Manifest, decisions: Sequence[Decision], before: Covered | None
) -> None:
    """Say that a snapshot of this state will hold every document of a manifest. before: what is known of the one that
    is there until then, and longer where this one is not published.
    """
    known = [before] if before else []
    if manifest.extent:
        known.append(Covered(state, _hash(decisions), manifest.extent))
    write_text(file, json.dumps({each.state: asdict(each) for each in known}))


class Changes:
    """What is not as a snapshot was built from it.

    documents: those that are new or not what was built, in the order received, and those that failed. inputs: the hash
    of the inputs of each of them, and of others.
    """

    def __init__(
        self, manifest: Manifest, decisions: Sequence[Decision], base: Base | None, covered: Covered | None
    ) -> None:
        """manifest: read with the extent of what is covered. Raises ManifestError, and DamagedError where the base
        cannot be read.
        """
        self._decisions = decisions
        self._base: Base | None = None  # where not all is known of it
        self._known = Known({}, {})
        if base and covered and covered.decisions == _hash(decisions) and manifest.added is not None:
            known = read_known(base, Touched(manifest.added))
            if manifest.added.keys().isdisjoint(known.inputs):
                added = input_hashes(manifest.added, decisions)
                self.inputs = added | {sha: known.inputs[sha] for sha in sorted(known.failed)}
                self.documents = [*self.inputs]
                self._base = base
                return
        if base:
            self._known = read_known(base)
        self.inputs = input_hashes(manifest.lines, decisions)
        self.documents = changed_documents(self.inputs, self._known)

    def about(self, departments: Iterable[str]) -> tuple[Mapping[str, str], Known]:
        """The input hashes of all documents that a build of the changes can be about, and what was built of them.

        departments: those that the changed documents are of now. Raises DamagedError.
        """
        if self._base is None:
            return self.inputs, self._known
        ties = tied_decisions(self._decisions)
        decided = {prefix for tie in ties for prefix in tie}
        tied = {prefix for tie in ties if len(tie) > 1 for prefix in tie}
        known = read_known(self._base, Touched(self.documents, set(departments), tied, decided))
        return {**known.inputs, **self.inputs}, known


def changed_documents(inputs: Mapping[str, str], known: Known) -> list[str]:
    """Documents of the manifest that are new or not what was built; one that failed is tried again in every run."""
    return [sha for sha, input_hash in inputs.items() if known.inputs.get(sha) != input_hash or sha in known.failed]


def _hash(decisions: Sequence[Decision]) -> str:
    return hashlib.sha256(repr(list(decisions)).encode()).hexdigest()
