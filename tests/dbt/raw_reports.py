"""A raw schema written by hand: small reports as conforming would leave them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).resolve().parents[2]

DEPARTMENTS = {
    "科学技术局": "科技",
    "科学技术和工业信息化局": "科技和工业信息化",
    "工业和信息化局": "工业和信息化",
    "教育局": "教育",
    "教育体育局": "教育和体育",
    "财政局": "财政",
    "发展和改革局": "发展和改革",
    "卫生健康局": "卫生健康",
    "人口和计划生育委员会": "卫生健康",
    "交通运输局": "交通运输",
    "民政局": "民政",
    "农业农村局": "农业农村",
    "扶贫开发办公室": "乡村振兴",
    "环境保护局": "生态环境",
    "国土资源局": "自然资源",
    "工商行政管理局": "市场监督管理",
    "河口镇人民政府": "乡镇",
    "城东街道办事处": "街道",
    "人民政府办公室": "政府办公室",
    "科学技术协会": "科协",
    "机关事务服务中心": "机关事务",
    "某某领导小组": "其他",
}


class RawSchema:
    """Writes documents into the raw schema that the loader would fill."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.documents = 0
        connection.execute((ROOT / "dagster_project" / "loading" / "raw_tables.sql").read_text(encoding="utf-8"))

    def document(self, name: str, **header: Any) -> str:
        """A document with its head; gives its sha256."""
        self.documents += 1
        sha = hashlib.sha256(name.encode()).hexdigest()
        self._insert(
            "document",
            document_sha256=sha,
            source_name=f"{name}.txt",
            media_type="text/plain",
            reader_version="text-1",
            character_count=1000,
            received_no=self.documents,
        )
        self._insert("report_header", document_sha256=sha, conformed_by="by hand", **header)
        return sha

    def value(self, sha: str, value_no: int, value: str, unit: str, *roles: dict[str, Any]) -> None:
        """A printed number and the roles it plays."""
        self._insert(
            "printed_value",
            document_sha256=sha,
            value_no=value_no,
            printed=value,
            value=value,
            unit=unit,
            place="text",
            label=f"标签{value_no}",
            char_start=10 * value_no,
            char_end=10 * value_no + len(value),
        )
        for role in roles:
            self._insert(
                "conformed_value",
                document_sha256=sha,
                value_no=value_no,
                conformed_by="by hand",
                amount_unit=unit,
                **role,
            )

    def indicator(self, sha: str, indicator_no: int, **cells: Any) -> None:
        self._insert("indicator", document_sha256=sha, indicator_no=indicator_no, conformed_by="by hand", **cells)

    def _insert(self, table: str, **cells: Any) -> None:
        names, marks = ", ".join(cells), ", ".join("?" * len(cells))
        self.connection.execute(f"insert into raw.{table} ({names}) values ({marks})", list(cells.values()))


def figure(account: str, year: int, stage: str = "final", source: str = "narrative", **more: Any) -> dict[str, Any]:
    return {
        "role": "figure",
        "account_code": account,
        "fiscal_year": year,
        "stage": stage,
        "source_kind": source,
        **more,
    }


def sound_report(raw: RawSchema) -> None:
    """Income 1000 + 100 brought forward; spending printed as 1050 (400 + 650) and once as 1060."""
    sha = raw.document(
        "sound",
        county_code="430421",
        department_name="衡阳县科学技术局",
        department_stem="科学技术局",
        fiscal_year=2023,
        title="自评报告",
        published_on="2024-05-16",
        self_score="95",
        grade="优",
    )
    raw.value(sha, 1, "1000", "万元", figure("income", 2023))
    raw.value(sha, 2, "100", "万元", figure("opening_balance", 2023))
    raw.value(sha, 3, "1060", "万元", figure("expenditure", 2023, source="self_evaluation_form"))
    raw.value(sha, 4, "1050.00", "万元", figure("expenditure", 2023))
    raw.value(sha, 5, "4000000.00", "元", figure("expenditure.basic", 2023))
    raw.value(sha, 6, "650", "万元", figure("expenditure.project", 2023))
    raw.value(
        sha,
        7,
        "38.10",
        "%",
        {
            "role": "claim",
            "claim_kind": "share",
            "base": "expenditure",
            "sign": 1,
            "account_code": "expenditure.basic",
            "stage": "final",
            "fiscal_year": 2023,
            "source_kind": "narrative",
        },
    )
    raw.value(sha, 8, "12", "人", figure("staff.actual", 2023))
    raw.value(sha, 9, "1200", "万元", figure("expenditure", 2023, stage="adjusted_budget"))
    raw.value(sha, 10, "900", "万元", figure("expenditure", 2022, stage="initial_budget"))
    raw.value(sha, 11, "50", "万元", figure("expenditure.project", 2023, project_name="桥梁"))
    raw.value(sha, 12, "92", "%", {"role": "indicator", "indicator_no": 1, "indicator_part": "actual"})
    raw.value(sha, 13, "2024", "年", {"role": "left", "left_reason": "date"})
    raw.value(sha, 14, "3", "", {"role": "unmatched"})
    raw.value(sha, 15, "8", "万元", figure("econ.30205+30206", 2023))
    raw.indicator(
        sha,
        1,
        scope="department",
        level1="满意度指标",
        indicator_name="群众满意度",
        target_text="≥95%",
        actual_text="92%",
        target_comparator=">=",
        target_value="95",
        target_unit="%",
        actual_value="92",
        actual_unit="%",
        weight="10",
        score="8",
        criterion="每低1%扣1分",
    )


def overspending_report(raw: RawSchema) -> None:
    """Income 500, spending 600, no balance printed."""
    sha = raw.document(
        "overspending", county_code="360722", department_name="信丰县林业局", department_stem="林业局", fiscal_year=2021
    )
    raw.value(sha, 1, "500", "万元", figure("income", 2021))
    raw.value(sha, 2, "600", "万元", figure("expenditure", 2021))
