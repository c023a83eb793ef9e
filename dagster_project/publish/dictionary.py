"""The data dictionary, docs/dictionary.md, written from the files of dbt/models/marts.

`python -m dagster_project.publish.dictionary` writes it.
"""

from __future__ import annotations

from pathlib import Path

from dagster_project.paths import project_root
from dagster_project.publish.models import Mart, MartColumn, marts

OPENING = """\
# 数据字典 · Data dictionary

由 `python -m dagster_project.publish.dictionary` 根据 `dbt/models/marts` 生成；请修改那里的文件，不要修改本页。

Written from `dbt/models/marts` by `python -m dagster_project.publish.dictionary`; change the files, not this page.

以下各表在已发布快照的 `marts` 模式中，Parquet、CSV、Excel 与 PostgreSQL 中亦同。金额单位为万元，比率为百分数；
空值表示未印出，不等于 0。未通过检验的报告，其数据在 `quarantine` 模式的同名表中。

These tables stand in schema `marts` of the published snapshot, and alike in Parquet, CSV, Excel and PostgreSQL. Money
is in 万元 (ten thousand yuan), a rate in percent; NULL is not printed, never 0. What a quarantined report holds is in
the tables of the same names in schema `quarantine`.

主键 is the key; → leads to the table whose key it is.
"""


def dictionary_page(described: tuple[Mart, ...]) -> str:
    """The page as Markdown: a list of the marts, then a section per mart with a table row per column."""
    contents = [
        "| 表 · table | 名称 | 含义 · meaning |",
        "|---|---|---|",
        *(f"| [`{mart.name}`](#{mart.name}) | {mart.name_zh} | {_meaning(mart)} |" for mart in described),
    ]
    return "\n".join([OPENING, "\n".join(contents) + "\n", *(_section(mart) for mart in described)])


def page_path(root: Path) -> Path:
    return root / "docs" / "dictionary.md"


def _section(mart: Mart) -> str:
    rows = [
        "| 列 · column | 名称 | 类型 · type | 键 · key | 含义 · meaning |",
        "|---|---|---|---|---|",
        *(
            f"| `{column.name}` | {column.name_zh} | {column.data_type} | {_key(mart, column)} | {_meaning(column)} |"
            for column in mart.columns
        ),
    ]
    # The heading is the name alone, so that a link to it is the name.
    return (
        f"## {mart.name}\n\n**{mart.name_zh}** · {mart.description_zh}\n\n{mart.description}\n\n"
        + "\n".join(rows)
        + "\n"
    )


def _key(mart: Mart, column: MartColumn) -> str:
    reference = mart.reference_of(column.name)
    leads_to = f"→ [`{reference.table}`](#{reference.table})" if reference else ""
    return " ".join(part for part in ("主键" if column.name == mart.key else "", leads_to) if part)


def _meaning(described: Mart | MartColumn) -> str:
    return f"{described.description_zh}<br>{described.description}".replace("|", "\\|")


if __name__ == "__main__":
    page_path(project_root()).write_text(dictionary_page(marts(project_root() / "dbt")), encoding="utf-8")
