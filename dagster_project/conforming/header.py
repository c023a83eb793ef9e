"""The head of a report: county, department, the year reported on, title and dates."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from dagster_project.conforming.lexicon import Lexicon, normalise
from dagster_project.conforming.places import common_division
from dagster_project.conforming.records import ReportHeader
from dagster_project.conforming.report_department import find_department
from dagster_project.extraction.printed_dates import PUBLISHED, YEAR, dates_in, half_width, year_in, years_in
from dagster_project.extraction.records import Extract

_PREPARED = re.compile(r"(?:报告|撰写)日期")
_ONLY_A_DATE = re.compile(r"[\s　]*(?:[（(])?[\d年月日\s\-/.]+(?:[）)])?[\s　]*")
TITLE_LINES = 15  # lines from the top that may be the title
TITLE_CELLS = 12
LONGEST_TITLE = 60
LONGEST_TITLE_CELL = 50


@dataclass(frozen=True)
class _Title:
    text: str
    year: int | None


def read_header(extract: Extract, lexicon: Lexicon) -> ReportHeader:
    """The head of a report from its names, lines and labelled cells; what is not printed stays None.

    self_score and grade are filled by conform(), once figures and indicators are known.
    """
    title = _title(extract, lexicon)
    prepared = _prepared_on(extract)
    published = extract.document.published_on
    year, year_rule = _fiscal_year(extract, title.year if title else None, prepared, published)
    department, department_rule = find_department(extract, lexicon, title.text if title else None, year)
    division, county_rule = department.division if department else None, None
    if division is None:
        division = common_division(lexicon, [name.text for name in extract.names], year)
        county_rule = "county: most named" if division else "county: none named"
    return ReportHeader(
        conformed_by=" > ".join(rule for rule in (year_rule, department_rule, county_rule) if rule),
        county_code=division.county_code if division else None,
        department_name=department.text if department else None,
        department_stem=department.stem if department else None,
        fiscal_year=year,
        title=title.text if title else None,
        published_on=published,
        prepared_on=prepared,
    )


def _title(extract: Extract, lexicon: Lexicon) -> _Title | None:
    """The first line that names the report and its year, the year perhaps on the line above; else one without."""
    lines = [line.text for line in extract.lines if line.kind in ("heading", "line")][:TITLE_LINES]
    lines += [cell.text for cell in extract.cells[:TITLE_CELLS] if len(cell.text) < LONGEST_TITLE_CELL]
    without_year: _Title | None = None
    for above, text in zip(["", *lines], lines, strict=False):
        named = any(term.of("title") for term in lexicon.report_terms.find(normalise(text)))
        if not named or len(text) > LONGEST_TITLE:
            continue
        if year := year_in(text):
            return _Title(text, year)
        if year := year_in(above):
            return _Title(above + text, year)
        without_year = without_year or _Title(text, None)
    return without_year


def _prepared_on(extract: Extract) -> str | None:
    """The labelled date of the report, else the first date on a line of its own: the signature's."""
    signed: str | None = None
    for line in extract.lines:
        dates = [] if PUBLISHED.search(line.text) else dates_in(line.text)
        if dates and _PREPARED.search(line.text):
            return dates[0]
        if dates and signed is None and _ONLY_A_DATE.fullmatch(half_width(line.text)):
            signed = dates[0]
    return signed


def _fiscal_year(
    extract: Extract, title_year: int | None, prepared: str | None, published: str | None
) -> tuple[int | None, str]:
    """The title's year, unless the report was written in that year and speaks more of the year before."""
    printed = _years_printed(extract)
    if title_year is None:
        return max(printed, key=lambda year: (printed[year], year), default=None), "year: most printed"
    written = min((int(day[:4]) for day in (prepared, published) if day), default=title_year)
    if written <= title_year and printed[title_year - 1] > printed[title_year]:
        return title_year - 1, "year: the one before the title's, which is the year of writing"
    return title_year, "year: title"


def _years_printed(extract: Extract) -> Counter[int]:
    """How often each year is printed, in the text and in the labels of numbers."""
    printed: Counter[int] = Counter()
    for value in extract.values:
        if value.form == "date" and (match := YEAR.match(half_width(value.printed))):
            printed[int(match.group(1))] += 1
        if value.form == "number":
            printed.update(years_in(f"{value.column_label or ''} {value.label or ''}"))
    return printed
