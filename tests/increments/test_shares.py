"""A build in shares: which documents each takes, what is conformed once, and when readers see it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dagster_project.conforming import Conformer
from dagster_project.conforming.records import Conformed
from dagster_project.extraction.records import Extract
from dagster_project.increments import Capacity, Departments, pending_file, plan_of, read_base, read_known
from dagster_project.increments.state import state_of
from dagster_project.ingestion import Manifest
from dagster_project.paths import Home
from dagster_project.publish import PublishError, increment
from dagster_project.publish.version import version_of
from dagster_project.reviewing import Decision
from tests.increments.homes import BASIS, SEEDS, Report, add, built_documents, content, load_home, reread, withdraw
from tests.increments.warehouses import BASE, Warehouse, known_of
from tests.increments.warehouses import content as content_of

A, B, C, D = (letter * 64 for letter in "abcd")
INPUTS = {A: "1", B: "2", C: "3", D: "4"}
DEPARTMENTS = {A: "x", B: "y", C: "x", D: "z"}
NOTHING = known_of({})
TEN_EACH = dict.fromkeys(INPUTS, 10)


def test_a_share_takes_whole_departments_in_their_order_while_they_fit() -> None:
    plan = plan_of("basis", None, INPUTS, NOTHING, DEPARTMENTS, [], Capacity(25, TEN_EACH))
    assert (set(plan.inputs), plan.remaining, plan.is_pending, plan.base) == ({A, C}, 2, True, None)
    assert plan.state == state_of("basis", {A: "1", C: "3"})


def test_a_department_that_is_too_large_by_itself_is_taken_alone() -> None:
    plan = plan_of("basis", None, INPUTS, NOTHING, DEPARTMENTS, [], Capacity(5, TEN_EACH))
    assert set(plan.inputs) == {A, C}


def test_a_smaller_department_fills_the_room_that_a_larger_one_leaves() -> None:
    plan = plan_of("basis", None, INPUTS, NOTHING, DEPARTMENTS, [], Capacity(40, TEN_EACH | {B: 30}))
    assert set(plan.inputs) == {A, C, D}


def test_documents_that_are_not_conformed_count_as_the_mean() -> None:
    known = known_of({A: ("1", "x"), C: ("3", "x")})
    plan = plan_of("basis", BASE, INPUTS, known, {B: "x", D: "z"}, [], Capacity(39, {B: 10, D: 10}))
    assert (set(plan.inputs), plan.remaining, plan.is_pending) == ({A, B, C}, 1, False)


def test_departments_that_a_decision_ties_together_are_in_one_share() -> None:
    tie = Decision("correct", "王某", "2024-05-31", "x", report_id=f"1-2-3-{A[:8]}", document_sha256=D)
    plan = plan_of("basis", None, INPUTS, NOTHING, DEPARTMENTS, [tie], Capacity(30, TEN_EACH))
    assert (set(plan.inputs), plan.holds(tie)) == ({A, C, D}, True)
    other = plan_of("basis", None, INPUTS, NOTHING, {B: "y", A: "x", C: "x", D: "z"}, [tie], Capacity(10, TEN_EACH))
    assert (set(other.inputs), other.holds(tie)) == ({B}, False)


def test_a_document_that_failed_keeps_nothing_waiting() -> None:
    known = known_of({A: ("1", A), B: ("2", "y")}, A)
    now, numbers = {A: A, C: "x", D: "x"}, {A: 0, C: 10, D: 10}
    large = plan_of("basis", BASE, INPUTS, known, now, [], Capacity(5, numbers))
    assert (set(large.inputs), large.remaining) == ({C, D}, 0)
    # A decision ties it to a department that leaves no room beside it.
    tie = Decision("correct", "王某", "2024-05-31", "x", report_id=f"1-2-3-{A[:8]}", document_sha256=B)
    first = plan_of("basis", BASE, INPUTS, known, now, [tie], Capacity(20, numbers | {B: 10}))
    assert (set(first.inputs), first.remaining) == ({C, D}, 0)


def test_a_decision_taken_back_stays_while_what_it_did_is_published() -> None:
    known = known_of({A: ("1", "x"), B: ("2", "y")})
    plan = plan_of("basis", BASE, {A: "other", B: "other"}, known, {A: "x", B: "y"}, [], Capacity(1, {A: 1, B: 1}))
    assert (set(plan.inputs), plan.kept) == ({A}, {B[:8]})
    gone = plan_of("basis", BASE, {A: "other", C: "3"}, known, {A: "x", C: "z"}, [], Capacity(1, {A: 1, C: 1}))
    assert {sha[:8] for sha in {A, B, C} - gone.replaced} == gone.kept


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with reports of three departments."""
    made = Home(tmp_path / "home").create()
    add(made, "water", Report("正定县", "水利局", 2022))
    add(made, "science", Report("双牌县", "科学技术局", 2022))
    add(made, "water 2023", Report("正定县", "水利局", 2023))
    add(made, "culture", Report("信丰县", "文化局", 2022))
    return made


class Counting:
    """Conforming that says how often it was asked; fails: the document on which it fails."""

    def __init__(self) -> None:
        self.documents: list[str] = []
        self.fails: str | None = None
        self._conform = Conformer(SEEDS)

    def __call__(self, extract: Extract) -> Conformed:
        self.documents.append(extract.document.source_name)
        if extract.document.source_name == self.fails:
            raise MemoryError
        return self._conform(extract)


def publish_pending(home: Home) -> None:
    """Leave the pending snapshot's `built` as publication would."""
    with duckdb.connect(str(pending_file(home.snapshot_file))) as pending:
        pending.execute(f"attach '{home.build_file}' as build (read_only)")
        pending.execute("create schema if not exists built")
        pending.execute("create or replace table built.state as select basis, state from build.increment.build")
        pending.execute(
            "create table if not exists built.document (document_sha256 varchar, input_hash varchar,"
            " department_key varchar, is_conformed boolean)"
        )
        pending.execute("delete from built.document where document_sha256 in (from build.increment.replaced)")
        department_of = Departments(SEEDS).department_of
        columns = ("county_code", "department_name", "department_stem", "fiscal_year")
        for sha, input_hash, *header in pending.execute(
            f"select document_sha256, input_hash, {', '.join(columns)} from build.increment.document"
            " left join build.raw.report_header using (document_sha256)"
        ).fetchall():
            department = department_of(sha, dict(zip(columns, header, strict=True)))
            pending.execute("insert into built.document values (?, ?, ?, ?)", [sha, input_hash, department, True])


def share(home: Home, conform: Counting) -> tuple[int, int]:
    """Load a share: documents loaded, documents left."""
    result = load_home(home, numbers=1, conform=conform)
    publish_pending(home)
    return len(built_documents(home)), result.remaining


def test_each_load_takes_a_department_and_documents_are_conformed_once(home: Home) -> None:
    conform = Counting()
    assert [share(home, conform) for _ in range(3)] == [(2, 2), (1, 1), (1, 0)]
    assert sorted(conform.documents) == ["culture.txt", "science.txt", "water 2023.txt", "water.txt"]
    assert not home.conformed_file.exists()


def test_what_comes_or_goes_meanwhile_is_seen(home: Home) -> None:
    conform = Counting()
    share(home, conform)
    with duckdb.connect(str(home.build_file), read_only=True) as build:
        [(water,)] = build.execute(
            "select document_sha256 from raw.document where source_name = 'water.txt'"
        ).fetchall()
    add(home, "late", Report("信丰县", "水利局", 2022))
    withdraw(home, water)
    counts = [share(home, conform)]
    while counts[-1][1]:
        counts.append(share(home, conform))
    # The department of the withdrawn one is built again, without it.
    assert sorted(loaded for loaded, _ in counts) == [1, 1, 1, 1]
    assert conform.documents.count("water 2023.txt") == 1


def test_a_document_that_is_read_otherwise_meanwhile_is_conformed_again(home: Home) -> None:
    conform = Counting()
    with_water, _ = share(home, conform)
    assert with_water == 2
    sha = add(home, "late", Report("信丰县", "水利局", 2022))
    share(home, conform)
    [taken] = [row.document_sha256 for row in Manifest(home.manifest).rows if row.source_name == "water 2023.txt"]
    for document in (taken, sha):
        reread(home, document, '"620.50"', '"520.50"')
    found: set[str] = set()
    for _ in range(5):
        _, left = share(home, conform)
        with duckdb.connect(str(home.build_file), read_only=True) as build:
            query = (
                "select source_name from raw.printed_value join raw.document using (document_sha256)"
                " where printed = '520.50'"
            )
            found |= {name for (name,) in build.execute(query).fetchall()}
        if not left:
            break
    assert found == {"water 2023.txt", "late.txt"}


def test_a_document_that_failed_is_tried_with_every_share(home: Home) -> None:
    conform = Counting()
    conform.fails = "science.txt"
    result = load_home(home, numbers=1, conform=conform)
    assert [record.source_name for record in result.set_aside] == ["science.txt"]
    publish_pending(home)
    conform.fails = None
    while result.remaining:
        result = load_home(home, numbers=1, conform=conform)
        publish_pending(home)
        assert conform.documents.count("science.txt") <= 2
    assert result.set_aside == ()
    assert conform.documents.count("science.txt") == 2


def test_withdrawn_documents_bring_no_more_than_a_build_takes() -> None:
    known = known_of({f"{n:08x}{0:056}": ("1", str(n // 20)) for n in range(200)})
    inputs = {sha: "1" for n, sha in enumerate(known.inputs) if n % 20}
    plan = plan_of("basis", BASE, inputs, known, {}, [], Capacity(10_000, {}))
    assert (len(plan.inputs), plan.remaining) == (38, 8)  # 250 numbers each, the withdrawn ones, too


def test_an_interrupted_load_goes_on_behind_its_last_batch(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagster_project.loading.batches.BATCH", 1)
    conform = Counting()

    def stops_at_the_third(extract: Extract) -> Conformed:
        if len(conform.documents) == 2:
            raise KeyboardInterrupt
        return conform(extract)

    with pytest.raises(KeyboardInterrupt):
        load_home(home, conform=stops_at_the_third)
    assert not home.build_file.exists()
    load_home(home, conform=conform)
    assert len(conform.documents) == len(built_documents(home)) == 4
    with duckdb.connect(str(home.build_file), read_only=True) as build:
        assert build.execute("select distinct schema_name from duckdb_tables() order by all").fetchall() == [
            ("increment",),
            ("raw",),
        ]


def test_what_was_conformed_on_another_basis_is_conformed_again(home: Home) -> None:
    load_home(home, "another basis", numbers=1)
    conform = Counting()
    load_home(home, BASIS, numbers=1, conform=conform)
    assert len(conform.documents) == 4


class Shares(Warehouse):
    """A warehouse that is filled a share at a time."""

    def share(self, documents: dict[str, tuple[str, int, int]], limit: int, *held: str) -> bool:
        """Whether readers see the build."""
        inputs = {sha: str(said) for sha, said in documents.items()}
        base = read_base(pending_file(self.snapshot), is_pending=True)
        known = read_known(base) if base else NOTHING
        now = {sha: said[0] for sha, said in documents.items() if sha not in known.inputs}
        plan = plan_of("basis", base, inputs, known, now, [], Capacity(limit, dict.fromkeys(documents, 1)))
        return self.publish(documents, plan, held).is_complete


DOCUMENTS = {A: ("x", 2021, 1), B: ("x", 2022, 2), C: ("y", 2023, 3), D: ("z", 2022, 4)}


def test_readers_see_the_published_snapshot_until_the_last_share(tmp_path: Path) -> None:
    warehouse = Shares(tmp_path)
    warehouse.full({A: ("x", 2021, 9)})
    before = content_of(warehouse)

    assert not warehouse.share(DOCUMENTS, 2, C)
    assert not warehouse.share(DOCUMENTS, 1, C)
    assert content_of(warehouse) == before
    assert warehouse.share(DOCUMENTS, 1, C)

    at_once = Warehouse(tmp_path / "at once")
    at_once.folder.mkdir()
    at_once.full(DOCUMENTS, C)
    assert content_of(warehouse) == content_of(at_once)
    assert warehouse.parquet.resolve().name == version_of(warehouse.snapshot)
    assert not pending_file(warehouse.snapshot).exists()
    assert warehouse.rows("select report_id from quarantine.quarantine_reason") == [(f"1-2-3-{C[:8]}",)]


def test_shares_that_come_to_what_is_published_leave_its_bytes(tmp_path: Path) -> None:
    warehouse = Shares(tmp_path)
    warehouse.full(DOCUMENTS)
    before = warehouse.snapshot.read_bytes()
    assert [warehouse.share(DOCUMENTS, 1) for _ in range(3)] == [False, False, True]
    assert warehouse.snapshot.read_bytes() == before
    assert not pending_file(warehouse.snapshot).exists()


def test_a_share_whose_publication_is_cut_off_is_added_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = Shares(tmp_path)
    warehouse.share(DOCUMENTS, 2)
    pending = pending_file(warehouse.snapshot)
    before, rows_before = read_base(pending), content(pending)
    replace_rows = increment._replace_rows

    def stops(connection: duckdb.DuckDBPyConnection, scope: increment._Scope, database: str) -> None:
        if scope.table.name == "state":  # the last but the documents: all else has its rows
            raise KeyboardInterrupt
        replace_rows(connection, scope, database)

    with monkeypatch.context() as patch:
        patch.setattr(increment, "_replace_rows", stops)
        with pytest.raises(KeyboardInterrupt):
            warehouse.share(DOCUMENTS, 1)
    assert before
    assert read_base(pending) == before
    assert content(pending) == rows_before

    assert not warehouse.share(DOCUMENTS, 1)
    assert warehouse.share(DOCUMENTS, 1)
    assert warehouse.rows("select count(*) from marts.dim_report") == [(4,)]


def test_shares_that_cannot_be_put_together_are_given_up(tmp_path: Path) -> None:
    warehouse = Shares(tmp_path)
    warehouse.share(DOCUMENTS, 2)
    base = read_base(pending_file(warehouse.snapshot), is_pending=True)
    assert base
    inputs = {sha: str(said) for sha, said in DOCUMENTS.items()}
    told_wrongly = plan_of("basis", base, inputs, read_known(base), {C: "elsewhere"}, [])
    with pytest.raises(PublishError, match="XIANZHANG_MEMORY_LIMIT"):
        warehouse.publish(DOCUMENTS, told_wrongly, ())
    assert not pending_file(warehouse.snapshot).exists()


def test_a_build_that_holds_everything_drops_the_shares_of_an_older_one(tmp_path: Path) -> None:
    warehouse = Shares(tmp_path)
    warehouse.share(DOCUMENTS, 2)
    warehouse.full(DOCUMENTS)
    assert not pending_file(warehouse.snapshot).exists()
