"""Parquet in parts: the same rows as the snapshot, whatever came and went, and what did not change is not written."""

from __future__ import annotations

import random
from pathlib import Path

import duckdb
import pytest

from dagster_project.publish import parts

from .parted import TABLE, Parted

FIRST = {f"r{number:03d}": [number] * 3 for number in range(20)}  # 60 rows


@pytest.fixture
def parted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Parted:
    """Twenty reports in parts of 25 rows, of which three may be small."""
    monkeypatch.setattr(parts, "PART_ROWS", 25)
    monkeypatch.setattr(parts, "MOST_SMALL", 3)
    made = Parted(tmp_path)
    made.whole(FIRST)
    return made


def test_a_table_is_cut_into_parts_in_the_snapshots_order(parted: Parted) -> None:
    assert parted.sizes() == [25, 25, 10]
    assert parted.rows() == [(report, value) for report in FIRST for value in FIRST[report]]


def test_an_empty_table_has_one_part_with_its_columns(parted: Parted) -> None:
    parted.change({report: [] for report in FIRST})
    assert len(parted.files()) == 1
    described = duckdb.sql(f"select column_name, column_type from (describe from '{parted.folder}/{TABLE}/*.parquet')")
    assert described.fetchall() == [("report_id", "VARCHAR"), ("value", "INTEGER")]
    parted.change({"r001": [1]})
    assert parted.rows() == [("r001", 1)]


def test_new_rows_are_one_more_part(parted: Parted) -> None:
    before = parted.files()
    parted.change({"r000": FIRST["r000"], "r900": [7, 8]})
    assert parted.files().items() > before.items()
    assert parted.sizes() == [25, 25, 10, 2]
    assert parted.is_as_the_snapshot()


def test_only_parts_whose_rows_gave_way_are_written_again(parted: Parted) -> None:
    before = parted.files()
    parted.change({"r001": [9], "r002": []})
    assert parted.is_as_the_snapshot()
    assert set(before.values()) - set(parted.files().values()) == {before["part-000000.parquet"]}
    assert parted.sizes() == [25, 10, 20]


def test_nothing_new_is_nothing_written(parted: Parted) -> None:
    before = parted.files()
    parted.change({"r001": FIRST["r001"]})
    assert parted.files() == before


def test_small_parts_are_put_together(parted: Parted) -> None:
    small = []
    for number in range(100, 140):
        parted.change({f"r{number}": [number]})
        small.append(sum(size < 12 for size in parted.sizes()))
    assert parted.is_as_the_snapshot()
    assert max(small) == 3
    assert min(small[3:]) < 3  # nor are they put together every time
    assert len(parted.files()) <= 100 // 12 + 3


@pytest.mark.parametrize("seed", range(6))
def test_the_parts_hold_the_rows_of_the_snapshot_whatever_came_and_went(parted: Parted, seed: int) -> None:
    chance = random.Random(seed)
    for step in range(12):
        parted.change_at_random(chance)
        assert parted.is_as_the_snapshot(), step
        small = [size for size in parted.sizes() if size < 12]
        assert len(small) <= 3 + 1  # and the end of what was written together


@pytest.mark.parametrize("harm", ["removed", "other", "added", "unlisted", "hidden"])
def test_a_version_after_one_that_is_not_as_it_was_written_is_written_whole(parted: Parted, harm: str) -> None:
    folder = parted.folder / TABLE
    file = folder / "part-000001.parquet"
    if harm == "removed":
        file.unlink()
    elif harm == "other":
        file.write_bytes((folder / "part-000002.parquet").read_bytes())
    elif harm == "added":
        (folder / "part-000007.parquet").write_bytes(file.read_bytes())
    elif harm == "unlisted":
        (parted.folder / "parts.json").unlink()
    else:
        listing = parted.folder / "parts.json"
        listing.write_text(listing.read_text().replace('"rows": 25', '"rows": 24', 1))
    parted.change({"r900": [7, 8]})
    assert parted.is_as_the_snapshot()
    assert parted.sizes() == [25, 25, 12]


def test_a_version_whose_predecessor_is_not_shown_is_written_whole(parted: Parted) -> None:
    parted.folder.unlink()
    parted.change({"r900": [7, 8]})
    assert parted.sizes() == [25, 25, 12]
    assert parted.is_as_the_snapshot()


def test_where_files_cannot_be_linked_they_are_copied(parted: Parted, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    before = parted.files()
    parted.change({"r900": [7, 8]})
    parted.change({"r901": [7, 8]})
    assert parted.is_as_the_snapshot()
    assert parted.files().keys() > before.keys()
    assert not set(before.values()) & set(parted.files().values())


def test_the_version_before_is_left_as_it_was(parted: Parted) -> None:
    before = parted.folder.resolve() / TABLE
    held = {file.name: file.stat().st_mtime_ns for file in before.iterdir()}
    parted.change({"r001": [9], "r002": []})
    assert {file.name: file.stat().st_mtime_ns for file in before.iterdir()} == held
    assert len(duckdb.sql(f"from '{before}/*.parquet'").fetchall()) == 60
