"""A real Superset on a real home: the committed reports and one that is held back, published."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dagster_project.dashboards import Superset, snapshot_connection
from dagster_project.paths import Home, project_root
from tests.pipeline.test_five_reports import OVERSPENT

INSTALLED = project_root() / ".venv-superset"
PASSWORD = "a password of the test"
VIEWER = "reader"


@dataclass(frozen=True)
class Server:
    """A running Superset, spoken to as its administrator; viewer: the password of the user `reader`, who may look."""

    superset: Superset
    url: str
    viewer: str

    def ask(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """What the API answers; an answer of its own to an error, too."""
        login = {"username": "admin", "password": PASSWORD, "provider": "db"}
        token = self._call("/api/v1/security/login", login, {})["access_token"]
        return self._call(path, body, {"Authorization": f"Bearer {token}"})

    def names(self, kind: str, column: str) -> list[str]:
        """A column of all things of a kind: dashboard, chart, dataset or database."""
        answer = self.ask(f"/api/v1/{kind}/?q=(page_size:100)")
        assert answer["count"] == len(answer["result"])
        return sorted(str(thing[column]) for thing in answer["result"])

    def _call(self, path: str, body: dict[str, Any] | None, headers: dict[str, str]) -> dict[str, Any]:
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json", **headers})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return {"message": error.read().decode(), "status": error.code}


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The committed reports, run with one more that contradicts itself."""
    home = Home(tmp_path_factory.mktemp("home")).create()
    shutil.copytree(project_root() / "raw" / "extracts", home.extracts, dirs_exist_ok=True)
    shutil.copyfile(project_root() / "raw" / "manifest.csv", home.manifest)
    (home.inbox / "overspent.txt").write_text(OVERSPENT, encoding="utf-8")
    command = [sys.executable, "-m", "dagster_project.cli", "--home", str(home.root), "run"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    assert done.returncode == 3, done.stdout + done.stderr
    return home


@pytest.fixture(scope="session")
def server(home: Home) -> Iterator[Server]:
    if not (INSTALLED / "bin" / "gunicorn").exists():
        pytest.skip("Superset is not installed: make install-superset")
    superset = Superset(INSTALLED, home.superset)
    (told,) = superset.prepare(snapshot_connection(home.snapshot_file), PASSWORD, viewers=[VIEWER])
    with running(superset) as url:
        yield Server(superset, url, told.rpartition(" ")[2])


@contextmanager
def running(superset: Superset) -> Iterator[str]:
    """Start the server on a free port; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (superset.state / "server.log").open("wb") as log:
        process = superset.start(port, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, process)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=60)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert process.poll() is None, "Superset ended"
        try:
            urllib.request.urlopen(f"{url}/health", timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise TimeoutError(url)


def copy_of_assets(folder: Path) -> Path:
    return Path(shutil.copytree(project_root() / "bi" / "superset" / "assets", folder))
