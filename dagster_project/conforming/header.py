"""The head of a report: county, department, the year reported on, dates, self score and grade."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from dagster_project.conforming.lexicon import Lexicon, normalise
from dagster_project.conforming.places import PlacedName, common_division, organizations, place_name
from dagster_project.conforming.records import ReportHeader
from dagster_project.extraction.records import Extract

_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?")
_HAN_YEAR = re.compile(r"([一二三四五六七八九〇零]{4})年")
_DATE = re.compile(r"((?:19|20)\d\d)\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９－．", "0123456789-.")
_LABELLED = re.compile(r"(?:部门|单位|填报单位|主管部门|预算部门)[^：:]{0,10}(?:名称)?[^：:]{0,6}[：:]\s*(.{4,40})$")
_DEPARTMENT_HEADINGS = ("department_name", "unit_name")
_TITLE = re.compile(r"自评|绩效评价|绩效报告|绩效自我评价")
_PUBLISHED = re.compile(r"发布(?:时间|日期)|公开日期|发文日期|公布时间")
_PREPARED = re.compile(r"报告日期|填报日期|填表日期|撰写日期")
_ORG_TAIL = re.compile(r"(?:20\d\d|[二〇一二三四五六七八九零]{4})\s*年.*$|部门整体.*$|整体支出.*$|关于.*$")
TITLE_LINES = 15


@dataclass(frozen=True)
class _Title:
    text: str
    year: int | None


def read_header(extract: Extract, lexicon: Lexicon) -> ReportHeader:
    """The head of a report from its names, lines and labelled cells; what is not printed stays None.

    self_score and grade are filled by conform(), once figures and indicators are known.
    """
    rules: list[str] = []
    title = _title(extract)
    prepared = _prepared_on(extract)
    published = extract.document.published_on or _published_on(extract)
    year = _fiscal_year(extract, title, prepared, published, rules)
    department = _department(extract, lexicon, title, year, rules)
    division = department.division if department else None
    if division is None:
        division = common_division(lexicon, [n.text for n in extract.names], year)
        rules.append("county: most named" if division else "county: none named")
    return ReportHeader(
        conformed_by=" > ".join(rules),
        county_code=division.county_code if division else None,
        department_name=department.text if department else None,
        department_stem=department.stem if department else None,
        fiscal_year=year,
        title=title.text if title else None,
        published_on=published,
        prepared_on=prepared,
    )


def _year_in(text: str) -> int | None:
    match = _YEAR.search(text.translate(_FULL_WIDTH))
    if match:
        return int(match.group(1))
    han = _HAN_YEAR.search(text)
    return int("".join(str("零一二三四五六七八九".find(c.replace("〇", "零"))) for c in han.group(1))) if han else None


def _title(extract: Extract) -> _Title | None:
    lines = [line.text for line in extract.lines if line.kind != "grade"][:TITLE_LINES]
    lines += [cell.text for cell in extract.cells[:12] if len(cell.text) < 50]
    best: _Title | None = None
    for number, text in enumerate(lines):
        if not _TITLE.search(text) or len(text) > 60:
            continue
        whole, year = text, _year_in(text)
        if year is None and number and (before := _year_in(lines[number - 1])):
            whole, year = lines[number - 1] + text, before
        if best is None or (best.year is None and year is not None):
            best = _Title(whole, year)
        if best.year is not None:
            break
    return best


def _dates(text: str) -> list[str]:
    found = []
    for y, m, d in _DATE.findall(text.translate(_FULL_WIDTH)):
        if 1 <= int(m) <= 12 and 1 <= int(d) <= 31:
            found.append(f"{y}-{int(m):02d}-{int(d):02d}")
    return found


def _published_on(extract: Extract) -> str | None:
    for line in extract.lines:
        if _PUBLISHED.search(line.text) and (dates := _dates(line.text)):
            return dates[0]
    return None


def _prepared_on(extract: Extract) -> str | None:
    signed: str | None = None
    for line in extract.lines:
        dates = _dates(line.text)
        if not dates or _PUBLISHED.search(line.text):
            continue
        if _PREPARED.search(line.text) and "填" not in line.text:
            return dates[0]
        if re.fullmatch(r"[\s　]*(?:[（(])?[\d年月日\s\-/.]+(?:[）)])?[\s　]*", line.text.translate(_FULL_WIDTH)):
            signed = signed or dates[0]
    return signed


def _fiscal_year(
    extract: Extract, title: _Title | None, prepared: str | None, published: str | None, rules: list[str]
) -> int | None:
    """The title's year, unless the report was written in that year and speaks more of the year before."""
    printed = Counter(
        int(match.group(1))
        for value in extract.values
        if value.form == "date" and (match := _YEAR.match(value.printed.translate(_FULL_WIDTH)))
    )
    for value in extract.values:
        for text in (value.column_label, value.label):
            if text and value.form == "number":
                printed.update(int(y) for y in _YEAR.findall(text.translate(_FULL_WIDTH)))
    written = min((int(day[:4]) for day in (prepared, published) if day), default=None)
    year = title.year if title else None
    if year is None:
        year = max(printed, key=lambda y: (printed[y], y), default=None)
        rules.append("year: most printed")
        return year
    if (written is None or written <= year) and printed[year - 1] > printed[year]:
        rules.append("year: the one before the title's, which is the year of writing")
        return year - 1
    rules.append("year: title")
    return year


def _department(
    extract: Extract, lexicon: Lexicon, title: _Title | None, year: int | None, rules: list[str]
) -> PlacedName | None:
    hints = " ".join(name.text for name in extract.names)
    for rule, texts in (
        ("department: labelled", _labelled(extract, lexicon)),
        ("department: title", [_ORG_TAIL.sub("", title.text)] if title else []),
        ("department: line", [_ORG_TAIL.sub("", line.text) for line in extract.lines if line.kind != "grade"]),
    ):
        found = organizations(lexicon, texts, year)
        found = [f for f in found if "财政局" not in f.stem or rule == "department: labelled"] or found
        if found:
            rules.append(rule)
            placed = place_name(lexicon, found[0].text, year, hints)
            return _own(placed or found[0])
    named = organizations(lexicon, [name.text for name in extract.names], year)
    short = _short_name(title)
    for candidate in named:
        if short and _abbreviates(short, candidate.stem):
            rules.append("department: the title's short name in full")
            return _own(candidate)
    if named:
        counted = Counter(n.text for n in named)
        rules.append("department: first named")
        return _own(max(named, key=lambda n: counted[n.text]))
    return None


def _own(name: PlacedName) -> PlacedName:
    """The department of a name that ends in 本级 or 机关."""
    text = re.sub(r"(?:[（(]本级[）)]|本级|（盖章）|\(盖章\)|[\s　]+)$", "", name.text)
    return PlacedName(text, name.division, re.sub(r"(?:[（(]本级[）)]|本级)$", "", name.stem))


def _labelled(extract: Extract, lexicon: Lexicon) -> list[str]:
    found = []
    for line in extract.lines:
        if match := _LABELLED.search(line.text):
            found.append(match.group(1).strip())
    cells = {(c.table_no, c.row_no, c.column_no): c for c in extract.cells}
    for cell in extract.cells:
        roles = {m.code for m in lexicon.headings.exact(cell.text)}
        if roles & {"department_name"}:
            right = next(
                (cells[key] for n in range(1, 8) if (key := (cell.table_no, cell.row_no, cell.column_no + n)) in cells),
                None,
            )
            if right is not None:
                found.append(right.text)
    return found


def _short_name(title: _Title | None) -> str | None:
    if title is None:
        return None
    match = re.match(
        r"(?:\d{4}年(?:度)?)?[一-鿿]{0,3}?[县市区]?([一-鿿]{2,10}?(?:局|委|办|中心|院))", normalise(title.text)
    )
    return match.group(1) if match else None


def _abbreviates(short: str, full: str) -> bool:
    """Whether every character of a short name stands in the full one, in order: 科技局 in 科学技术局."""
    at = 0
    for character in short:
        at = full.find(character, at) + 1
        if not at:
            return False
    return True
