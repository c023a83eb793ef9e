"""What a person can type is written down: a command, reason or exit status that is not fails here."""

import re
from pathlib import Path

import pytest

from dagster_project.cli import app
from dagster_project.cli.exit_codes import ExitCode

ROOT = Path(__file__).parents[2]
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def test_every_command_is_documented() -> None:
    commands = {command.callback.__name__ for command in app.registered_commands if command.callback}
    commands |= {str(group.name or group.typer_instance.info.name) for group in app.registered_groups}

    assert set(re.findall(r"^\| `xianzhang (\w+)", OPERATING, re.MULTILINE)) == commands


def test_every_exit_status_is_documented() -> None:
    table = OPERATING.partition("| exit status |")[2].partition("\n\n")[0]

    assert set(re.findall(r"^\| (\d) \|", table, re.MULTILINE)) == {str(code.value) for code in ExitCode}


def test_every_reason_of_ingestion_and_loading_is_documented() -> None:
    sources = "".join(
        (ROOT / "dagster_project" / name).read_text(encoding="utf-8")
        for name in ("ingestion/ingest.py", "loading/batches.py")
    )
    given = set(re.findall(r'(?:ReadingError\(|row\.document_sha256,)\s+"(\w+)"', sources))

    assert given >= {"duplicate", "no_figures", "reader_error", "conforming_error"}
    assert given <= set(re.findall(r"^\| `(\w+)` \|", OPERATING, re.MULTILINE))


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_links_of_the_readme_lead_somewhere(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    links = re.findall(r"\]\(((?!http)[^)#]+)\)", text)

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
