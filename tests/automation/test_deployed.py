"""The systemd units of deploy/: systemd takes them, and what they start is a working instance."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest

from dagster_project.paths import Home, project_root

from .service import Service, environment, free_port, wait_for

UNITS = project_root() / "deploy" / "systemd"
BIN = Path(sys.executable).parent


def units() -> list[Path]:
    return sorted(UNITS.glob("*.service"))


def here(text: str) -> str:
    """A unit's text for the interpreter and the clone of this test."""
    return text.replace("/opt/xianzhang/.venv/bin", str(BIN)).replace("/opt/xianzhang", str(project_root()))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    copies = [tmp_path / unit.name for unit in units()]
    for unit, copy in zip(units(), copies, strict=True):
        copy.write_text(here(unit.read_text(encoding="utf-8")), encoding="utf-8")

    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, copies)], capture_output=True, text=True, check=False
    )

    assert len(copies) == 3
    # Of the machine's own units it tells, too.
    assert [line for line in found.stderr.splitlines() if "xianzhang" in line] == []


def test_the_example_names_variables_that_are_read() -> None:
    example = (UNITS / "xianzhang.env").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?(XIANZHANG_\w+)=", example, re.MULTILINE))
    sources = "".join(path.read_text(encoding="utf-8") for path in (project_root() / "dagster_project").rglob("*.py"))

    assert len(named) > 5
    assert [name for name in named if f'"{name}"' not in sources] == []


@pytest.mark.slow
def test_what_the_units_start_is_a_working_instance(tmp_path: Path) -> None:
    home, port, pages = Home(tmp_path), free_port(), free_port()
    variables = {**environment(home), "XIANZHANG_HOME": str(home.root), "DAGSTER_HOME": str(home.dagster)}
    service = Service(home, port, tmp_path / "web.log")

    with ExitStack() as running:
        for unit in units():
            text = here(unit.read_text(encoding="utf-8"))
            text = text.replace("--port 3000", f"--port {port}").replace("--port 3001", f"--port {pages}")
            for before in re.findall(r"^ExecStartPre=-(.*)$", text, re.MULTILINE):
                subprocess.run(shlex.split(before), env=variables, cwd=tmp_path, capture_output=True, check=False)
            [command] = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
            log = running.enter_context((tmp_path / f"{unit.stem}.log").open("w"))
            process = subprocess.Popen(shlex.split(command), env=variables, cwd=tmp_path, stdout=log, stderr=log)
            running.callback(process.wait, 90)
            running.callback(process.terminate)
        wait_for(service.is_ready, 600)
        wait_for(lambda: "inbox" in sensors(service), 600)

        home.validation.mkdir(exist_ok=True)
        (home.validation / "index.html").write_text("page")
        with urllib.request.urlopen(f"http://127.0.0.1:{pages}/validation/index.html", timeout=30) as answer:
            assert answer.read() == b"page"
        assert sensors(service) == {
            "inbox": "STOPPED",
            "failures": "RUNNING",
            "killed_runs": "RUNNING",
            "shares": "RUNNING",
        }


def sensors(service: Service) -> dict[str, str]:
    data = service.ask(
        "{ repositoriesOrError { ... on RepositoryConnection { nodes { sensors { name sensorState { status } } } } } }"
    )
    nodes = data["repositoriesOrError"].get("nodes", [])
    return {sensor["name"]: sensor["sensorState"]["status"] for node in nodes for sensor in node["sensors"]}
