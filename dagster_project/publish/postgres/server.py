"""A connection to a PostgreSQL server, and words for what it refuses: never the DSN, never a password."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import adbc_driver_postgresql.dbapi
from adbc_driver_manager import Error
from adbc_driver_manager.dbapi import Connection

# libpq's own variables; what the DSN or the environment says goes first.
_DEFAULTS = {"PGCONNECT_TIMEOUT": "10", "PGAPPNAME": "xianzhang"}

_QUOTED = re.compile(r'"[^"]*"')
_REASON = re.compile(r"connection to server .{,300}? failed: (?:FATAL: +)?(?P<reason>.+)")

_HINTS = {
    "42501": "数据库用户权限不足：需要在数据库上建立模式（grant create on database …），建立角色需要 createrole，"
    "或由管理员先建好角色。 (Not allowed: the user needs CREATE on the database and, for a new reader, CREATEROLE.)",
    "2BP01": "有视图等对象依赖已发布的表，请移到别处或先删除。 (Objects of others depend on the published tables.)",
    "23505": "快照中的键不唯一。 (A key of the snapshot is not unique.)",
    "23503": "快照中的引用没有对应的行。 (A reference of the snapshot leads nowhere.)",
    "23502": "快照中的键有空值。 (A key of the snapshot is NULL.)",
}


class PostgresError(Exception):
    """The server has not got the new version; what was published there before is as it was."""


@contextmanager
def connected(dsn: str) -> Iterator[Connection]:
    """A connection by a libpq URI or keyword string; statements belong to a transaction until `commit`.

    Raises PostgresError where there is no connection, and in place of every error of the server within.
    """
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    try:
        connection: Connection = adbc_driver_postgresql.dbapi.connect(dsn)
    except Error as error:
        raise PostgresError(
            f"无法连接 PostgreSQL：{_connection_fault(str(error), dsn)} (Cannot connect; see --dsn.)"
        ) from None
    try:
        yield connection
    except Error as error:
        raise PostgresError(_refusal(error)) from None
    finally:
        with suppress(Error):
            connection.close()


def diagnostic(error: Error, field: str) -> str | None:
    """A field of the server's report on an error: MESSAGE_PRIMARY, MESSAGE_DETAIL, …"""
    # The driver gives the names as bytes, its types say text.
    found = (value for name, value in error.details or () if f"PG_DIAG_{field}" in str(name))
    return next((bytes(value).decode("utf-8", "replace") for value in found), None)


def _refusal(error: Error) -> str:
    said = [text for field in ("MESSAGE_PRIMARY", "MESSAGE_DETAIL") if (text := diagnostic(error, field))]
    hint = _HINTS.get(error.sqlstate or "", "")
    words = "; ".join(said) or "连接中断 (the connection broke off)"
    return f"PostgreSQL 拒绝了发布，原有数据未变：{words}" + (f"\n{hint}" if hint else "")


def _connection_fault(message: str, dsn: str) -> str:
    """What libpq says of a failed connection, without what it quotes: parts of a DSN that is written wrongly, such as a
    password with an @ in it, appear there."""
    line = message.partition("Failed to connect: ")[2].splitlines()[:1]
    if not line or '"' in dsn:
        return "DSN 无效或服务器不可达。"
    match = _REASON.search(line[0])
    return _QUOTED.sub("…", match["reason"] if match else line[0]).strip()
