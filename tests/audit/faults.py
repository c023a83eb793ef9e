"""Changes of one printed number just beyond what rounding can hide, each with the rule that covers it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, Decimal
from random import Random

from tests.audit.random_reports import WORTH, YEAR, Print, Report

Fault = Callable[[Report, Random], None]


def _enlarge(item: Print, hidden: Decimal) -> None:
    """Add the smallest whole number of the figure's last digits that is more than `hidden`, in 万元."""
    worth = WORTH.get(item.unit, Decimal(1))
    digit = Decimal(1).scaleb(int(Decimal(item.value).as_tuple().exponent))
    steps = (hidden / worth / digit).to_integral_value(ROUND_CEILING) + 1
    item.value = f"{Decimal(item.value) + steps * digit:f}"


def figure_fault(account: str, *others: str, **coordinates: object) -> Fault:
    """One of the figures of a sum; the sum as printed is off by its intervals at most, so twice that is beyond."""

    def change(report: Report, _: Random) -> None:
        at = {"role": "figure", "fiscal_year": YEAR, "stage": "final", **coordinates}
        summed = [item for code in (account, *others) for item in report.find_all(**{**at, "account_code": code})]
        _enlarge(report.find(account_code=account, **at), 2 * sum((item.half for item in summed), Decimal(0)))

    return change


def one_fund(report: Report, _: Random) -> None:
    summed = report.find_all(role="figure", account_code="income")
    _enlarge(report.find(account_code="income", fund="government_fund"), 2 * sum((i.half for i in summed), Decimal(0)))


def heads_fault(account: str) -> Fault:
    def change(report: Report, random: Random) -> None:
        item = report.find(account_code=account)
        item.value = str(int(item.value) + random.randint(1, 9))

    return change


def rate_fault(kind: str, base_year: int, base_stage: str) -> Fault:
    """A rate of expenditure, off by more than the whole interval that its two figures leave open."""

    def change(report: Report, _: Random) -> None:
        rate = report.find(role="claim", claim_kind=kind, account_code="expenditure")
        now = report.find(role="figure", account_code="expenditure", fiscal_year=YEAR, stage="final")
        base = report.find(role="figure", account_code="expenditure", fiscal_year=base_year, stage=base_stage)
        highest = (now.amount + now.half) / (base.amount - base.half)
        lowest = (now.amount - now.half) / (base.amount + base.half)
        _enlarge(rate, 100 * (highest - lowest) + 2 * rate.half)

    return change


def one_share(report: Report, _: Random) -> None:
    shares = report.find_all(role="claim", claim_kind="share")
    _enlarge(shares[0], 2 * sum((share.half for share in shares), Decimal(0)))


def implied_base(report: Report, _: Random) -> None:
    """A change of income that takes more from the year before than the rate of change leaves open."""
    income = next(item for item in report.find_all(role="figure", account_code="income") if "fund" not in item.roles[0])
    amount, rate = (
        report.find(role="claim", claim_kind=kind, account_code="income") for kind in ("change_amount", "change_rate")
    )
    sign = int(rate.roles[0]["sign"])
    percent = 100 + sign * rate.amount
    highest = 100 * (income.amount + income.half) / (percent - rate.half)
    lowest = 100 * (income.amount - income.half) / (percent + rate.half)
    _enlarge(amount, highest - lowest + 2 * (income.half + amount.half))


def one_score_less(report: Report, random: Random) -> None:
    row = random.choice(report.indicators[1:])
    row["score"] = f"{Decimal(row['score']) - Decimal('0.25'):f}"


def one_weight_more(report: Report, random: Random) -> None:
    random.choice(report.indicators[1:])["weight"] = str(random.randint(11, 30))


def another_total(report: Report, random: Random) -> None:
    report.find(left_reason="score_total").value = f"{Decimal(str(report.self_score)) + random.randint(1, 9):f}"


def execution_rescored(report: Report, _: Random) -> None:
    row = report.indicators[0]
    row["score"] = f"{Decimal(row['score']) - Decimal('0.1'):f}"


def score_above_weight(report: Report, random: Random) -> None:
    random.choice(report.indicators)["score"] = "10.01"


EXPENDITURE = ("expenditure.basic", "expenditure.project")
BASIC = ("expenditure.basic", "expenditure.basic.operating")
BALANCE = ("income", "expenditure", "opening_balance", "closing_balance")

FAULTS: dict[str, tuple[str, Fault]] = {
    "a total": ("parts_make_totals", figure_fault("expenditure", *EXPENDITURE)),
    "a part": ("parts_make_totals", figure_fault("expenditure.basic.personnel", *BASIC)),
    "three public funds": (
        "parts_make_totals",
        figure_fault("three_public.reception", "three_public", "three_public.abroad", "three_public.vehicle"),
    ),
    "procurement": (
        "parts_make_totals",
        figure_fault("procurement", "procurement.goods", "procurement.works", "procurement.services"),
    ),
    "a budget": ("parts_make_totals", figure_fault("expenditure", *EXPENDITURE, stage="adjusted_budget")),
    "a fund": ("funds_make_totals", one_fund),
    "assets": ("assets_equal_liabilities", figure_fault("net_assets", "assets", "liabilities")),
    "the balance": ("balance_carried_forward", figure_fault("closing_balance", *BALANCE)),
    "the balance before": ("balance_carried_forward", figure_fault("opening_balance", *BALANCE)),
    "a project": ("projects_make_totals", figure_fault("expenditure.project", fiscal_year=YEAR - 2)),
    "a kind of staff": ("staff_kinds_make_staff", heads_fault("staff.actual.support")),
    "the quota": ("staff_kinds_make_staff", heads_fault("staff.quota")),
    "a rate of change": ("claims_follow", rate_fault("change_rate", YEAR - 1, "final")),
    "an execution rate": ("claims_follow", rate_fault("execution_rate", YEAR, "adjusted_budget")),
    "an implied base": ("claims_agree", implied_base),
    "a share": ("shares_make_hundred", one_share),
    "a score": ("scores_make_total", one_score_less),
    "a score by criterion": ("score_follows_criterion", one_score_less),
    "a score above its weight": ("score_within_weight", score_above_weight),
    "a weight": ("weights_make_hundred", one_weight_more),
    "a second total": ("scores_make_total", another_total),
    "the score of execution": ("execution_score", execution_rescored),
}
