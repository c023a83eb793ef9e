"""The gate's results as JSON lines: a head, then one line per expectation, with all failing rows."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from dagster_project.checks.gate import candidates_fingerprint
from dagster_project.checks.verdict import ExpectationResult, FailingRow, GateResult

if TYPE_CHECKING:
    from pathlib import Path

RESULT_FILE = "results.jsonl"


class StaleResultError(Exception):
    """The written results are not about this build."""


def write_results(gate: GateResult, folder: Path) -> Path:
    """Write results.jsonl to `folder` (made if absent), replacing it at once."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / RESULT_FILE
    building = path.with_name(f"{path.name}.building")
    head = {"fingerprint": gate.fingerprint, "report_ids": gate.report_ids, "superseded_ids": gate.superseded_ids}
    with building.open("w", encoding="utf-8", newline="\n") as file:
        for line in (head, *(asdict(result) for result in gate.results)):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    building.replace(path)
    return path


def read_results(folder: Path) -> GateResult:
    """Read results.jsonl of `folder`. Raises FileNotFoundError where the gate has not run."""
    with (folder / RESULT_FILE).open(encoding="utf-8") as file:
        head, *lines = (json.loads(line) for line in file)
    results = tuple(ExpectationResult(**{**line, "failing": _failing(line["failing"])}) for line in lines)
    return GateResult(results, tuple(head["report_ids"]), tuple(head["superseded_ids"]), head["fingerprint"])


def read_verdict(folder: Path, build_file: Path) -> GateResult:
    """The written results, if they are about this build. Raises StaleResultError where they are not."""
    gate = read_results(folder)
    if gate.fingerprint != candidates_fingerprint(build_file):
        raise StaleResultError(
            "检验之后候选数据又变了，请重新运行检验。"
            " (The candidates changed after they were checked: run the gate again.)"
        )
    return gate


def _failing(rows: list[dict[str, object]]) -> tuple[FailingRow, ...]:
    return tuple(
        FailingRow(**{**row, "figures": tuple((name, value) for name, value in row["figures"])})  # type: ignore[arg-type, attr-defined]
        for row in rows
    )
