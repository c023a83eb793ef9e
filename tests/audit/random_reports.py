"""Reports with random figures that satisfy every identity, rounded for print; and the same with one figure changed.

All amounts are exact Decimals in 万元 until they are printed, in a unit and with a number of decimals drawn at random.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

YEAR = 2023
# Units with their worth in 万元, and how many decimals they are printed with.
MONEY = (("万元", Decimal(1), (0, 1, 2, 4)), ("元", Decimal("0.0001"), (0, 2)), ("亿元", Decimal(10000), (2, 4)))
WORTH = {unit: worth for unit, worth, _ in MONEY}


@dataclass
class Print:
    """A printed number: its roles are rows of raw.conformed_value without the number's own columns."""

    value: str
    unit: str
    half: Decimal
    roles: list[dict[str, Any]]
    table_no: int | None = None
    row_no: int | None = None
    label: str | None = None
    section: str | None = None
    sentence_no: int | None = None

    @property
    def amount(self) -> Decimal:
        """In 万元, or as printed where it is no money; the interval of the print is amount ± half."""
        return Decimal(self.value) * WORTH.get(self.unit, Decimal(1))


@dataclass
class Report:
    """What a document prints, as raw tables hold it."""

    name: str
    prints: list[Print] = field(default_factory=list)
    indicators: list[dict[str, Any]] = field(default_factory=list)
    self_score: str | None = None
    grade: str | None = None
    year: int = YEAR
    department: str | None = None
    exact: dict[str, Decimal] = field(default_factory=dict)  # amounts before they are rounded for print, in 万元

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.name.encode()).hexdigest()

    def find(self, **role: Any) -> Print:
        """The print of the whole report with a role that has all of these."""
        return next(p for p in self.prints if any(role.items() <= r.items() for r in p.roles))

    def find_all(self, **role: Any) -> list[Print]:
        return [p for p in self.prints if any(role.items() <= r.items() for r in p.roles)]

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of every raw table that is not left empty."""
        sha = self.sha256
        document = {
            "document_sha256": sha,
            "source_name": f"{self.name}.txt",
            "media_type": "text/plain",
            "reader_version": "random",
            "character_count": 1,
            "received_no": 1,
        }
        header = {
            "document_sha256": sha,
            "county_code": "130123",
            "department_name": self.department or self.name,
            "department_stem": self.department or self.name,
            "fiscal_year": self.year,
            "self_score": self.self_score,
            "grade": self.grade,
            "conformed_by": "random",
        }
        printed, conformed = [], []
        for number, item in enumerate(self.prints, start=1):
            printed.append(
                {
                    "document_sha256": sha,
                    "value_no": number,
                    "printed": item.value,
                    "value": item.value,
                    "unit": item.unit,
                    "place": "text" if item.table_no is None else "table",
                    "table_no": item.table_no,
                    "row_no": item.row_no,
                    "label": item.label,
                    "section": item.section,
                    "sentence_no": item.sentence_no,
                    "char_start": 10 * number,
                    "char_end": 10 * number + len(item.value),
                }
            )
            for role in item.roles:
                conformed.append(
                    {
                        "document_sha256": sha,
                        "value_no": number,
                        "amount_unit": item.unit,
                        "conformed_by": "random",
                        **role,
                    }
                )
        indicators = [{"document_sha256": sha, "conformed_by": "random", **row} for row in self.indicators]
        return {
            "document": [document],
            "report_header": [header],
            "printed_value": printed,
            "conformed_value": conformed,
            "indicator": indicators,
        }


def round_to(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def sound_report(name: str, seed: int) -> Report:
    """A report that contradicts itself nowhere."""
    from tests.audit.random_details import add_details

    random = Random(seed)  # cases that repeat
    report = Report(name)
    spent = _spent(random)
    final = _budget_year(report, random, spent, "final", YEAR)
    prior = _budget_year(report, random, _another_year(random, spent), "final", YEAR - 1)
    adjusted = _budget_year(report, random, _another_year(random, spent), "adjusted_budget", YEAR, table_no=1)
    _balance(report, random, final["expenditure"])
    _claims(report, random, final, prior, adjusted)
    _statements(report, random)
    _projects(report, random)
    _staff(report, random)
    _scores(report, random)
    report.exact["expenditure before"] = prior["expenditure"]
    add_details(report, random, final)
    return report


def figure(account: str, year: int = YEAR, stage: str = "final", **more: Any) -> dict[str, Any]:
    more = {"source_kind": "narrative", **more}
    return {"role": "figure", "account_code": account, "fiscal_year": year, "stage": stage, **more}


def random_amount(random: Random) -> Decimal:
    return Decimal(random.randint(10**8, 10 ** random.randint(9, 11))) / 10**6


def print_money(
    report: Report, random: Random, amount: Decimal, role: dict[str, Any], table_no: int | None = None
) -> Print:
    """Print an amount in 万元, in a unit and with decimals drawn at random."""
    unit, factor, decimals = random.choice([m for m in MONEY if m[0] != "亿元" or amount > 50000])
    places = random.choice(decimals)
    half = factor * Decimal(5).scaleb(-places - 1)
    value = round_to(amount / factor, places)
    report.prints.append(Print(f"{value:f}", unit, half if value else Decimal(0), [role], table_no))
    return report.prints[-1]


def _sum_of_parts(random: Random, accounts: list[str]) -> dict[str, Decimal]:
    return {account: Decimal(0) if random.random() < 0.1 else random_amount(random) for account in accounts}


def _another_year(random: Random, amounts: dict[str, Decimal]) -> dict[str, Decimal]:
    """Half to twice as much of each: the same account is of one order of magnitude over years and stages."""
    return {account: round_to(amount * random.randint(50, 200) / 100, 6) for account, amount in amounts.items()}


def _spent(random: Random) -> dict[str, Decimal]:
    """What basic expenditure, by its parts, and projects cost."""
    parts = _sum_of_parts(random, ["expenditure.basic.personnel"])
    return parts | {"expenditure.basic.operating": random_amount(random), "expenditure.project": random_amount(random)}


def _budget_year(
    report: Report, random: Random, spent: dict[str, Decimal], stage: str, year: int, table_no: int | None = None
) -> dict[str, Decimal]:
    basic = spent["expenditure.basic.personnel"] + spent["expenditure.basic.operating"]
    amounts = spent | {"expenditure.basic": basic, "expenditure": basic + spent["expenditure.project"]}
    source = "narrative" if table_no is None else "self_evaluation_form"
    for account, amount in amounts.items():
        print_money(report, random, amount, figure(account, year, stage, source_kind=source), table_no)
    return amounts


def _balance(report: Report, random: Random, expenditure: Decimal) -> None:
    opening, closing = random_amount(random), random_amount(random)
    income = expenditure + closing - opening
    if income < 1000:
        opening, income = Decimal(0), expenditure + closing
    funds = {"general_public": income * 6 / 10, "government_fund": income * 3 / 10, "other": income / 10}
    for account, amount in {"opening_balance": opening, "closing_balance": closing, "income": income}.items():
        print_money(report, random, amount, figure(account))
    report.exact |= {"income": income, "opening_balance": opening, "expenditure": expenditure}
    report.exact["closing_balance"] = closing
    for fund, amount in funds.items():
        print_money(report, random, amount, figure("income", fund=fund))


def _claims(
    report: Report,
    random: Random,
    final: dict[str, Decimal],
    prior: dict[str, Decimal],
    adjusted: dict[str, Decimal],
) -> None:
    def claim(kind: str, account: str, base: str, value: Decimal, unit: str = "%") -> None:
        places = random.choice((1, 2))
        role = {
            "role": "claim",
            "claim_kind": kind,
            "base": base,
            "sign": -1 if value < 0 else 1,
            "account_code": account,
            "stage": "final",
            "fiscal_year": YEAR,
            "source_kind": "narrative",
        }
        half = Decimal(5).scaleb(-places - 1)
        report.prints.append(Print(f"{round_to(abs(value), places):f}", unit, half, [role]))

    # The income of the year before is not printed: both claims imply it.
    income, income_before = report.find(account_code="income").amount, random_amount(random)
    claim("change_amount", "income", "prior_year", income - income_before, "万元")
    claim("change_rate", "income", "prior_year", 100 * (income - income_before) / income_before)
    now, then, budget = final["expenditure"], prior["expenditure"], adjusted["expenditure"]
    claim("change_amount", "expenditure", "prior_year", now - then, "万元")
    claim("change_rate", "expenditure", "prior_year", 100 * (now - then) / then)
    claim("execution_rate", "expenditure", "adjusted_budget", 100 * now / budget)
    for part in ("expenditure.basic", "expenditure.project"):
        claim("share", part, "expenditure", 100 * final[part] / now)


def _statements(report: Report, random: Random) -> None:
    groups = {
        "three_public": ["three_public.abroad", "three_public.vehicle", "three_public.reception"],
        "procurement": ["procurement.goods", "procurement.works", "procurement.services"],
        "assets": ["liabilities", "net_assets"],
    }
    for total, parts in groups.items():
        amounts = _sum_of_parts(random, parts)
        for account, amount in {total: sum(amounts.values(), Decimal(0)), **amounts}.items():
            print_money(report, random, amount, figure(account))


def _projects(report: Report, random: Random) -> None:
    amounts = [random_amount(random) for _ in range(random.randint(2, 6))]
    for number, amount in enumerate(amounts, start=1):
        role = figure("expenditure.project", YEAR - 2, project_name=f"第{number}个项目的专项资金", source_kind="table")
        print_money(report, random, amount, role, table_no=2)
    print_money(
        report, random, sum(amounts, Decimal(0)), figure("expenditure.project", YEAR - 2, source_kind="table"), 2
    )


def _staff(report: Report, random: Random) -> None:
    for account in ("staff.quota", "staff.actual"):
        kinds = {f"{account}.{kind}": random.randint(0, 99) for kind in ("administrative", "support")}
        kinds[f"{account}.public_institution"] = random.randint(1, 99)
        for code, heads in {account: sum(kinds.values()), **kinds}.items():
            report.prints.append(Print(str(heads), "人", Decimal(0), [figure(code)]))


def _scores(report: Report, random: Random) -> None:
    rate = round_to(Decimal(random.randint(5000, 10000)) / 100, 2)
    lines = [("预算执行率", Decimal(10), round_to(10 * rate / 100, 2), "%", rate)]
    for number in range(9):
        missed = random.choice((0, 0, 1, 2))
        lines.append((f"第{number}项", Decimal(10), 10 - Decimal("0.25") * missed, "家", Decimal(20 - missed)))
    total = sum((score for _, _, score, _, _ in lines), Decimal(0))
    for number, (name, weight, score, unit, actual) in enumerate(lines, start=1):
        row: dict[str, Any] = {
            "indicator_no": number,
            "scope": "department",
            "indicator_name": name,
            "actual_value": f"{actual:f}",
            "actual_unit": unit,
            "weight": f"{weight:f}",
            "score": f"{score:f}",
            "table_no": 3,
            "row_no": number,
        }
        if name != "预算执行率":
            row |= {
                "target_value": "20",
                "target_unit": "家",
                "target_comparator": ">=",
                "criterion": "每少一家扣0.25分",
            }
            row |= {"target_text": "≥20家", "actual_text": f"{actual}家"}
        report.indicators.append(row)
    # Not scored: what a sentence tells the rate of completion of.
    unscored = {"scope": "department", "indicator_name": "新增创新平台或载体", "target_unit": "个", "actual_unit": "个"}
    report.indicators.append({"indicator_no": 11, "table_no": 3, "row_no": 11, **unscored})
    report.self_score = f"{total:f}"
    report.grade = "优" if total >= 90 else "良"
    totals = ({"role": "left", "left_reason": "score_total"}, {"role": "header", "header_field": "self_score"})
    for table_no, role in zip((3, None), totals, strict=True):
        report.prints.append(Print(report.self_score, "分", Decimal(0), [role], table_no, 99))


def reports(count: int, seed: int) -> Iterator[Report]:
    """Sound reports, every tenth of them with the one of the year before."""
    from tests.audit.random_details import report_before

    for number in range(count):
        report = sound_report(f"sound {number}", seed + number)
        yield report
        if number % 10 == 0:
            yield report_before(report, report.exact["expenditure before"], Random(number))
