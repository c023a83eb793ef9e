"""`xianzhang serve` on a home of its own, as a process that is started and ended."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.paths import Home, project_root

COMMAND = [sys.executable, "-m", "dagster_project.cli"]


def home_with_the_committed_reports(folder: Path) -> Home:
    """A home with the repository's extracts, before its first run."""
    home = Home(folder).create()
    shutil.copytree(project_root() / "raw" / "extracts", home.extracts, dirs_exist_ok=True)
    shutil.copy(project_root() / "raw" / "manifest.csv", home.manifest)
    return home


def environment(home: Home, **variables: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in home.environment()}
    return {**inherited, "PYTHONPATH": str(project_root()), **variables}


def start_xianzhang(home: Home, *words: str) -> subprocess.Popen[str]:
    """A command of a home; what it prints, errors too, is its stdout."""
    command = [*COMMAND, *words, "--home", str(home.root)]
    return subprocess.Popen(
        command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=home.root
    )


def xianzhang(home: Home, *words: str) -> subprocess.CompletedProcess[str]:
    process = start_xianzhang(home, *words)
    output, _ = process.communicate(timeout=900)
    return subprocess.CompletedProcess(process.args, process.returncode, output, "")


def reports(home: Home) -> int:
    """How many reports are published; 0 where nothing is."""
    if not home.snapshot_file.exists():
        return 0
    with duckdb.connect(str(home.snapshot_file), read_only=True) as connection:
        [(count,)] = connection.execute("select count(*) from marts.dim_report").fetchall()
    return int(count)


def wait_for(what: Callable[[], Any], seconds: float, every: float = 0.2) -> float:
    """Wait until something is so; seconds it took. Raises TimeoutError."""
    started = time.monotonic()
    while not what():
        if time.monotonic() - started > seconds:
            raise TimeoutError(f"not so after {seconds:g} s")
        time.sleep(every)
    return time.monotonic() - started


@dataclass(frozen=True)
class Service:
    """A served home."""

    home: Home
    port: int
    log_file: Path

    @property
    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8")

    def ask(self, query: str, **variables: object) -> Any:
        """The data of a GraphQL query, as the UI sends it."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)["data"]

    def is_ready(self) -> bool:
        """Whether the web server answers and the daemon's threads have reported."""
        try:
            health = self.ask("{ instance { daemonHealth { allDaemonStatuses { required healthy } } } }")
        except OSError:
            return False
        statuses = health["instance"]["daemonHealth"]["allDaemonStatuses"]
        return all(status["healthy"] for status in statuses if status["required"])


def free_port() -> int:
    """A port that is free, as is the one after it."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@contextmanager
def served(home: Home, *options: str, **variables: str) -> Iterator[Service]:
    """Serve a home while the block runs; it has to end by itself when told to."""
    service = Service(home, free_port(), home.root / "serve.log")
    command = [*COMMAND, "serve", "--home", str(home.root), "--port", str(service.port), *options]
    with service.log_file.open("w") as log:
        process = subprocess.Popen(
            command, env=environment(home, **variables), cwd=home.root, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            wait_for(service.is_ready, 180)
            yield service
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(90)
            finally:
                process.kill()
