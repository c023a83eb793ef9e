"""`make superset`: brings Superset up to date with bi/superset and serves it until it is interrupted."""

from __future__ import annotations

import argparse
import os
import sys

from dagster_project.dashboards import (
    BundleError,
    ConnectionNameError,
    Superset,
    SupersetError,
    postgres_connection,
    snapshot_connection,
)
from dagster_project.dashboards.superset import LOOPBACK
from dagster_project.paths import Home, find_home, project_root

POSTGRES_VARIABLE = "SUPERSET_POSTGRES_DSN"
PASSWORD_VARIABLE = "SUPERSET_ADMIN_PASSWORD"  # noqa: S105 - the name of a variable


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make superset", description=__doc__)
    parser.add_argument("--port", type=int, default=8088)
    parser.add_argument("--prepare-only", action="store_true", help="bring it up to date, and do not serve it")
    parser.add_argument(
        "--viewer", action="append", default=[], metavar="NAME", help="make a user who may look and change nothing"
    )
    chosen = parser.parse_args(arguments)
    home = find_home()
    superset = Superset(project_root() / ".venv-superset", home.superset)
    try:
        connection = _connection(home)
        print("正在准备 Superset，约一分钟 (making Superset ready, a minute) …", flush=True)  # noqa: T201
        told = superset.prepare(connection, os.environ.get(PASSWORD_VARIABLE), viewers=chosen.viewer)
        print("\n".join(told), end="\n" if told else "", flush=True)  # noqa: T201 - what the user has to read
        return 0 if chosen.prepare_only else _serve(superset, chosen.port)
    except (BundleError, ConnectionNameError, SupersetError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1


def _connection(home: Home) -> dict[str, object]:
    if dsn := os.environ.get(POSTGRES_VARIABLE):
        return postgres_connection(dsn)
    if not home.snapshot_file.is_file():
        raise SupersetError("Nothing is published yet: make run")
    return snapshot_connection(home.snapshot_file)


def _serve(superset: Superset, port: int) -> int:
    print(f"http://{LOOPBACK}:{port}/superset/dashboard/xianzhang-overview/", flush=True)  # noqa: T201
    process = superset.start(port)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # The terminal has told the server too: it ends by itself.
        process.wait()
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
