"""Reading and extraction of text reports, in this process, against the least that could be done with the same bytes."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from benchmarks.bench.measure import Corpus, Row, seconds_of
from dagster_project.conforming import Conformer
from dagster_project.extraction import extract, extract_file
from dagster_project.paths import project_root
from dagster_project.reading import read

DOCUMENTS = 60
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?:万元|亿元|元|%|人次|批次|人|个|家)?")
UNIT = "ms a report"


def rows(corpus: Corpus) -> list[Row]:
    """Extraction against the limit and against a library for Chinese texts; conforming beside them."""
    paths = sorted(corpus.documents(DOCUMENTS).iterdir())
    conform = Conformer(project_root() / "dbt" / "seeds")
    extracts = [_extracted(path) for path in paths]
    conform(extracts[0])
    limit, extraction, written, conforming = (
        1000 * seconds / len(paths)
        for seconds in seconds_of(
            lambda: [_limit(path) for path in paths],
            lambda: [_extracted(path) for path in paths],
            lambda: [extract_file.dumps(made) for made in extracts],
            lambda: [conform(made) for made in extracts],
        )
    )
    least = "read + one number regex"
    found = [
        Row("read + extract", extraction, least, limit, UNIT, "≤ 8, or its profile"),
        Row("the extract's file", written, least, limit, UNIT),
        Row("conform", conforming, least, limit, UNIT),
    ]
    if importlib.util.find_spec("jionlp") is not None:
        found.append(Row("read + extract", extraction, "jionlp, amounts of money only", _jionlp(paths), UNIT))
    return found


def _limit(path: Path) -> list[tuple[int, int, str]]:
    text = path.read_bytes().decode()
    return [(*match.span(), match.group()) for match in _NUMBER.finditer(text)]


def _extracted(path: Path) -> extract_file.Extract:
    return extract(read(path.read_bytes(), path.name))


def _jionlp(paths: list[Path]) -> float:
    """Milliseconds that a library which a user might pick instead takes for a report."""
    import jionlp

    few = paths[:3]
    jionlp.ner.extract_money(few[0].read_text(encoding="utf-8"))
    (seconds,) = seconds_of(lambda: [jionlp.ner.extract_money(path.read_text(encoding="utf-8")) for path in few])
    return 1000 * seconds / len(few)
