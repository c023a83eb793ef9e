"""What a control rate of staff is of, where an institution prints only its 事业编制."""

from __future__ import annotations

from dataclasses import replace

from dagster_project.conforming.records import ConformedValue

_WHOLE, _ONLY = "staff.quota", "staff.quota.public_institution"


def with_whole_quota(roles: list[ConformedValue]) -> list[ConformedValue]:
    """Roles with the 事业编制 as the whole quota, where a control rate is of the quota and no other is printed."""
    printed = {r.account_code for r in roles if r.role == "figure" and (r.account_code or "").startswith(_WHOLE)}
    controlled = any(r.claim_kind == "control_rate" and r.base == _WHOLE for r in roles)
    if printed != {_ONLY} or not controlled:
        return roles
    rule = " > the only quota, which the control rate is of"
    return [
        replace(r, account_code=_WHOLE, conformed_by=r.conformed_by + rule)
        if r.role == "figure" and r.account_code == _ONLY and r.organization_unit is None
        else r
        for r in roles
    ]
