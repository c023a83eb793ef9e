"""Numbers that are neither figure, claim nor indicator: left on purpose, for a reason, or listed as not understood."""

from __future__ import annotations

import re

from dagster_project.conforming.label import read_label
from dagster_project.conforming.lexicon import Lexicon
from dagster_project.conforming.matrix_labels import heads_numbering
from dagster_project.conforming.records import ConformedValue
from dagster_project.extraction.records import PrintedValue

_CONTACT = re.compile(r"电话|传真|手机|邮编|联络|联系|索引号|备案|统计代码|预算编码|代码")


def leave(value: PrintedValue, lexicon: Lexicon) -> ConformedValue:
    """The role of a number that nothing claimed: left with its reason, or unmatched."""
    reason = _reason(value, lexicon)
    if reason is None:
        return ConformedValue(value.value_no, "unmatched", "no rule applies")
    return ConformedValue(value.value_no, "left", f"left > {reason}", left_reason=reason)


def _reason(value: PrintedValue, lexicon: Lexicon) -> str | None:
    if not value.is_quantity:
        return value.form
    if heads_numbering(value.column_label):
        return "numbering"
    if _CONTACT.search(f"{value.label or ''} {value.column_label or ''}"):
        return "contact"
    label = read_label(lexicon, value.label)
    if label.is_outside:
        return "economy"
    if label.has("account", "account_project", "fund"):
        return None
    return "activity" if lexicon.unit_kind(value.unit) in ("count", "area", "length") else None
