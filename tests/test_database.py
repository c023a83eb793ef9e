"""Every connection keeps to the memory limit that is set in one place."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dagster_project.database import connect
from dagster_project.paths import MEMORY_VARIABLE, Home, MemoryLimitError, memory_limit, project_root

LIMIT = "select current_setting('memory_limit')"


def test_a_connection_keeps_to_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(MEMORY_VARIABLE, "512MiB")

    with connect(tmp_path / "a.duckdb") as of_file, connect(spill_to=tmp_path / "spill") as of_none:
        assert of_file.execute(LIMIT).fetchone() == ("512.0 MiB",)
        assert of_none.execute(LIMIT).fetchone() == ("512.0 MiB",)
        assert of_none.execute("select current_setting('temp_directory')").fetchone() == (str(tmp_path / "spill"),)


def test_without_it_a_connection_takes_what_duckdb_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MEMORY_VARIABLE, raising=False)
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")

    assert int(memory_limit().removesuffix("MiB")) * 2**20 == pytest.approx(0.8 * machine, abs=2**20)


@pytest.mark.parametrize("said", ["lots", "4", "4 parsecs", "-1GB", "80%"])
def test_what_is_no_amount_is_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv(MEMORY_VARIABLE, said)

    with pytest.raises(MemoryLimitError, match=f"{MEMORY_VARIABLE}={said}: give an amount such as 4GB"):
        Home(Path("home")).environment()


@pytest.mark.dbt
def test_dbt_keeps_to_it(tmp_path: Path) -> None:
    dbt = project_root() / "dbt"
    finished = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("dbt")), "--quiet", "show", "--inline", LIMIT, "--output", "json"),
            *("--project-dir", str(dbt), "--profiles-dir", str(dbt), "--target-path", str(tmp_path)),
        ],
        env={**os.environ, MEMORY_VARIABLE: "512MiB", "DBT_LOG_PATH": str(tmp_path), "DO_NOT_TRACK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "512.0 MiB" in finished.stdout, finished.stdout + finished.stderr
