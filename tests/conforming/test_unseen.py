"""Documents of other provinces, departments and forms, with gold of their own (tests/unseen): what they must reach.

They were unseen once; their first scores, which tell how the system generalises, stand in tests/unseen/README.md.
"""

from pathlib import Path

import pytest

from dagster_project.conforming import Lexicon, conform
from dagster_project.extraction import extract
from dagster_project.paths import project_root
from dagster_project.reading import read
from tests.snapshot import Score, score, write_snapshot

UNSEEN = Path(__file__).parents[1] / "unseen"
SEEDS = project_root() / "dbt" / "seeds"
TOOL = project_root().parent / "shared" / "tools" / "score"

pytestmark = pytest.mark.skipif(not TOOL.is_file(), reason="the scorer is not beside the repository")


def scored(names: str, folder: Path) -> Score:
    """The score of one set's documents."""
    lexicon = Lexicon.from_seeds(SEEDS)
    documents = sorted(p for p in UNSEEN.glob(f"{names}??.*") if p.suffix != ".json")
    extracts = [extract(read(path.read_bytes(), path.name)) for path in documents]
    snapshot = folder / "snapshot.duckdb"
    write_snapshot(snapshot, [(taken, conform(taken, lexicon)) for taken in extracts], lexicon, SEEDS / "units.csv")
    return score(TOOL, snapshot, sorted(UNSEEN.glob(f"{names}??.json")))


def test_the_first_set(tmp_path: Path) -> None:
    found = scored("u", tmp_path)

    assert found.header == 1
    assert min(found.figures_recall, found.figures_precision, found.claims, found.indicators) >= 0.98


def test_the_second_set(tmp_path: Path) -> None:
    found = scored("v", tmp_path)

    assert found.header == 1
    assert found.figures_recall >= 0.98
    assert found.figures_precision >= 0.98
    assert found.claims >= 0.97
    assert found.indicators >= 0.98


def test_the_third_set(tmp_path: Path) -> None:
    found = scored("w", tmp_path)

    assert found.header == 1
    assert min(found.figures_recall, found.figures_precision, found.claims, found.indicators) >= 0.98


@pytest.mark.slow
def test_the_fourth_set(tmp_path: Path) -> None:
    found = scored("x", tmp_path)

    assert found.header == 1
    assert min(found.figures_recall, found.figures_precision, found.indicators) >= 0.97
    assert found.claims >= 0.98


def test_the_fifth_set(tmp_path: Path) -> None:
    found = scored("y", tmp_path)

    assert found.header == 1
    assert min(found.figures_recall, found.figures_precision, found.claims) >= 0.98
    assert found.indicators >= 0.98


def test_the_sixth_set(tmp_path: Path) -> None:
    found = scored("z", tmp_path)

    assert found.header == 1
    assert found.figures_recall >= 0.95
    assert found.figures_precision >= 0.98
    assert found.claims >= 0.92
    assert found.indicators >= 0.95


def test_the_seventh_set(tmp_path: Path) -> None:
    found = scored("q", tmp_path)

    assert found.header == 1
    assert min(found.figures_recall, found.claims) >= 0.95
    assert min(found.figures_precision, found.indicators) >= 0.97


def test_the_eighth_set(tmp_path: Path) -> None:
    found = scored("p", tmp_path)

    assert found.header == 1
    assert min(found.figures_recall, found.figures_precision, found.claims) >= 0.99
    assert found.indicators >= 0.98


def test_the_ninth_set(tmp_path: Path) -> None:
    found = scored("s", tmp_path)

    assert found.header == 1
    assert min(found.figures_recall, found.figures_precision, found.claims) >= 0.99
    assert found.indicators >= 0.98


def test_the_tenth_set(tmp_path: Path) -> None:
    found = scored("a", tmp_path)

    assert found.header == 1
    assert min(found.figures_recall, found.figures_precision, found.claims) >= 0.99
    assert found.indicators >= 0.98


@pytest.mark.slow
def test_the_eleventh_set(tmp_path: Path) -> None:
    found = scored("b", tmp_path)

    assert found.header == 1
    assert min(found.figures_recall, found.figures_precision, found.claims) >= 0.99
    assert found.indicators >= 0.96
