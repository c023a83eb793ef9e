"""The main job on the committed extracts, as a person runs it: what is published, what is held back, what stays."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from dagster_project.paths import Home, project_root

pytestmark = [pytest.mark.slow, pytest.mark.gx, pytest.mark.dbt]

SHARED = project_root().parent / "shared"
FACTS = ("fct_budget", "fct_expenditure", "fct_income", "fct_resource")
OVERSPENT = """某市甲县水利局2022年度部门整体支出绩效自评报告

一、部门收支情况
2022年收入合计500.00万元，年初结转和结余20.00万元。2022年支出合计620.50万元，其中：基本支出300.50万元，项目支出320.00万元。
""".replace("某市甲县", "正定县")

Run = Callable[[], "subprocess.CompletedProcess[str]"]


def xianzhang(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """The command line on a home, in a process of its own."""
    command = [sys.executable, "-m", "dagster_project.cli", "--home", str(home), *words]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "COLUMNS": "200"}, timeout=900)


def rows(home: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(Home(home).snapshot_file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def fingerprint(home: Path) -> str:
    return hashlib.sha256(Home(home).snapshot_file.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the repository's extracts, run once."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("extracts", "manifest.csv"):
        source = project_root() / "raw" / name
        target = folder / "raw" / name
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    done = xianzhang(folder, "run")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_five_reports_are_published_under_their_counties(home: Path) -> None:
    found = rows(home, "select county_code, fiscal_year, status from marts.dim_report order by county_code")

    assert found == [
        ("130123", 2023, "published"),
        ("360722", 2021, "published"),
        ("430421", 2024, "published"),
        ("430603", 2019, "published"),
        ("431123", 2023, "published"),
    ]


def test_every_row_of_every_fact_has_a_mention(home: Path) -> None:
    for fact in FACTS:
        assert rows(home, f"select count(*) from marts.{fact}") != [(0,)], fact
        assert rows(home, f"select figure_key from marts.{fact} anti join marts.fct_mention using (figure_key)") == []
    assert rows(home, "select claim_key from marts.fct_claim anti join marts.fct_mention using (claim_key)") == []
    assert (
        rows(home, "select indicator_key from marts.fct_indicator anti join marts.fct_mention using (indicator_key)")
        == []
    )


@pytest.mark.skipif(not (SHARED / "reports").is_dir(), reason="the reports themselves are not beside the repository")
def test_every_mention_is_printed_where_it_says(home: Path) -> None:
    texts = {}
    for path in (SHARED / "reports").glob("*.txt"):
        data = path.read_bytes()
        texts[hashlib.sha256(data).hexdigest()] = data.decode("utf-8-sig")

    mentions = rows(home, "select document_sha256, char_start, char_end, printed_value from marts.fct_mention")

    assert len(mentions) > 500
    assert [m for m in mentions if texts[str(m[0])][m[1] : m[2]] != m[3]] == []  # type: ignore[misc]


def test_every_printed_number_is_accounted_for(home: Path) -> None:
    printed = rows(home, "select sum(printed_values) from marts.dim_report")[0][0]
    extracts = [
        line for p in Home(home).extracts.glob("*.jsonl") for line in p.read_text(encoding="utf-8").splitlines()
    ]

    assert printed == sum(json.loads(line)["record"] == "value" for line in extracts)
    unaccounted = rows(home, "select sum(unmatched_values) from marts.dim_report")[0][0]
    assert int(str(unaccounted)) <= 0.08 * int(str(printed))


@pytest.mark.skipif(not (SHARED / "tools" / "score").is_file(), reason="the gold is not beside the repository")
def test_the_score_of_the_five_reports(home: Path) -> None:
    names = ("zhengding-2023", "hengyang-2024", "shuangpai-2023", "yunxi-2019", "xinfeng-2021")
    gold = [str(SHARED / "gold" / f"{name}.json") for name in names]
    score = [sys.executable, str(SHARED / "tools" / "score"), str(Home(home).snapshot_file), *gold, "--json"]

    done = subprocess.run(score, capture_output=True, text=True, check=True)
    total = json.loads(done.stdout.splitlines()[-1])

    def ratio(hit: int, of: int) -> float:
        return hit / of

    def f1(precision: float, recall: float) -> float:
        return 2 * precision * recall / (precision + recall)

    figures, claims, indicators = total["figures"], total["claims"], total["indicators"]
    assert ratio(*total["header"]) == 1
    assert ratio(figures[0], figures[1]) >= 0.99
    assert ratio(figures[2], figures[3]) >= 0.99
    assert f1(ratio(claims[2], claims[3]), ratio(claims[0], claims[1])) >= 0.95
    assert f1(ratio(indicators[0], indicators[2] + indicators[3]), ratio(indicators[0], indicators[1])) >= 0.97


def test_a_score_that_its_criterion_denies_is_a_finding(home: Path) -> None:
    rescored = rows(
        home,
        "select indicator_key, score = rescored from marts.fct_indicator"
        " where rescored is not null and score is not null",
    )
    denied = {key for key, agrees in rescored if not agrees}
    findings = rows(home, "select subject from marts.fct_finding where rule_id = 'score_follows_criterion'")

    assert len(rescored) > len(denied)
    assert denied <= {subject for (subject,) in findings}


def test_a_consequence_leads_to_a_finding_of_its_own_report(home: Path) -> None:
    followed = rows(
        home,
        "select one.report_id = root.report_id and one.severity = 'info' from marts.fct_finding as one"
        " left join marts.fct_finding as root on one.root_finding_key = root.finding_key"
        " where one.root_finding_key is not null",
    )

    assert followed
    assert all(agrees for (agrees,) in followed)


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_readmes_first_query_gives_what_it_prints(home: Path, readme: str) -> None:
    text = (project_root() / readme).read_text(encoding="utf-8").partition("<!-- first-query -->")[2]
    query = text.partition("```sql")[2].partition("```")[0]
    printed = [line for line in text.splitlines() if line.startswith("|")][2:7]

    given = [" | ".join("" if cell is None else str(cell) for cell in row) for row in rows(home, query)]

    assert given
    assert [line.strip("| ") for line in printed] == [line.strip("| ") for line in given]


def test_a_second_run_changes_no_byte_and_says_so(home: Path) -> None:
    before = fingerprint(home)

    done = xianzhang(home, "run")

    assert done.returncode == 0
    assert "nothing changed" in done.stdout
    assert fingerprint(home) == before


def test_what_cannot_stand_is_held_back_until_an_officer_decides(home: Path) -> None:
    kept = "select table_name from information_schema.tables where table_schema = 'marts' and table_name like 'fct_%'"
    facts = [name for (name,) in rows(home, kept) if name not in ("fct_finding", "fct_coverage")]
    before = {name: rows(home, f"select * from marts.{name} order by all") for name in facts}
    inbox = Home(home).inbox
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / "overspent.txt").write_text(OVERSPENT, encoding="utf-8")
    (inbox / "copy of overspent.txt").write_text(OVERSPENT, encoding="utf-8")
    (inbox / "empty.txt").write_bytes(b"")
    (inbox / "damaged.docx").write_bytes(b"PK\x03\x04 not a document")
    (inbox / "unknown.bin").write_bytes(bytes(range(256)))

    done = xianzhang(home, "run")

    assert done.returncode == 3, done.stdout + done.stderr
    for name in ("empty.txt", "damaged.docx", "unknown.bin"):
        assert name in done.stdout
    assert len(list(Home(home).set_aside.glob("*.reason.json"))) == 4
    assert not [p for p in inbox.iterdir() if p.name != ".gitkeep"]
    held = rows(home, "select report_id from marts.dim_report where status = 'quarantined'")
    assert len(held) == 1
    [finding] = rows(
        home, "select printed, severity, report_id from marts.fct_finding where rule_id = 'spending_within_income'"
    )
    assert "620.50" in str(finding[0])
    assert finding[1:] == ("error", held[0][0])
    assert rows(home, "select count(*) > 0 from quarantine.fct_expenditure") == [(True,)]
    assert {name: rows(home, f"select * from marts.{name} order by all") for name in facts} == before
    listed = xianzhang(home, "findings")
    assert "620.50" in listed.stdout
    results = [
        json.loads(x) for x in (Home(home).validation / "results.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    [check] = [r for r in results if "spending_within_income" in r.get("check_name", "")]
    assert check["severity"] == "error"
    assert "620.50" in json.dumps(check["failing"], ensure_ascii=False)
    _decide(home)


def _decide(home: Path) -> None:
    """An officer's decision about it is applied by the next run."""
    held = "select finding_key, report_id from marts.fct_finding where rule_id = 'spending_within_income'"
    [(key, report_id)] = rows(home, held)
    shown = xianzhang(home, "review", str(key)).stdout
    [place] = [line.split(")")[0].strip(" (") for line in shown.splitlines() if "620.50万元" in line and "字符" in line]
    signed = ("--by", "王某", "--reason", "录入笔误", "--on", "2024-05-31")
    kept = xianzhang(home, "review", str(key), "--correct", f"{place}=520.00", *signed)
    assert kept.returncode == 0, kept.stdout

    done = xianzhang(home, "run")

    assert done.returncode == 0, done.stdout + done.stderr
    assert rows(home, f"select status from marts.dim_report where report_id = '{report_id}'") == [("published",)]
    assert rows(
        home,
        "select mention.printed_value, mention.corrected_value, decided_by, reason, is_applied, cast(amount_wan as int)"
        " from marts.fct_mention as mention join marts.fct_decision as decision on correction_key = decision_key"
        f" where mention.report_id = '{report_id}'",
    ) == [("620.50", "520.00", "王某", "录入笔误", True, 520)]
    [finding] = rows(home, f"select status, message, decided_by from marts.fct_finding where finding_key = '{key}'")
    assert finding[::2] == ("corrected", "王某")
    assert "620.50万元，更正为520.00万元" in str(finding[1])

    xianzhang(home, "review", str(key), "--withdraw", *signed)
    assert xianzhang(home, "run").returncode == 3
    assert rows(home, f"select status from marts.dim_report where report_id = '{report_id}'") == [("quarantined",)]
