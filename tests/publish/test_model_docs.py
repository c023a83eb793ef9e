"""dbt's pages on the models: one file that needs nothing else."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from dagster_project.cli.docs import write_docs
from dagster_project.cli.exit_codes import ExitCode
from dagster_project.paths import Home
from tests.dbt.conftest import Built, built

__all__ = ["built"]
pytestmark = pytest.mark.dbt


@pytest.fixture
def home(tmp_path: Path, built: Built, monkeypatch: pytest.MonkeyPatch) -> Home:
    made = Home(tmp_path / "home").create()
    for name, value in made.environment().items():
        monkeypatch.setenv(name, value)
    ((build_file,),) = built.rows("select path from duckdb_databases() where path like '%build.duckdb'")
    shutil.copyfile(build_file, made.build_file)
    (made.dbt_target / "manifest.json").write_text(json.dumps(built.manifest), encoding="utf-8")
    return made


def test_the_page_holds_every_model_with_its_types_and_loads_nothing(home: Home) -> None:
    assert write_docs(home) == ExitCode.WELL

    page = home.model_docs.read_text(encoding="utf-8")
    chinese = json.dumps("预算执行率（%）")[1:-1]
    for words in ("model.xianzhang.fct_expenditure", "DECIMAL(20,6)", chinese, "foreign_keys"):
        assert words in page
    assert re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=[\"']?(?:https?:)?//[^>]+", page) == []
    assert '"send_anonymous_usage_stats": false' in page
    assert not (home.dbt_target / "index.html").exists()


def test_dbt_says_why_there_is_no_page(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    home.build_file.write_text("no database", encoding="utf-8")

    assert write_docs(home) == ExitCode.ERROR

    assert "failure while writing the catalog" in capsys.readouterr().out
    assert not home.model_docs.exists()
