"""A PostgreSQL server of its own for a test: in a folder that is removed, on a socket, with passwords."""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi as postgres
import pytest

_OWNER, _PASSWORD = "owner", "s3cret"


@dataclass(frozen=True)
class Server:
    """A running server. Every database of a test has a name of its own; its owner is a superuser."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def dsn(self, database: str, user: str = _OWNER, password: str = _PASSWORD) -> str:
        return f"host={self.folder} dbname={database} user={user} password={password}"

    def new_database(self) -> str:
        name = f"bi{next(self._numbers)}"
        run(self.dsn("postgres"), f"create database {name}", autocommit=True)
        return name


def run(dsn: str, *statements: str, autocommit: bool = False) -> None:
    with postgres.connect(dsn, autocommit=autocommit) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        if not autocommit:
            connection.commit()


def rows(dsn: str, query: str) -> list[tuple[Any, ...]]:
    with postgres.connect(dsn) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def programs() -> Path | None:
    """The folder of initdb and postgres, which Debian keeps off the PATH."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((folder for folder in reversed(folders) if (folder / "postgres").exists()), None)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL is not installed")
    # Not pytest's folder: a socket's path is short, and the server's own user has to reach it.
    home = Path(tempfile.mkdtemp(prefix="xianzhang-pg"))
    try:
        with _running(folder, home):
            yield Server(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def _running(programs: Path, home: Path) -> Iterator[None]:
    password = home / "password"
    password.write_text(_PASSWORD, encoding="utf-8")
    data = home / "data"
    options = _unprivileged(home, password)
    cluster = ["-D", str(data), "-U", _OWNER, "--auth=scram-sha-256", f"--pwfile={password}"]
    subprocess.run(
        [str(programs / "initdb"), *cluster, "--encoding=UTF8", "--locale=C", "--no-sync"],
        check=True,
        capture_output=True,
        **options,
    )
    command = [str(programs / "postgres"), "-D", str(data), "-k", str(home), "-c", "listen_addresses=", "-F"]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, **options)
        try:
            _wait_for(Server(home))
            yield
        finally:
            # Fast: a client that is still there is not waited for.
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def _unprivileged(*owned: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as another user, whose files these become."""
    if os.geteuid() != 0:
        return {}
    names = {user.pw_name: user for user in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    for path in owned:
        os.chown(path, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": owned[0]}


def _wait_for(server: Server) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            rows(server.dsn("postgres"), "select 1")
        except postgres.Error:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
