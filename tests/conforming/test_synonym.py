"""A new synonym is one line in one seed."""

from __future__ import annotations

import shutil
from pathlib import Path

from dagster_project.conforming import Lexicon, conform
from tests.conforming.printed import SEEDS, TITLE, extracted


def test_a_line_in_the_seed_is_all_that_a_new_label_needs(tmp_path: Path) -> None:
    extract = extracted(TITLE + "其中：薪俸开销550万元。\n")
    seeds = tmp_path / "seeds"
    shutil.copytree(SEEDS, seeds)

    def roles() -> list[tuple[str, str | None]]:
        values = conform(extract, Lexicon.from_seeds(seeds)).values
        return [(role.role, role.account_code) for role in values if role.left_reason != "date"]

    assert roles() == [("unmatched", None)]
    with (seeds / "lexicon" / "labels.csv").open("a", encoding="utf-8") as labels:
        labels.write("薪俸开销,account,expenditure.basic.personnel,\n")
    assert roles() == [("figure", "expenditure.basic.personnel")]
