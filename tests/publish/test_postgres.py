"""Publishing on a real PostgreSQL server: whole versions for readers, and nothing changed where it fails."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import adbc_driver_postgresql.dbapi as postgres
import duckdb
import pytest

from dagster_project.paths import project_root
from dagster_project.publish import publish
from dagster_project.publish.models import marts
from dagster_project.publish.postgres import PostgresError, PostgresPublication, publish_to_postgres

from .builds import OVERSPENT, build
from .postgres_server import Server, rows, run, server

__all__ = ["server"]
pytestmark = pytest.mark.postgres

REPORTS = [f"r{number}" for number in range(50)]
MARTS = marts(project_root() / "dbt")
BUDGETS = "select figure_key, amount_wan::text from marts.fct_budget order by 1"
_VERSIONS = """
    select budget.version, year.version, mention.version, count(*)
    from marts.fct_budget as budget
    join marts.fct_mention as mention using (report_id) cross join marts.dim_year as year
    group by 1, 2, 3
"""


@dataclass(frozen=True)
class Home:
    """A published snapshot, and a database to put it into."""

    folder: Path
    server: Server
    database: str

    @property
    def snapshot(self) -> Path:
        return self.folder / "marts.duckdb"

    @property
    def dsn(self) -> str:
        return self.server.dsn(self.database)

    def write(self, reports: list[str], *changes: str, version: int = 1) -> None:
        build_file = build(self.folder / "build.duckdb", reports, *changes, version=version)
        held = {"held": [OVERSPENT]} if "held" in reports else {}
        publish(build_file, self.snapshot, self.folder / "marts", held)

    def send(self, reader: str | None = None, patience: float = 30) -> PostgresPublication:
        return publish_to_postgres(self.snapshot, self.dsn, MARTS, reader, patience)

    def user(self, name: str, *grants: str) -> str:
        """A login of this name in this database, with grants; its DSN."""
        run(self.dsn, f"create role {name} login password 's3cret'", *grants)
        return self.server.dsn(self.database, name)


@pytest.fixture
def home(tmp_path: Path, server: Server) -> Home:
    made = Home(tmp_path, server, server.new_database())
    made.write(["r1", "r2"])
    return made


def test_the_tables_stand_in_their_schemas_with_exact_figures(home: Home) -> None:
    large = "update marts.fct_budget set amount_wan = 12345678901234.123456, label = 'a' || chr(0) || 'b'"
    home.write(
        ["r1", "held"], large, "insert into marts.fct_finding values ('none', 'r1', null), ('two', 'r1', ['a;', null])"
    )

    published = home.send()

    assert {(table.schema, table.name): table.rows for table in published.tables} == {
        ("marts", "dim_report"): 2,
        ("marts", "dim_year"): 1,
        ("marts", "fct_budget"): 1,
        ("marts", "fct_finding"): 4,
        ("marts", "fct_mention"): 1,
        ("quarantine", "fct_budget"): 1,
        ("quarantine", "fct_mention"): 1,
        ("quarantine", "quarantine_reason"): 1,
    }
    assert rows(home.dsn, BUDGETS) == [("r1.f", "12345678901234.123456")]
    assert rows(home.dsn, "select figure_key, label from quarantine.fct_budget") == [("held.f", "ab")]
    assert rows(home.dsn, "select finding_key, mention_ids from marts.fct_finding order by 1") == [
        ("held.e", ["m1", "m2"]),
        ("none", None),
        ("r1.e", ["m1", "m2"]),
        ("two", ["a;", None]),
    ]
    ((comment,),) = rows(home.dsn, "select obj_description('marts'::regnamespace)")
    assert comment.endswith(published.version)


def test_another_publication_replaces_all_of_it(home: Home) -> None:
    home.send()
    home.write(["r3"])

    home.send()

    assert rows(home.dsn, BUDGETS) == [("r3.f", "12.345678")]
    schemas = rows(home.dsn, "select nspname from pg_namespace where nspname ~ 'marts|quarantine' order by 1")
    assert schemas == [("marts",), ("quarantine",)]


@dataclass
class Reader:
    """Reads again and again: the versions it saw, its reads, and the first fault."""

    dsn: str
    ended: threading.Event
    look: Callable[[postgres.Connection], list[tuple[int, ...]]]
    versions: set[int] = field(default_factory=set)
    reads: int = 0
    fault: str | None = None

    def __call__(self) -> None:
        try:
            with postgres.connect(self.dsn) as connection:
                while not self.ended.is_set() and self.fault is None:
                    self._read(self.look(connection))
                    connection.rollback()
        except postgres.Error as error:
            self.fault = str(error)

    def _read(self, seen: list[tuple[int, ...]]) -> None:
        self.reads += 1
        versions = {version for *row, _ in seen for version in row}
        if len(seen) != 1 or len(versions) != 1 or seen[0][-1] != len(REPORTS):
            self.fault = f"a mixture: {seen}"
        self.versions |= versions


def in_one_statement(connection: postgres.Connection) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS)
        return cursor.fetchall()


def in_one_transaction(connection: postgres.Connection) -> list[tuple[int, ...]]:
    seen = []
    for table in ("fct_budget", "fct_mention"):
        with connection.cursor() as cursor:
            cursor.execute(f"select distinct version from marts.{table}")
            seen += [version for (version,) in cursor.fetchall()]
        time.sleep(0.002)
    return [(*seen, len(REPORTS))]


def test_readers_see_whole_versions_only(home: Home) -> None:
    home.write(REPORTS, version=0)
    home.send(reader="reader_of_versions")
    dsn = home.user("looker_at_versions", "grant reader_of_versions to looker_at_versions")
    ended = threading.Event()
    readers = [Reader(dsn, ended, look) for look in (in_one_statement, in_one_transaction) for _ in range(2)]
    threads = [threading.Thread(target=reader) for reader in readers]
    for thread in threads:
        thread.start()
    try:
        for version in range(1, 9):
            home.write(REPORTS, version=version)
            home.send(reader="reader_of_versions")
    finally:
        ended.set()
        for thread in threads:
            thread.join(timeout=30)
    assert [reader.fault for reader in readers] == [None] * 4
    assert all(len(reader.versions) > 2 and reader.reads > 20 for reader in readers)


@pytest.mark.parametrize(
    "statement",
    [
        "insert into marts.dim_year values (2024, 1)",
        "update marts.fct_budget set amount_wan = 0",
        "delete from marts.fct_budget",
        "truncate marts.fct_budget",
        "drop table marts.fct_budget",
        "alter table marts.fct_budget add column x integer",
        "comment on table marts.fct_budget is 'x'",
        "create table marts.mine (x integer)",
        "create table quarantine.mine (x integer)",
        "create table public.mine (x integer)",
        "create schema mine",
        "drop schema marts cascade",
        "alter schema marts rename to mine",
        "delete from quarantine.fct_budget",
        "lock table marts.fct_budget in access exclusive mode",
    ],
)
def test_the_reader_reads_and_writes_nothing(read_only: str, statement: str) -> None:
    assert rows(read_only, BUDGETS)
    assert rows(read_only, "select count(*) from quarantine.fct_budget") == [(0,)]
    with pytest.raises(postgres.Error) as error:
        run(read_only, statement)
    assert error.value.sqlstate == "42501"


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory, server: Server) -> str:
    """The DSN of a user who is in the reader's role and in no other."""
    home = Home(tmp_path_factory.mktemp("read_only"), server, server.new_database())
    home.write(["r1", "r2"])
    home.send(reader="reader_only")
    assert rows(home.dsn, "select rolcanlogin from pg_roles where rolname = 'reader_only'") == [(False,)]
    return home.user("looker", "grant reader_only to looker")


def test_without_a_reader_nobody_else_reads(home: Home) -> None:
    stranger = home.user("stranger")
    home.send()
    with pytest.raises(postgres.Error) as error:
        rows(stranger, BUDGETS)
    assert error.value.sqlstate == "42501"


def test_a_role_that_may_write_is_no_reader(home: Home) -> None:
    with pytest.raises(PostgresError, match="may write"):
        home.send(reader="owner")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("insert into marts.dim_year values (2023, 1)", "A key of the snapshot is not unique"),
        ("insert into marts.dim_year values (null, 1)", "A key of the snapshot is NULL"),
        ("insert into marts.fct_finding values ('x', 'gone', [])", "A reference of the snapshot leads nowhere"),
    ],
)
def test_a_load_that_fails_leaves_what_is_published(home: Home, change: str, words: str) -> None:
    home.send()
    home.write(["r3"], change)

    with pytest.raises(PostgresError, match=words):
        home.send()

    assert rows(home.dsn, BUDGETS) == [("r1.f", "12.345678"), ("r2.f", "12.345678")]
    assert rows(home.dsn, "select nspname from pg_namespace where nspname like '%\\_new'") == []


def test_what_a_killed_publication_left_is_removed(home: Home) -> None:
    home.send()
    ours = "comment on schema marts_new is '县账 xianzhang · 1'"
    run(home.dsn, "create schema marts_new", ours, "create table marts_new.left_behind (a text)")

    home.send()

    assert rows(home.dsn, "select nspname from pg_namespace where nspname like '%\\_new'") == []


def test_two_publications_exclude_each_other(home: Home) -> None:
    with postgres.connect(home.dsn) as other, other.cursor() as cursor:
        cursor.execute(f"select pg_advisory_lock({0x7869616E}, 1)")
        with pytest.raises(PostgresError, match="under way"):
            home.send()
    home.send()


def test_a_query_that_never_ends_is_waited_for_and_then_let_be(home: Home) -> None:
    home.send()
    home.write(["r3"])
    with postgres.connect(home.dsn) as holder, holder.cursor() as cursor:
        cursor.execute("select * from marts.fct_mention")
        cursor.fetchall()
        with pytest.raises(PostgresError, match="nothing was changed"):
            home.send(patience=1)
        assert len(rows(home.dsn, BUDGETS)) == 2
    home.send()
    assert len(rows(home.dsn, BUDGETS)) == 1


def test_a_view_of_somebody_else_does_not_vanish(home: Home) -> None:
    home.send()
    run(home.dsn, "create view public.mine as select * from marts.fct_budget")
    home.write(["r3"])

    with pytest.raises(PostgresError, match=r"view mine depends on table"):
        home.send()

    assert len(rows(home.dsn, "select * from public.mine")) == 2


def test_a_schema_of_somebody_else_is_not_touched(home: Home) -> None:
    run(home.dsn, "create schema marts", "create table marts.fct_budget (a text)")

    with pytest.raises(PostgresError, match="not xianzhang's"):
        home.send()

    assert rows(home.dsn, "select * from marts.fct_budget") == []


def test_a_user_without_rights_is_told_which(home: Home) -> None:
    dsn = home.user("powerless")

    with pytest.raises(PostgresError, match="CREATE on the database") as error:
        publish_to_postgres(home.snapshot, dsn, MARTS)

    assert "s3cret" not in str(error.value)


@pytest.mark.parametrize(
    ("wrong", "words"), [("password=nope", "password authentication failed"), ("dbname=nix", "does not exist")]
)
def test_a_wrong_dsn_is_said_without_the_password(home: Home, wrong: str, words: str) -> None:
    with pytest.raises(PostgresError, match=words) as error:
        publish_to_postgres(home.snapshot, f"{home.dsn} {wrong}", MARTS)

    assert "nope" not in str(error.value)
    assert "s3cret" not in str(error.value)


def test_a_publisher_needs_no_superuser(home: Home) -> None:
    dsn = home.user("publisher", f"grant create on database {home.database} to publisher", "create role granted_before")

    publish_to_postgres(home.snapshot, dsn, MARTS, reader="granted_before")
    publish_to_postgres(home.snapshot, dsn, MARTS, reader="granted_before")

    assert len(rows(home.dsn, BUDGETS)) == 2


def test_a_version_of_a_hundred_thousand_rows_arrives_whole(home: Home) -> None:
    many = """
        insert into marts.fct_budget
        select 'k' || i, 'r1', '项目' || i, (i * 1.000001)::decimal(20, 6), 1 from range(100000) as t (i)
    """
    home.write(["r1"], many)

    home.send()

    total = "select count(*)::integer, sum(amount_wan)::varchar from marts.fct_budget"
    with duckdb.connect(str(home.snapshot), read_only=True) as connection:
        assert rows(home.dsn, total) == connection.execute(total).fetchall()
