"""The command line as a person meets it: what it says, and with which status it ends."""

import re
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from dagster_project.automation.failure import essential
from dagster_project.cli import app
from dagster_project.cli.exit_codes import MEANINGS, ExitCode
from dagster_project.cli.run_report import RunReport
from dagster_project.cli.run_table import marts_after, print_report
from dagster_project.cli.terminal import new_console
from dagster_project.ingestion import Manifest
from dagster_project.paths import Home
from tests.findings.reports import snapshot_with_findings
from tests.workbook.snapshots import write_snapshot

run_cli = CliRunner().invoke

COMMANDS = ("run", "ingest", "status", "findings", "review", "versions", "unmatched", "export", "docs", "serve")
REPORT = "某县某局2023年度部门整体支出绩效自评报告\n\n2023年支出合计120万元。\n"


@pytest.fixture(autouse=True)
def no_home_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in Home(Path("x")).environment():
        # Set, then removed: so that what a command sets is gone after the test.
        monkeypatch.setenv(variable, "")
        monkeypatch.delenv(variable)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").create()


def plain(text: str) -> str:
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", text).split())


def test_help_names_every_command_and_every_exit_code() -> None:
    result = run_cli(app, ["--help"])

    assert result.exit_code == 0
    for command in (*COMMANDS, "publish"):
        assert f" {command} " in result.output
    for code, meaning in MEANINGS.items():
        assert f"{code.value} {meaning}" in plain(result.output)


@pytest.mark.parametrize("command", [*COMMANDS, "publish postgres"])
def test_every_command_has_help_and_takes_a_home(command: str) -> None:
    result = run_cli(app, [*command.split(), "--help"])

    assert result.exit_code == 0
    assert "--home" in result.output


def test_wrong_usage_ends_with_2(tmp_path: Path) -> None:
    assert run_cli(app, ["ingest", str(tmp_path / "absent.txt")]).exit_code == ExitCode.USAGE
    assert run_cli(app, ["export", "--format", "xml"]).exit_code == ExitCode.USAGE
    assert run_cli(app, ["publish", "postgres"], env={"XIANZHANG_POSTGRES_DSN": ""}).exit_code == ExitCode.USAGE


def test_the_home_may_stand_before_or_behind_the_command(home: Home, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(REPORT, encoding="utf-8")

    assert run_cli(app, ["--home", str(home.root), "ingest", str(report)]).exit_code == ExitCode.WELL
    again = run_cli(app, ["ingest", str(report), "--home", str(home.root)])

    assert again.exit_code == ExitCode.WELL
    assert "already there" in again.output
    assert len(Manifest(home.manifest)) == 1


def test_the_variable_chooses_the_home(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tmp_path / "report.txt"
    report.write_text(REPORT, encoding="utf-8")
    monkeypatch.setenv("XIANZHANG_HOME", str(home.root))

    assert run_cli(app, ["ingest", str(report)]).exit_code == ExitCode.WELL
    assert len(Manifest(home.manifest)) == 1


def test_ingesting_an_empty_file_says_why_and_ends_with_3(home: Home, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()

    result = run_cli(app, ["ingest", str(empty), "--home", str(home.root)])

    assert result.exit_code == ExitCode.ATTENTION
    assert "set aside" in result.output
    assert "空的" in result.output


LOOKS = ["status", "findings", "review", "versions", "unmatched", "export", "docs", "publish postgres --dsn x"]


@pytest.mark.parametrize("command", LOOKS)
def test_before_the_first_run_a_look_says_what_to_do_and_ends_with_1(home: Home, command: str) -> None:
    result = run_cli(app, [*command.split(), "--home", str(home.root)])

    assert result.exit_code == ExitCode.ERROR
    assert "xianzhang run" in result.output


def publish_findings(home: Home) -> None:
    """A snapshot with two reports and their findings."""
    snapshot_with_findings(home.warehouse / "snapshot.duckdb")
    home.snapshot_file.symlink_to("snapshot.duckdb")


def test_status_shows_every_report_with_its_coverage_and_findings(home: Home) -> None:
    publish_findings(home)

    result = run_cli(app, ["status", "--home", str(home.root)])

    assert result.exit_code == ExitCode.WELL
    first, second = (line.split() for line in result.output.splitlines()[1:])
    assert first == ["甲县", "甲县科技局", "2023", "published", "99.0%", "2", "r1"]
    assert second == ["?", "?", "?", "quarantined", "1", "r2"]


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        ([], ["rule_a", "rule_b", "rule_a"]),
        (["科技局"], ["rule_a", "rule_b"]),
        (["甲报告", "--severity", "info"], ["rule_b"]),
    ],
)
def test_findings_are_chosen_by_report_and_severity(home: Home, arguments: list[str], rules: list[str]) -> None:
    publish_findings(home)

    result = run_cli(app, ["findings", *arguments, "--home", str(home.root)])

    assert result.exit_code == ExitCode.WELL
    assert re.findall(r"（(rule_\w)）", result.output) == rules


def test_of_a_report_that_is_not_there_it_is_not_said_that_nothing_was_found(home: Home) -> None:
    publish_findings(home)

    result = run_cli(app, ["findings", "教育局", "--home", str(home.root)])

    assert result.exit_code == ExitCode.ERROR
    assert "No report is named so" in result.output


@pytest.mark.parametrize(
    ("name", "arguments", "begins"),
    [
        ("page.md", [], b"# "),
        ("page.txt", [], "甲县科技局".encode()),
        ("page", ["--format", "markdown"], b"# "),
        ("page.xlsx", [], b"PK"),
    ],
)
def test_a_page_is_written_in_the_format_asked_for(
    home: Home, tmp_path: Path, name: str, arguments: list[str], begins: bytes
) -> None:
    publish_findings(home)

    result = run_cli(app, ["findings", *arguments, "--output", str(tmp_path / name), "--home", str(home.root)])

    assert result.exit_code == ExitCode.WELL
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_the_marts_are_one_workbook(home: Home, tmp_path: Path) -> None:
    write_snapshot(home.warehouse / "snapshot.duckdb", {})
    home.snapshot_file.symlink_to("snapshot.duckdb")

    result = run_cli(app, ["export", "--format", "xlsx", "--out", str(tmp_path / "out"), "--home", str(home.root)])

    assert result.exit_code == ExitCode.WELL
    assert "数据字典" in result.output
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["marts.xlsx"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder where not even root can write")
@pytest.mark.parametrize("file_format", ["csv", "parquet", "xlsx"])
@pytest.mark.parametrize("place", ["/proc", "a file"])
def test_a_folder_that_cannot_be_written_is_said(home: Home, tmp_path: Path, file_format: str, place: str) -> None:
    write_snapshot(home.warehouse / "snapshot.duckdb", {})
    home.snapshot_file.symlink_to("snapshot.duckdb")
    (tmp_path / "a file").touch()
    out = str(tmp_path / place)

    result = run_cli(app, ["export", "--format", file_format, "--out", out, "--home", str(home.root)])

    assert result.exit_code == ExitCode.ERROR
    assert isinstance(result.exception, SystemExit)
    said = plain(result.output)
    assert "请用 --out 另选文件夹" in said
    assert "choose another --out" in said


def test_a_server_that_is_not_reached_is_said_without_the_password(home: Home) -> None:
    publish_findings(home)
    dsn = {"XIANZHANG_POSTGRES_DSN": "postgresql://a:hunter2@127.0.0.1:1/b"}

    result = run_cli(app, ["publish", "postgres", "--home", str(home.root)], env=dsn)

    assert result.exit_code == ExitCode.ERROR
    assert "Connection refused" in result.output
    assert "hunter2" not in result.output


def test_a_later_version_is_shown_with_what_it_changes(home: Home) -> None:
    publish_findings(home)
    with duckdb.connect(str(home.warehouse / "snapshot.duckdb")) as connection:
        connection.execute("""
            create table marts.dim_account as select 'income' as account_code, '收入' as account_name;
            create table marts.dim_stage as select 'final' as stage, '决算' as stage_name;
            create table marts.dim_fund as select 'all' as fund, '全部资金' as fund_name;
            create table marts.fct_version_change as select * from (values
                ('k1', 'r1', 'r0', 'changed', 2023, 'final', 'income', 'all', null, null, null, null, '90', '95'),
                ('k2', 'r1', 'r0', 'removed', 2023, null, null, null, null, null, '培训', 'score', '10', null)
            ) as t (version_change_key, report_id, previous_report_id, change, fiscal_year, stage, account_code, fund,
                    project_name, organization_unit, indicator_name, indicator_part, value_before, value_after);
            create table quarantine.fct_version_change as from marts.fct_version_change where false;
        """)

    output = run_cli(app, ["versions", "科技局", "--home", str(home.root)]).output

    for line in (
        "r0 → r1 (published)",
        "    changed  2023 · 决算 · 收入: 90 → 95",
        "    removed  2023 · 培训 · score: 10 → —",
        "2 changes",
    ):
        assert line in output.splitlines()


def test_an_excel_page_needs_a_file(home: Home) -> None:
    result = run_cli(app, ["findings", "--format", "xlsx", "--home", str(home.root)])

    assert result.exit_code == ExitCode.USAGE


REASON = {"source_name": "a.txt", "reason_code": "empty", "reason": "空", "reason_en": "empty"}


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (RunReport(succeeded=True), ExitCode.WELL),
        (RunReport(succeeded=True, changed=True), ExitCode.WELL),
        (RunReport(succeeded=True, outcomes=[{"kind": "ingested", "reason": None}]), ExitCode.WELL),
        (RunReport(succeeded=True, outcomes=[{"kind": "set_aside", "reason": REASON}]), ExitCode.ATTENTION),
        (RunReport(succeeded=True, conforming_failed=[REASON]), ExitCode.ATTENTION),
        (RunReport(succeeded=True, quarantined=["r1"]), ExitCode.ATTENTION),
        (RunReport(succeeded=False), ExitCode.ERROR),
        (RunReport(succeeded=False, blocked=True), ExitCode.NOT_PUBLISHED),
        (RunReport(succeeded=True, blocked=True, quarantined=["r1"]), ExitCode.NOT_PUBLISHED),
    ],
)
def test_the_exit_status_says_what_came_of_a_run(report: RunReport, code: ExitCode) -> None:
    assert report.exit_code == code


def test_shares_are_told_as_one_run() -> None:
    first = RunReport(
        succeeded=True, changed=True, remaining=7, seconds={"load": 1.0}, conforming_failed=[REASON], outcomes=[{}]
    )
    failed = RunReport(succeeded=False, seconds={"load": 2.0, "publish": 1.0}, outcomes=[{}])

    both = first.before(failed)

    assert (both.seconds, both.shares, both.remaining) == ({"load": 3.0, "publish": 1.0}, 2, 0)
    assert (both.succeeded, both.changed, both.conforming_failed, len(both.outcomes)) == (False, True, [], 2)
    assert marts_after(both) == "what its earlier shares changed is published"
    assert marts_after(None) == marts_after(failed) == "the published marts are as they were"


def test_where_only_the_page_fails_a_run_says_that_the_marts_are_published(home: Home) -> None:
    report = RunReport(succeeded=False, page_failed=True, errors=["make the page: a library is missing"])
    with (home.root / "printed").open("w+", encoding="utf-8") as file:
        print_report(new_console(file), home, report, 1.0, home.logs / "run.log")
        file.seek(0)
        printed = file.read()

    assert "the marts are published, the page is as it was" in printed
    assert "a library is missing" in printed
    assert report.exit_code == ExitCode.ERROR


def test_of_an_error_of_dbt_only_its_errors_are_shown() -> None:
    message = "dbt failed.\n\nErrors parsed from dbt logs:\n\n\x1b[31mFailure\x1b[0m in test x\n\n  Got 1 result"

    assert essential(message) == "Failure in test x\n      Got 1 result"
