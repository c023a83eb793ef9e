"""Dagster's history of runs and checks, written with connections that stay open.

A run makes some 1,400 events, and Dagster's own SQLite storage opens several new connections for each: a third of a
run's time. The files are the same, in the same places, and Dagster's own storage can read them.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from dagster import EventLogEntry
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.pool import NullPool

# The index and the runs written or looked at last; the web server looks at many.
_OPEN_FILES = 4


class EventLog(SqliteEventLogStorage):
    """SqliteEventLogStorage in `<dagster_home>/history/runs`, with one open connection for each of the last files."""

    def __init__(self, dagster_home: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        self._tables: set[str] = set()
        super().__init__(str(Path(dagster_home) / "history" / "runs"), inst_data)

    @classmethod
    def config_type(cls) -> Any:
        from dagster import StringSource

        return {"dagster_home": StringSource}

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> EventLog:
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

    def store_event(self, event: EventLogEntry) -> None:
        super().store_event(event)
        # Who watches a run waits for its file to be touched; an open connection touches only the log beside it.
        with suppress(OSError):
            os.utime(self.path_for_shard(event.run_id))

    def has_table(self, table_name: str) -> bool:
        # Asked before every event of a check; a table that is there stays.
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def _engine(self, shard: str) -> Engine:
        if shard not in self._engines:
            self._make(shard)
            # One connection for all threads: they take turns at the lock.
            engine = create_engine(
                self.conn_string_for_shard(shard),
                pool_size=1,
                max_overflow=0,
                connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
            )
            sqlalchemy_event.listen(engine, "connect", _without_waiting_for_the_disk)
            self._engines[shard] = engine
        self._engines.move_to_end(shard)
        while len(self._engines) > _OPEN_FILES:
            self._engines.popitem(last=False)[1].dispose()
        return self._engines[shard]

    def _make(self, shard: str) -> None:
        if shard not in self._initialized_dbs:
            # Making the tables takes more than one connection.
            self._initdb(create_engine(self.conn_string_for_shard(shard), poolclass=NullPool))
            self._initialized_dbs.add(shard)

    def upgrade(self) -> None:
        self._close()
        super().upgrade()

    def wipe(self) -> None:
        self._close()
        super().wipe()

    def dispose(self) -> None:
        self._close()
        super().dispose()

    def _close(self) -> None:
        with self._db_lock:
            while self._engines:
                self._engines.popitem()[1].dispose()


def _without_waiting_for_the_disk(connection: Any, _record: Any) -> None:
    """A loss of power may cost the last events of a run, never the file: it is in WAL mode."""
    connection.execute("pragma synchronous = normal")
