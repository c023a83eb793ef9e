"""Comments come from the descriptions of the models: the Chinese name first."""

from __future__ import annotations

import json
from pathlib import Path

from dagster_project.publish import TableComments, comments_of_models


def test_comments_of_models(tmp_path: Path) -> None:
    columns = {
        "stage": {
            "description": "Stage of the\n year.",
            "config": {"meta": {"name_zh": "阶段", "description_zh": "年度的阶段。"}},
        },
        "fund": {"description": "", "config": {"meta": {"name_zh": "资金来源"}}},
        "note": {"description": "", "config": {"meta": {}}},
    }
    model = {"resource_type": "model", "description": "Budgets.", "columns": columns, "config": {}}
    manifest = {
        "nodes": {
            "mart": {**model, "name": "fct_budget", "schema": "marts"},
            "staged": {**model, "name": "stg_document", "schema": "staging"},
            "test": {**model, "name": "unique", "schema": "marts", "resource_type": "test"},
        }
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert comments_of_models(tmp_path / "manifest.json") == {
        "fct_budget": TableComments(
            "Budgets.", {"stage": "阶段 · 年度的阶段。 · Stage of the year.", "fund": "资金来源"}
        )
    }
