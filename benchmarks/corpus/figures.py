"""One department's figures over some years, as they are printed; every identity between them holds exactly.

Money is in hundredths of 万元, whole numbers, and printed with two decimals; rates and shares are rounded half up from
the printed amounts, as whoever recomputes them does.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

PERSONNEL = ("wages", "allowances", "bonus", "merit", "insurance", "housing")
OPERATING = ("office", "printing", "travel", "labour", "union", "transport", "sundry")
PROJECTS = ("project1", "project2", "project3", "project4")
STAGES = ("initial", "adjusted", "final")
_CENT = Decimal("0.01")

# Results of indicators: (name, least, most, digits behind the point). Targets stand in the wording.
RESULTS = (
    ("served", 2100, 9800, 0),
    ("sessions", 110, 480, 0),
    ("sites", 21, 98, 0),
    ("passed", 9610, 9990, 2),
    ("timely", 9510, 9980, 2),
    ("content", 9120, 9890, 2),
    ("saved", 3100, 19900, 2),
)


@dataclass(frozen=True)
class Year:
    """What a report of one year prints, by name: amounts in 万元, counts, rates in percent, scores."""

    printed: dict[str, str]

    def revised(self) -> Year:
        """The same report with one result put right."""
        return Year({**self.printed, "served": str(int(self.printed["served"]) + 7)})


@lru_cache(maxsize=64)
def years_of(key: str, count: int) -> tuple[Year, ...]:
    """The years of a department, oldest first; key: what it is drawn from."""
    draw = random.Random(key)  # noqa: S311 - nothing secret
    size = draw.uniform(0.4, 6.0)
    before: dict[str, int] | None = None
    years: list[Year] = []
    for _ in range(count + 1):
        amounts = _amounts(draw, size, before)
        if before is not None:
            years.append(Year(_printed(draw, amounts, before)))
        before = amounts
        size *= draw.uniform(1.02, 1.09)
    return tuple(years)


def _amounts(draw: random.Random, size: float, before: dict[str, int] | None) -> dict[str, int]:
    """Amounts of a year, in hundredths, and counts; more is spent than the year before, less on hospitality."""

    def about(least: int, most: int) -> int:
        return int(draw.randint(least, most) * size) + 1

    a: dict[str, int] = {}
    for name, least, most in (
        ("wages", 6200, 9100), ("allowances", 2500, 4100), ("bonus", 1600, 2900), ("merit", 900, 1500),
        ("insurance", 1900, 2900), ("housing", 1000, 1700), ("office", 500, 900), ("printing", 110, 300),
        ("travel", 500, 900), ("labour", 150, 420), ("union", 160, 330), ("transport", 310, 620),
        ("sundry", 210, 480), ("project1", 2600, 4300), ("project2", 1500, 2600), ("project3", 700, 1300),
        ("project4", 310, 690),
    ):  # fmt: skip
        low = 0 if before is None else before[f"{name}.final"]
        a[f"{name}.final"] = max(about(least, most), low + 1 + low // 50)
        a[f"{name}.adjusted"] = a[f"{name}.final"] * draw.randint(1002, 1060) // 1000 + 1
        a[f"{name}.initial"] = a[f"{name}.final"] * draw.randint(880, 970) // 1000 + 1
    for stage in STAGES:
        a[f"personnel.{stage}"] = sum(a[f"{name}.{stage}"] for name in PERSONNEL)
        a[f"operating.{stage}"] = sum(a[f"{name}.{stage}"] for name in OPERATING)
        a[f"basic.{stage}"] = a[f"personnel.{stage}"] + a[f"operating.{stage}"]
        a[f"project.{stage}"] = sum(a[f"{name}.{stage}"] for name in PROJECTS)
        a[f"expenditure.{stage}"] = a[f"basic.{stage}"] + a[f"project.{stage}"]
    a["opening"] = about(900, 1800) if before is None else before["closing"]
    a["closing"] = about(900, 1800)
    a["income"] = a["expenditure.final"] + a["closing"] - a["opening"]
    a["grand"] = a["income"] + a["opening"]
    a["income.other"] = about(600, 1400)
    a["income.general"] = a["income"] - a["income.other"]
    a["vehicle"], a["reception"] = about(260, 420), about(90, 190)
    if before is not None:
        a["vehicle"] = before["vehicle"] * draw.randint(860, 970) // 1000
        a["reception"] = before["reception"] * draw.randint(860, 970) // 1000
    for name in ("vehicle", "reception"):
        a[f"{name}.budget"] = a[name] * draw.randint(1040, 1300) // 1000 + 1
    a["public"] = a["vehicle"] + a["reception"]
    a["public.budget"] = a["vehicle.budget"] + a["reception.budget"]
    a["goods"], a["services"] = about(900, 2100), about(1100, 2600)
    a["procurement"] = a["goods"] + a["services"]
    a["cash"], a["fixed.net"] = about(2100, 4600), about(5100, 9900)
    a["assets"] = a["cash"] + a["fixed.net"]
    a["fixed.gross"] = a["fixed.net"] + about(4100, 8800)
    a["liabilities"] = about(300, 900)
    a["net"] = a["assets"] - a["liabilities"]
    return a


def _printed(draw: random.Random, a: dict[str, int], before: dict[str, int]) -> dict[str, str]:
    """What is printed of a year: amounts, what follows from them, counts, results and scores."""
    p = {name: _money(amount) for name, amount in a.items()}
    p |= {f"{name}.before": _money(amount) for name, amount in before.items()}
    for name in ("expenditure", "basic", "project"):
        p[f"{name}.execution"] = _percent(a[f"{name}.final"], a[f"{name}.adjusted"])
    for name in PROJECTS:
        p[f"{name}.execution"] = _percent(a[f"{name}.final"], a[f"{name}.adjusted"])
        p[f"{name}.unspent"] = _money(a[f"{name}.adjusted"] - a[f"{name}.final"])
    p["basic.share"] = _percent(a["basic.final"], a["expenditure.final"])
    p["project.share"] = str(100 - Decimal(p["basic.share"]))
    p["general.share"] = _percent(a["income.general"], a["income"])
    p["other.share"] = str(100 - Decimal(p["general.share"]))
    for name, now, then in (
        ("expenditure", a["expenditure.final"], before["expenditure.final"]),
        ("basic", a["basic.final"], before["basic.final"]),
        ("project", a["project.final"], before["project.final"]),
        ("public", a["public"], before["public"]),
    ):
        p[f"{name}.change"] = _money(abs(now - then))
        p[f"{name}.change.rate"] = _percent(abs(now - then), then)
    p["public.execution"] = _percent(a["public"], a["public.budget"])
    for name, least, most in (("quota.administrative", 12, 46), ("quota.institution", 13, 57)):
        p[name] = str(draw.randint(least, most))
        p[name.replace("quota", "actual")] = str(int(p[name]) - draw.randint(1, 5))
    p["quota"] = str(int(p["quota.administrative"]) + int(p["quota.institution"]))
    p["actual"] = str(int(p["actual.administrative"]) + int(p["actual.institution"]))
    p["retired"] = str(draw.randint(6, 29))
    p["batches"], p["visits"] = str(draw.randint(21, 88)), str(draw.randint(160, 890))
    for name, least, most, digits in RESULTS:
        result = draw.randint(least, most)
        p[name] = f"{result // 100}.{result % 100:02d}" if digits else str(result)
    scores = {name: _score(weight, draw) for name, weight in (("score.passed", 15), ("score.content", 10))}
    scores["score.execution"] = (Decimal(p["expenditure.execution"]) / 10).quantize(_CENT, ROUND_HALF_UP)
    p |= {name: str(score) for name, score in scores.items()}
    p["score"] = str(65 + sum(scores.values()))
    return p


def _score(weight: int, draw: random.Random) -> Decimal:
    return Decimal(weight) - Decimal(draw.randint(11, 190)) / 100


def _money(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"


def _percent(part: int, whole: int) -> str:
    return str((Decimal(100 * part) / whole).quantize(_CENT, ROUND_HALF_UP))
