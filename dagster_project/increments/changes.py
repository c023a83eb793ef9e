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


def read_covered(file: Path) -> Covered | None:
    """What a file says; None where there is none, or nobody wrote it so."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        return Covered(str(said["state"]), str(said["decisions"]), Extent(*said["extent"]))
    except (OSError, ValueError, TypeError, LookupError):
        return None


def write_covered(file: Path, state: str, manifest: Manifest, decisions: Sequence[Decision]) -> None:
    """Say that a snapshot of this state will hold every document of a manifest."""
    if manifest.extent:
        write_text(file, json.dumps(asdict(Covered(state, _hash(decisions), manifest.extent))))
    else:
        file.unlink(missing_ok=True)


class Changes:
    """What is not as a snapshot was built from it.

    documents: those that are new or not what was built, in the order received, and those that failed. inputs: the hash
    of the inputs of each of them, and of others.
    """

    def __init__(
        self, manifest: Manifest, decisions: Sequence[Decision], base: Base | None, covered: Covered | None
    ) -> None:
        """manifest: read with the extent of what is covered. Raises ManifestError, and duckdb.Error where the base
        cannot be read.
        """
        self._base, self._decisions = base, decisions
        self._known: Known | None = None  # all that was built
        is_covered = base and covered and (covered.state, covered.decisions) == (base.state, _hash(decisions))
        if base and is_covered and manifest.added is not None:
            known = read_known(base, Touched(manifest.added))
            if manifest.added.keys().isdisjoint(known.inputs):
                failed = sorted(known.failed)
                self.documents: Sequence[str] = (*failed, *manifest.added)
                self.inputs = {sha: known.inputs[sha] for sha in failed} | input_hashes(manifest.added, decisions)
                return
        self._known = read_known(base) if base else Known({}, {})
        self.inputs = input_hashes(manifest.lines, decisions)
        self.documents = changed_documents(self.inputs, self._known)

    def about(self, departments: Iterable[str]) -> tuple[Mapping[str, str], Known]:
        """The input hashes of all documents that a build of the changes can be about, and what was built of them.

        departments: those that the changed documents are of now.
        """
        if self._known or not self._base:
            return self.inputs, self._known or Known({}, {})
        decided = {prefix for tie in tied_decisions(self._decisions) for prefix in tie}
        known = read_known(self._base, Touched(self.documents, decided, set(departments)))
        return {**known.inputs, **self.inputs}, known


def changed_documents(inputs: Mapping[str, str], known: Known) -> list[str]:
    """Documents of the manifest that are new or not what was built; one that failed is tried again in every run."""
    return [sha for sha, input_hash in inputs.items() if known.inputs.get(sha) != input_hash or sha in known.failed]


def _hash(decisions: Sequence[Decision]) -> str:
    return hashlib.sha256(repr(list(decisions)).encode()).hexdigest()
