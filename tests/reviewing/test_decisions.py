"""The decisions file: what it takes, what it refuses and says, and that nothing in it is ever lost."""

from dataclasses import replace
from pathlib import Path

import pytest

from dagster_project.reviewing import COLUMNS, Decision, DecisionError, read_decisions, write_decision

ACCEPTED = Decision("accept", "王某", "2024-05-31", "已核对", report_id="r", rule_id="parts_make_totals", subject="s")
CORRECTED = Decision(
    "correct",
    "王某",
    "2024-06-01",
    "录入笔误，见决算表",
    document_sha256="d",
    char_start="120",
    printed="4,553.53",
    corrected_value="4053.53",
    corrected_unit="万元",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "reviews" / "decisions.csv"


def test_without_a_file_nothing_is_decided(file: Path) -> None:
    assert read_decisions(file) == []


def test_decisions_are_kept_in_the_order_they_were_made(file: Path) -> None:
    withdrawn = replace(ACCEPTED, decision="withdraw", reason="看错了")
    for decision in (ACCEPTED, CORRECTED, withdrawn):
        write_decision(file, decision)

    assert read_decisions(file) == [ACCEPTED, CORRECTED, withdrawn]


def test_a_file_saved_by_a_spreadsheet_is_read(file: Path) -> None:
    write_decision(file, CORRECTED)
    file.write_text(file.read_text(encoding="utf-8").replace("\n", "\r\n"), encoding="utf-8-sig")

    assert read_decisions(file) == [CORRECTED]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (replace(ACCEPTED, decision="approve"), "decision is one of"),
        (replace(ACCEPTED, decided_by=""), "decided_by is missing"),
        (replace(ACCEPTED, reason=""), "reason is missing"),
        (replace(ACCEPTED, decided_on="31.5.2024"), "is not like 2024-05-31"),
        (replace(ACCEPTED, subject=""), "report_id, rule_id and subject are needed"),
        (replace(CORRECTED, printed=""), "a correction needs"),
        (replace(CORRECTED, char_start="-1"), "char_start is a whole number"),
        (replace(CORRECTED, corrected_value="4,053.53"), "is not a plain number"),
        (replace(CORRECTED, corrected_value="about 4000"), "is not a plain number"),
        (replace(CORRECTED, corrected_unit="美元"), "is not in dbt/seeds/units.csv"),
    ],
)
def test_what_cannot_be_applied_is_refused_and_the_file_stays(file: Path, wrong: Decision, says: str) -> None:
    write_decision(file, ACCEPTED)
    before = file.read_bytes()

    with pytest.raises(DecisionError, match=says):
        write_decision(file, wrong)

    assert file.read_bytes() == before


def test_a_line_written_by_hand_is_named_by_its_number(file: Path) -> None:
    write_decision(file, ACCEPTED)
    with file.open("a", encoding="utf-8") as lines:
        lines.write("accept,,2024-05-31,why,r,a,s,,,,,\n")

    with pytest.raises(DecisionError, match=r"decisions\.csv:3.*decided_by"):
        read_decisions(file)


def test_a_file_without_its_first_line_or_in_another_encoding_says_what_to_do(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("decision,decided_by\n", encoding="utf-8")
    with pytest.raises(DecisionError, match="restore its first line"):
        read_decisions(file)

    file.write_bytes(",".join(COLUMNS).encode() + "\naccept,王某".encode("gbk"))
    with pytest.raises(DecisionError, match="CSV UTF-8"):
        read_decisions(file)
