"""What changed since a snapshot was built: the lines that came to the manifest tell the same as all of them."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from dagster_project.increments import Capacity, Plan, plan_of, read_base
from dagster_project.increments.changes import Changes, Covered, read_covered, write_covered
from dagster_project.increments.inputs import input_hashes
from dagster_project.increments.state import state_of
from dagster_project.ingestion import Manifest, ManifestRow
from dagster_project.ingestion.manifest import ManifestError, manifest_text
from dagster_project.reviewing import Decision
from tests.increments.warehouses import BASE


@dataclass
class Warehouse:
    """A manifest, decisions about its documents, and a snapshot of them as they were when it was built."""

    folder: Path
    rows: list[ManifestRow] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def file(self) -> Path:
        return self.folder / "snapshot.duckdb"

    @property
    def covered(self) -> Covered | None:
        base = read_base(self.file) if self.file.exists() else None
        return read_covered(self.folder / "covered.json", base)

    def manifest(self) -> Manifest:
        return Manifest(self.folder / "manifest.csv", self.covered.extent if self.covered else None)

    def add(self, sha: str) -> None:
        number = len(self.rows) + 1
        self.rows.append(ManifestRow(number, sha, f"{number}.txt", "text/plain", "text/1", f"{number}.jsonl", sha))
        (self.folder / "manifest.csv").write_text(manifest_text(self.rows), encoding="utf-8")

    def decide(self, finding_of: str, number_of: str) -> None:
        about = {"report_id": f"1-2-3-{finding_of[:8]}", "document_sha256": number_of}
        self.decisions.append(Decision("correct", "王某", "2024-05-31", "x", **about))

    def build(self, departments: Mapping[str, str], failed: set[str]) -> None:
        """Leave the snapshot of all documents, and what is said of it."""
        inputs = input_hashes(self.manifest().lines, self.decisions)
        state = state_of("basis", inputs)
        with duckdb.connect(str(self.file)) as connection:
            connection.execute("create schema built")
            connection.execute("create table built.state as select 'basis' as basis, ? as state", [state])
            connection.execute(
                "create table built.document (document_sha256 varchar, input_hash varchar, department_key varchar,"
                " is_conformed boolean)"
            )
            rows = [[sha, hashed, sha if sha in failed else departments[sha], sha not in failed]
                    for sha, hashed in inputs.items()]  # fmt: skip
            connection.executemany("insert into built.document values (?, ?, ?, ?)", rows)
        write_covered(self.folder / "covered.json", state, self.manifest(), self.decisions, None)

    def changes(self, covered: Covered | None) -> Changes:
        return Changes(self.manifest(), self.decisions, read_base(self.file), covered)

    def plan(self, covered: Covered | None, now: Mapping[str, str], capacity: Capacity | None = None) -> Plan:
        changes = self.changes(covered)
        departments = {sha: now[sha] for sha in changes.documents}
        inputs, known = changes.about(departments.values())
        return plan_of("basis", read_base(self.file), inputs, known, departments, self.decisions, capacity)


def sha(number: int) -> str:
    return f"{number:08x}" * 8


@pytest.mark.parametrize("seed", range(20))
def test_lines_that_came_lead_to_the_plan_that_all_lines_lead_to(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    there, new = [sha(number) for number in range(30)], [sha(number) for number in range(30, 34)]
    now = {each: chance.choice("abcdefghijklm") for each in (*there, *new)}
    failed = set(chance.sample(there, chance.randint(0, 3)))
    warehouse = Warehouse(tmp_path)
    for each in there:
        warehouse.add(each)
    for _ in range(chance.randint(0, 3)):
        warehouse.decide(*chance.sample([*there, *new], 2))
    for each in chance.sample([*there, *new], chance.randint(0, 3)):
        warehouse.decide(each, each)  # which ties nothing
    warehouse.build(now, failed)
    chance.shuffle(new)
    for each in new[: chance.randint(0, 4)]:
        warehouse.add(each)
    numbers = dict.fromkeys((*there, *new), 10) | dict.fromkeys(failed, 0)
    capacity = chance.choice([None, Capacity(60, numbers)])

    changes = warehouse.changes(warehouse.covered)
    assert {*changes.inputs} == {*changes.documents} == failed | {row.document_sha256 for row in warehouse.rows[30:]}
    by_those_that_came = warehouse.plan(warehouse.covered, now, capacity)
    assert by_those_that_came == warehouse.plan(None, now, capacity)
    if not by_those_that_came.remaining:
        assert by_those_that_came.state == state_of(
            "basis", input_hashes(warehouse.manifest().lines, warehouse.decisions)
        )


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """Three documents that are built, and one that came since."""
    warehouse = Warehouse(tmp_path)
    for number in range(3):
        warehouse.add(sha(number))
    warehouse.build({sha(number): "x" for number in range(3)}, set())
    warehouse.add(sha(3))
    return warehouse


def looks_at_all(warehouse: Warehouse) -> bool:
    return len(warehouse.changes(warehouse.covered).inputs) == 4


def test_what_is_covered_is_not_looked_at(warehouse: Warehouse) -> None:
    assert not looks_at_all(warehouse)


def test_another_snapshot_has_all_looked_at(warehouse: Warehouse) -> None:
    with duckdb.connect(str(warehouse.file)) as connection:
        connection.execute("update built.state set state = repeat('0', 64)")
    assert looks_at_all(warehouse)


def test_other_decisions_have_all_looked_at(warehouse: Warehouse) -> None:
    warehouse.decide(sha(0), sha(1))
    assert looks_at_all(warehouse)
    assert [*warehouse.changes(warehouse.covered).documents] == [sha(0), sha(1), sha(3)]


def test_a_document_that_is_withdrawn_has_all_looked_at(warehouse: Warehouse) -> None:
    del warehouse.rows[1]
    (warehouse.folder / "manifest.csv").write_text(manifest_text(warehouse.rows), encoding="utf-8")
    assert {*warehouse.changes(warehouse.covered).inputs} == {sha(0), sha(2), sha(3)}


def test_a_document_that_stands_twice_is_refused_though_one_line_came_before(warehouse: Warehouse) -> None:
    warehouse.add(sha(1))
    assert warehouse.manifest().added is not None
    with pytest.raises(ManifestError, match="stands 2 times"):
        warehouse.changes(warehouse.covered)


SAID = {"decisions": "y", "extent": [1, 2, "z"]}


@pytest.mark.parametrize(
    "said",
    [None, [], {}, SAID, {BASE.state: []}]
    + [
        {BASE.state: SAID | {"extent": extent}} for extent in ([1, 2], [1, "x", "z"], ["1", None, "z"], [1, -2, "z"], 1)
    ],
)
def test_what_nobody_wrote_so_says_nothing(tmp_path: Path, said: object) -> None:
    file = tmp_path / "covered.json"
    file.write_text(json.dumps({BASE.state: SAID}), encoding="utf-8")
    assert read_covered(file, BASE)
    assert read_covered(file, None) is None
    file.write_text(json.dumps(said), encoding="utf-8")
    assert read_covered(file, BASE) is None


def test_a_manifest_that_was_edited_is_not_said_to_be_covered(warehouse: Warehouse) -> None:
    path = warehouse.folder / "manifest.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    write_covered(warehouse.folder / "covered.json", read_base(warehouse.file).state, warehouse.manifest(), [], None)
    assert warehouse.covered is None


def test_what_is_covered_is_known_until_another_snapshot_is_there(warehouse: Warehouse) -> None:
    before = warehouse.covered
    write_covered(warehouse.folder / "covered.json", "another", warehouse.manifest(), [], before)
    assert warehouse.covered == before
