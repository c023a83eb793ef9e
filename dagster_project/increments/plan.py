"""Which documents a run builds: all, those of the departments in which something changed, or a share of either.

No rule compares reports of two departments, and what the models list across them is kept by document in the snapshot.
A department is built as a whole, so that versions and prior years are there to compare with. Departments that one
decision ties together (a finding of the one, a number of the other) are built together.

What is too much for one build is built in shares, some departments at a time. Each is an increment; the shares of a
full build go to a pending snapshot, which readers do not see before it holds everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from dagster_project.increments.known import Base, Known
from dagster_project.increments.shares import Capacity
from dagster_project.increments.state import state_after, state_of
from dagster_project.increments.units import SHA_PREFIX, Units, tied_decisions, touched_by
from dagster_project.reviewing import Decision

DepartmentOf = Callable[[str, Mapping[str, Any]], str]


@dataclass(frozen=True)
class Increments:
    """What loading needs to build only what changed: the basis, and how a header tells its department.

    full: build everything all the same. numbers_per_build: the printed numbers that one build may take; None: all.
    """

    basis: str
    department_of: DepartmentOf
    full: bool = False
    numbers_per_build: int | None = None


@dataclass(frozen=True)
class Plan:
    """What a build is about.

    inputs: input hashes of the documents that it holds. departments: the keys of those it replaces; replaced: their
    documents, in the snapshot or in the build. base: the state of the snapshot that it adds to, None for a new one.
    state: that of the snapshot afterwards. kept: the first characters of the SHA-256 of documents whose decisions stay
    as they were published. remaining: the documents that builds after this one have to take. is_pending: the snapshot
    is the one that is pending.
    """

    basis: str
    state: str
    base: str | None
    inputs: Mapping[str, str]
    departments: frozenset[str]
    replaced: frozenset[str]
    kept: frozenset[str] = frozenset()
    remaining: int = 0
    is_pending: bool = False

    def holds(self, decision: Decision) -> bool:
        """Whether the decision is to be applied, or seen to be without an effect, in this build."""
        return self.kept.isdisjoint(touched_by(decision))


def full_plan(basis: str, inputs: Mapping[str, str]) -> Plan:
    """All documents, whatever was published before."""
    return Plan(basis, state_of(basis, inputs), None, inputs, frozenset(), frozenset())


def plan_of(
    basis: str,
    base: Base | None,
    inputs: Mapping[str, str],
    known: Known,
    departments_now: Mapping[str, str],
    decisions: Sequence[Decision],
    capacity: Capacity | None = None,
) -> Plan:
    """The increment that turns what is known into what the inputs say, or goes as far towards it as one build can.

    base: what it adds to; None: nothing. inputs, known: of all documents that the changes can lead to, or of more.
    departments_now: the department of each changed document, in the order in which shares take them. Documents that are
    gone count with the one they had. One that failed and failed again comes last, and no build is asked for its sake.
    """
    gone = known.inputs.keys() - inputs.keys()
    ties = tied_decisions(decisions)
    tied = frozenset[str]().union(*ties)
    # All others are of one department, and lead to no other.
    leading = [(sha, known.departments[sha]) for sha in (*gone, *departments_now) if sha in known.departments]
    leading += departments_now.items()
    if tied:
        leading += [(sha, of) for sha, of in known.departments.items() if sha[:SHA_PREFIX] in tied]
    units = Units()
    for sha, department in leading:
        units.join(f"department {department}", sha[:SHA_PREFIX])
    for first, *others in ties:
        for other in others:
            units.join(first, other)
    unit_of = {sha: units.find(sha[:SHA_PREFIX]) for sha in (*gone, *departments_now)}
    unit_of_department = {department: units.find(f"department {department}") for _, department in leading}
    touched = set(unit_of.values())
    numbers = capacity.numbers if capacity else {}
    failed_again = {sha for sha in departments_now if known.inputs.get(sha) == inputs[sha] and not numbers.get(sha)}
    if capacity:
        members: dict[str, set[str]] = {unit_of[sha]: set() for sha in sorted(unit_of, key=failed_again.__contains__)}
        for sha, department in chain(known.departments.items(), departments_now.items()):
            if (unit := unit_of_department.get(department, "")) in members:
                members[unit].add(sha)
        touched = capacity.take(members)
    departments = frozenset(department for department, unit in unit_of_department.items() if unit in touched)
    of_departments = chain(known.departments.items(), departments_now.items())
    replaced = frozenset(sha for sha, department in of_departments if department in departments)
    held = {sha: inputs[sha] for sha in inputs if sha in replaced}
    gone_or_replaced = {sha: known.inputs[sha] for sha in replaced if sha in known.inputs}
    # A decision about no document that is there has no effect, which every build has to say.
    there, built = ({sha[:SHA_PREFIX] for sha in of} if ties else set() for of in (inputs, held))
    kept = {prefix for tie in ties if tie & there and not tie & built for prefix in tie}
    # So are decisions that were taken back, while what they did is published.
    kept |= {sha[:SHA_PREFIX] for sha, unit in unit_of.items() if unit not in touched}
    remaining = sum(unit not in touched for sha, unit in unit_of.items() if sha not in failed_again)
    return Plan(
        basis,
        state_after(base.state if base else state_of(basis, {}), gone_or_replaced, held),
        base.state if base else None,
        held,
        departments,
        replaced,
        frozenset(kept),
        remaining,
        is_pending=base.is_pending if base else remaining > 0,
    )


def departments_of(
    changed: Iterable[str], headers: Mapping[str, Mapping[str, Any]], department_of: DepartmentOf
) -> dict[str, str]:
    """The departments of changed documents; headers: by document, without those that could not be conformed."""
    return {sha: department_of(sha, headers.get(sha, {})) for sha in changed}
