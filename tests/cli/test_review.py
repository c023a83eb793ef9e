"""Deciding about findings at the command line: what is kept, and what is refused."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dagster_project.cli import app
from dagster_project.cli.exit_codes import ExitCode
from dagster_project.paths import Home
from dagster_project.reviewing import Decision, read_decisions
from tests.findings.reports import snapshot_with_findings

SIGNED = ["--by", "王某", "--reason", "笔误", "--on", "2024-05-31"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    home = Home(tmp_path / "home").create()
    for variable in home.environment():
        monkeypatch.setenv(variable, "")
        monkeypatch.delenv(variable)
    snapshot_with_findings(home.warehouse / "snapshot.duckdb")
    home.snapshot_file.symlink_to("snapshot.duckdb")
    return home


def review(home: Home, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["review", *arguments, "--home", str(home.root)])
    return result.exit_code, result.output


def test_open_findings_are_listed_and_decided_ones_are_not(home: Home) -> None:
    code, output = review(home)

    assert code == ExitCode.WELL
    assert "f1aaaaaaaaaa  warning" in output
    assert "f2" not in output
    assert "2 open findings" in output


def test_a_finding_is_shown_with_its_numbered_places(home: Home) -> None:
    code, output = review(home, "f1")

    assert code == ExitCode.WELL
    assert "(1) “支出” 10万元" in output
    assert read_decisions(home.decisions) == []


def test_a_finding_is_accepted(home: Home) -> None:
    code, _ = review(home, "F1", "--accept", *SIGNED)

    assert code == ExitCode.WELL
    assert read_decisions(home.decisions) == [
        Decision("accept", "王某", "2024-05-31", "笔误", report_id="r1", rule_id="rule_a", subject="s1")
    ]


def test_a_number_is_corrected_at_its_place(home: Home) -> None:
    assert review(home, "f1", "--correct", "1=1,012.50", "--correct", "2=9元", *SIGNED)[0] == ExitCode.WELL

    first, second = read_decisions(home.decisions)
    assert (first.document_sha256, first.char_start, first.printed) == ("da", "50", "10")
    assert (first.corrected_value, first.corrected_unit, first.rule_id) == ("1012.50", "", "rule_a")
    assert (second.char_start, second.corrected_value, second.corrected_unit) == ("120", "9", "元")


def test_what_was_decided_is_withdrawn(home: Home) -> None:
    assert review(home, "f2", "--withdraw", *SIGNED)[0] == ExitCode.WELL
    assert review(home, "f1", "--withdraw", *SIGNED)[0] == ExitCode.WELL

    accepted, corrected = read_decisions(home.decisions)
    assert (accepted.decision, accepted.rule_id, accepted.char_start) == ("withdraw", "rule_b", "")
    assert (corrected.decision, corrected.char_start) == ("withdraw", "120")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["f", "--accept", *SIGNED], "3 findings have a key"),
        (["e", "--accept", *SIGNED], "No finding has a key"),
        (["--accept", *SIGNED], "Name the finding"),
        (["f1", "--accept", "--withdraw", *SIGNED], "One of"),
        (["f1", "--accept", "--by", "王某"], "reason is missing"),
        (["f1", "--accept", "--reason", "笔误"], "decided_by is missing"),
        (["f1", "--accept", "--by", "王某", "--reason", "笔误", "--on", "昨天"], "is not like 2024-05-31"),
        (["f1", "--correct", "1", *SIGNED], "write PLACE=VALUE"),
        (["f1", "--correct", "3=1", *SIGNED], "places 1 to 2"),
        (["f1", "--correct", "0=1", *SIGNED], "places 1 to 2"),
        (["f1", "--correct", "1=1美元", *SIGNED], "is not in dbt/seeds/units.csv"),
        (["f3", "--withdraw", *SIGNED], "Nothing was decided"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_reason(home: Home, arguments: list[str], says: str) -> None:
    code, output = review(home, *arguments)

    assert code == ExitCode.ERROR
    assert says in output
    assert read_decisions(home.decisions) == []
