"""The page of the rule catalogue, docs/rules.md, written from the files of dbt/models/audit/rules.

`python -m dagster_project.publish.rule_catalogue` writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from dagster_project.paths import project_root

FAMILIES = {
    "A": ("报告基本信息", "The head of the report"),
    "B": ("收支与结余", "Spending and balance"),
    "C": ("部分与合计", "Parts and totals"),
    "D": ("推算数", "Claims recomputed"),
    "E": ("前后一致", "One value, one figure"),
    "F": ("单位", "Units"),
    "G": ("评分", "Scores"),
}

OPENING = """\
# 规则目录 · Rule catalogue

Written from `dbt/models/audit/rules` by `python -m dagster_project.publish.rule_catalogue`; change the files, not this
page.

A rule's result on a report is `pass`, `fail`, or `not_testable` where an input is missing: never a silent pass. A
failing rule of severity `error` quarantines the report's facts; `warning` and `info` are published as findings, `info`
where another finding is the cause or a county may have its own rule.

A printed number is an interval: 12.34 stands for [12.335, 12.345]. Where the word before it calls it rough (约, 近,
接近, 逾), it is a whole unit of its last digit wide on each side, of a whole number that of the last digit that is no
nought, at most a thousand: 约12.3 stands for [12.2, 12.4], 近120 for [110, 130]. A rule fails only if the reported and
the computed interval do not meet; in sums, heads and a printed 0 are exact. What is not printed is missing, never zero:
where a part of a total is missing, only parts that exceed the total fail.
"""


class RuleCatalogueError(ValueError):
    """A rule's files do not say what the catalogue needs; the message names the file."""


@dataclass(frozen=True)
class Rule:
    """One rule: number is its family's letter and its place in it (C1); statements and terms as its yml says them."""

    rule_id: str
    number: str
    severity: str
    statement_zh: str
    statement: str
    needs: str
    tolerance: str


def rules(project_dir: Path) -> tuple[Rule, ...]:
    """The rules listed in dbt_project.yml, by number. Raises RuleCatalogueError."""
    listed: list[str] = _load(project_dir / "dbt_project.yml")["vars"]["rules"]
    folder = project_dir / "models" / "audit" / "rules"
    if unlisted := {path.stem for path in folder.glob("*.sql")} ^ set(listed):
        raise RuleCatalogueError(f"either without a file or not listed in dbt_project.yml: {sorted(unlisted)}")
    return tuple(sorted((_rule(folder / f"{rule_id}.yml") for rule_id in listed), key=_order))


def catalogue_page(catalogue: tuple[Rule, ...]) -> str:
    """The page as Markdown: a section per family, a table row per rule."""
    sections = [OPENING]
    for letter, family in groupby(catalogue, key=lambda rule: rule.number[0]):
        zh, en = FAMILIES[letter]
        rows = [
            "| no | rule | says | needs | tolerance | severity |",
            "|---|---|---|---|---|---|",
            *(
                f"| {rule.number} | `{rule.rule_id}` | {rule.statement_zh}。<br>{rule.statement} | {rule.needs} "
                f"| {rule.tolerance} | `{rule.severity}` |"
                for rule in family
            ),
        ]
        sections.append(f"## {letter} {zh} · {en}\n\n" + "\n".join(rows) + "\n")
    return "\n".join(sections)


def page_path(root: Path) -> Path:
    return root / "docs" / "rules.md"


def _rule(path: Path) -> Rule:
    try:
        model = _load(path)["models"][0]
        meta = model["config"]["meta"]
        return Rule(
            rule_id=model["name"],
            number=meta["number"],
            severity=meta["severity"],
            statement_zh=meta["name_zh"],
            statement=" ".join(model["description"].split()),
            needs=meta["needs"],
            tolerance=meta["tolerance"],
        )
    except (OSError, KeyError, IndexError) as error:
        raise RuleCatalogueError(f"{path.name}: {error!r}") from error


def _order(rule: Rule) -> tuple[str, int]:
    return rule.number[0], int(rule.number[1:])


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    page_path(project_root()).write_text(catalogue_page(rules(project_root() / "dbt")), encoding="utf-8")
