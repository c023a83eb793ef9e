"""Names of places and of the organizations that bear them, for the report's head.

A name begins with a place of the gazetteer (dbt/seeds/county_divisions.csv: counties with their prefectures and
provinces, today's and former ones); what follows it is kept as far as an organization's name goes.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from dagster_project.extraction.records import Name

GAZETTEER = Path(__file__).parents[2] / "dbt" / "seeds" / "county_divisions.csv"
NAMES_KEPT = 40
# What the name of an organization ends in; 部, 会, 办, 镇 and 乡 are told from common words only where a name ends.
ORGANIZATION_KINDS = (
    "委员会|办公室|人民政府|管理局|监督局|保障局|办事处|联合会|分局|总局|支队|大队|中心|党校|学校|中学|小学|幼儿园|学院|医院"
    "|图书馆|文化馆|博物馆|档案馆|科技馆|体育馆|纪念馆|美术馆|陈列馆|电视台|融媒体中心|总工会|联合社|供销社|工商联|妇联|文联|科协"
    "|残联|团委|红十字会|局|委|院|所|站|厅"
)
_IN_NAME = "(?![为是的])[一-鿿（()）、·]"  # 某馆为县委直属单位: the name ends before 为
_COMMON_WORDS = {"市区", "郊区", "城区", "矿区", "直辖", "省直辖县级行政区划", "自治区直辖县级行政区划"}
_ORGANIZATION = re.compile(rf"(?:{_IN_NAME}){{0,22}}?(?:{ORGANIZATION_KINDS})(?![一-鿿]{{0,1}}(?:长|员|于|办|法))")


@cache
def _gazetteer() -> AhoCorasick:
    with GAZETTEER.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {row[field] for row in rows for field in ("county_name", "prefecture_name", "province_name")}
    listed = sorted(name for name in names if len(name) >= 2 and name not in _COMMON_WORDS)
    return AhoCorasick(listed, matchkind=MatchKind.LeftmostLongest)


def prepare() -> None:
    """Load the gazetteer, which is else loaded when names are first looked for."""
    _gazetteer()


def find_names(text: str) -> list[Name]:
    """Names of places and their organizations in a text, each text once, where it first stands; at most NAMES_KEPT."""
    seen: dict[str, Name] = {}
    start: int | None = None
    matches = _gazetteer().find_matches_as_indexes(text)
    for number, (_, begin, end) in enumerate(matches):
        if start is None and end - begin == 2 and begin and re.match(r"[一-鿿]", text[begin - 1]):
            continue  # 管理县, 省和县: two characters within a sentence are hardly a county's name
        start = begin if start is None else start
        if number + 1 < len(matches) and matches[number + 1][1] == end:
            continue  # a place within a place: 岳阳市云溪区
        tail = _ORGANIZATION.match(text, end)
        for stop in (tail.end() if tail else end, end):
            seen.setdefault(text[start:stop], Name(text[start:stop], start, stop))
        start = None
    return sorted(seen.values(), key=lambda name: name.char_start)[:NAMES_KEPT]
