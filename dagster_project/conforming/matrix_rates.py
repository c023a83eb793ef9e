"""Rates in tables of figures: execution, control and usage rates, and what each is of."""

from __future__ import annotations

from dataclasses import dataclass

_STAFF = (None, "staff.actual", "staff.quota")


@dataclass(frozen=True)
class RateOf:
    """What a rate is about, and its base."""

    account: str | None
    base: str


def rate_of(kind: str, text: str, account: str | None) -> RateOf:
    """What a rate of a kind is of. text: its labels; account: what its row names."""
    if kind == "usage_rate":
        return RateOf("assets.fixed_in_use", "assets.fixed_gross")
    if kind != "control_rate":
        return RateOf(account, "adjusted_budget")
    if "规模" in text:
        return RateOf("buildings.area", "initial_budget")
    if "投资" in text or "概算" in text:
        return RateOf("buildings.investment", "initial_budget")
    if account in _STAFF:
        return RateOf("staff.actual", "staff.quota")
    return RateOf(account, "adjusted_budget")
