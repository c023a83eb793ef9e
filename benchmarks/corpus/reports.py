"""Which report stands where in a corpus: county, department, year and version of number 0, 1, 2, ...

Twenty reports make a county's share: five departments over four years. In every other share the last is a second
version of the one before it. When every county has had its share, the next round takes five other departments, and once
those are through, four earlier years.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.corpus.figures import Year, years_of
from benchmarks.corpus.wording import Wording

GAZETTEER = Path(__file__).parents[2] / "dbt" / "seeds" / "county_divisions.csv"
DEPARTMENTS_OF_SHARE, YEARS_OF_SHARE = 5, 4
SHARE = DEPARTMENTS_OF_SHARE * YEARS_OF_SHARE
LAST_YEAR = 2023
VARIANTS = 8  # of the wording
# One in ten each of mixed documents is docx and xlsx, three are html, five are text.
FORMS_OF_MIXED = ("txt", "html", "txt", "docx", "txt", "html", "txt", "xlsx", "txt", "html")

# The kind of department, and what its projects are named after.
DEPARTMENTS = (
    ("科学技术局", "科技"), ("教育局", "校舍"), ("财政局", "财源"), ("民政局", "救助"), ("司法局", "普法"),
    ("农业农村局", "农技"), ("水利局", "灌区"), ("交通运输局", "公路"), ("卫生健康局", "卫生"), ("审计局", "审计"),
    ("统计局", "普查"), ("林业局", "造林"), ("自然资源局", "测绘"), ("生态环境局", "监测"), ("应急管理局", "应急"),
    ("市场监督管理局", "检验"), ("文化和旅游局", "文旅"), ("住房和城乡建设局", "村镇"),
    ("人力资源和社会保障局", "就业"), ("医疗保障局", "医保"), ("退役军人事务局", "优抚"),
    ("发展和改革局", "规划"), ("商务局", "商贸"), ("信访局", "接访"),
    ("档案馆", "档案"), ("图书馆", "阅读"), ("气象局", "气象"), ("城市管理局", "环卫"), ("乡村振兴局", "帮扶"),
    ("行政审批局", "审批"), ("机关事务管理局", "机关"), ("粮食和物资储备局", "储备"), ("广播电视台", "广电"),
    ("供销合作社联合社", "供销"), ("残疾人联合会", "助残"), ("妇女联合会", "妇儿"), ("总工会", "职工"),
    ("科学技术协会", "科普"), ("红十字会", "救护"), ("体育局", "健身"), ("公安局", "治安"), ("党校", "培训"),
    ("融媒体中心", "融媒"), ("疾病预防控制中心", "防疫"), ("投资促进局", "招商"), ("畜牧局", "畜牧"),
    ("农业机械服务中心", "农机"), ("公共资源交易中心", "交易"), ("大数据中心", "数据"), ("移民服务中心", "移民"),
)  # fmt: skip


@dataclass(frozen=True)
class County:
    """A county-level division that is in force and whose name no other bears."""

    code: str
    name: str
    prefecture: str
    province: str

    @property
    def address(self) -> str:
        """The county with what it lies in."""
        return f"{self.province}{'' if self.prefecture == '直辖' else self.prefecture}{self.name}"


@dataclass(frozen=True)
class Report:
    """One report of a corpus; figures: its year's, with those of the year before in them."""

    number: int
    county: County
    wording: Wording
    figures: Year
    form: str

    @property
    def name(self) -> str:
        """Its file's name; names sort in the order of the numbers."""
        department, _, fiscal_year, _, version = self.wording
        revised = "（修订）" if version > 1 else ""
        return f"{self.number:07d}_{self.county.name}{department}{fiscal_year}{revised}.{self.form}"


@cache
def counties() -> tuple[County, ...]:
    """Counties in force whose names are those of no other division, today or before, by code."""
    with GAZETTEER.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    bearers = Counter(name for name, _ in {(row["county_name"], row["county_code"]) for row in rows})
    return tuple(
        County(row["county_code"], row["county_name"], row["prefecture_name"], row["province_name"])
        for row in rows
        if not row["valid_to"]
        and bearers[row["county_name"]] == 1
        and 3 <= len(row["county_name"]) <= 6
        and row["prefecture_name"] not in ("省直辖县级行政区划", "自治区直辖县级行政区划")
    )


def reports(count: int, seed: int, form: str = "txt", first: int = 0) -> Iterator[Report]:
    """Reports number first to first + count - 1 of the corpus of a seed, one after the other.

    form: txt, html, docx, xlsx or mixed. Errors: ValueError for more reports than counties, departments and years make.
    """
    places = counties()
    order = list(range(len(places)))
    random.Random(seed).shuffle(order)  # noqa: S311 - nothing secret
    rounds = len(DEPARTMENTS) // DEPARTMENTS_OF_SHARE
    largest = len(places) * SHARE * rounds * ((LAST_YEAR - 1995) // YEARS_OF_SHARE)
    if first + count > largest:
        raise ValueError(f"a corpus has at most {largest} reports")
    for number in range(first, first + count):
        share, place = divmod(number, SHARE)
        turn, county_no = divmod(share, len(places))
        era, department_turn = divmod(turn, rounds)
        department_no, year_no = divmod(place, YEARS_OF_SHARE)
        revises = place == SHARE - 1 and share % 2 == 1
        department, topic = DEPARTMENTS[department_turn * DEPARTMENTS_OF_SHARE + department_no]
        first_year = LAST_YEAR - YEARS_OF_SHARE * (era + 1) + 1
        year_no -= revises
        series = years_of(f"{seed}/{share}/{department_no}", YEARS_OF_SHARE)
        yield Report(
            number=number,
            county=places[order[county_no]],
            wording=Wording(department, topic, first_year + year_no, share % VARIANTS, 2 if revises else 1),
            figures=series[year_no].revised() if revises else series[year_no],
            form=form if form != "mixed" else FORMS_OF_MIXED[number % len(FORMS_OF_MIXED)],
        )
