"""`xianzhang run` from documents to the published marts, as a person runs it."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from dagster import DagsterInstance, DagsterRunStatus

from dagster_project.paths import Home
from tests.automation.service import wait_for
from tests.automation.test_channels import webhook

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


COMMAND = [str(Path(sys.executable).with_name("xianzhang")), "run", "--home"]


def run(home: Home, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in home.environment()}
    return subprocess.run(
        [*COMMAND, str(home.root)], env={**environment, **variables}, capture_output=True, text=True, check=False
    )


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the repository's extracts, run once."""
    home = Home(tmp_path_factory.mktemp("home")).create()
    shutil.copytree(ROOT / "raw" / "extracts", home.extracts, dirs_exist_ok=True)
    shutil.copy(ROOT / "raw" / "manifest.csv", home.manifest)
    result = run(home)
    assert "published" in result.stdout, result.stdout + (home.logs / "run.log").read_text(encoding="utf-8")[-4000:]
    return home


def test_the_query_of_the_readme_gives_what_the_readme_shows(home: Home) -> None:
    for name in ("README.md", "README.zh.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        found = re.search(r"```sql\n([^`]*)```\n\n\|[^\n]*\n\|[^\n]*\n((?:\|[^\n]*\n)+)", text)
        assert found is not None
        shown = [[cell.strip() for cell in line.strip("|").split("|")] for line in found[2].splitlines()]

        with duckdb.connect(str(home.snapshot_file), read_only=True) as connection:
            rows = connection.execute(found[1]).fetchall()

        assert [["" if value is None else str(value) for value in row] for row in rows] == shown


def test_a_second_run_changes_nothing_and_files_that_cannot_be_read_change_nothing_else(home: Home) -> None:
    page = home.report / "index.html"
    before, page_before = sha256(home.snapshot_file), sha256(page)
    (home.inbox / "空.txt").touch()
    (home.inbox / "damaged.pdf").write_bytes(b"%PDF-1.7 cut off")

    result = run(home)

    assert result.returncode == 3
    assert "nothing changed" in result.stdout
    assert sha256(home.snapshot_file) == before
    assert sha256(page) == page_before
    for expected in ("空.txt", "empty", "damaged.pdf", "damaged"):
        assert expected in result.stdout
    assert result.stderr == ""
    assert sorted(path.suffix for path in home.set_aside.iterdir()) == [".json", ".json", ".pdf", ".txt"]


def test_a_run_that_fails_leaves_the_published_marts_and_is_told(home: Home) -> None:
    before = sha256(home.snapshot_file)
    extract = next(home.extracts.glob("*.jsonl"))
    content = extract.read_bytes()
    extract.unlink()

    with webhook() as (address, posted), webhook(status=500) as (broken, _):
        result = run(home, XIANZHANG_WEBHOOK=address)
        untold = run(home, XIANZHANG_WEBHOOK=broken)
    extract.write_bytes(content)

    [(_, _, message)] = posted
    assert message["started_by"] == "xianzhang run"
    assert "ingest it again" in message["text"]
    assert untold.returncode == result.returncode == 1
    assert "could not be told: webhook at 127.0.0.1" in untold.stdout
    assert home.failure_log.read_text(encoding="utf-8").count("ingest it again") == 2
    assert "ingest it again" in result.stdout
    assert sha256(home.snapshot_file) == before


def test_a_run_after_one_that_was_killed_waits_for_nobody(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with subprocess.Popen([*COMMAND, str(home.root)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        wait_for(lambda: list(home.running.glob("*")), 180)
        [mark] = home.running.iterdir()
        process.kill()

    result = run(home)

    assert "nothing changed" in result.stdout
    assert "waiting" not in result.stdout
    monkeypatch.setenv("DAGSTER_HOME", str(home.dagster))
    with DagsterInstance.get() as instance:
        killed = instance.get_run_by_id(mark.name)
    assert killed is not None
    assert killed.status == DagsterRunStatus.FAILURE
    assert not mark.exists()


# What one build takes, as if numbers took 4,000 times the memory.
IN_SHARES = """
from dagster_project.cli.app import app
from dagster_project.increments import shares

shares._BYTES_OF_A_NUMBER *= 4000
app()
"""


def test_a_full_run_in_shares_comes_to_what_is_published(home: Home) -> None:
    before, page_before = sha256(home.snapshot_file), sha256(home.report / "index.html")
    result = subprocess.run(
        [sys.executable, "-c", IN_SHARES, "run", "--full", "--home", str(home.root)],
        env={**os.environ, "XIANZHANG_MEMORY_LIMIT": "1500MB"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert re.findall(r"share (\d) is built; (\d) documents", result.stdout), result.stdout + result.stderr
    assert "nothing changed" in result.stdout
    assert sha256(home.snapshot_file) == before
    assert sha256(home.report / "index.html") == page_before
