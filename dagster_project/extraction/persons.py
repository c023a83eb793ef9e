"""Names of persons are no part of an extract: a form's contacts and signatures keep their labels, not their names."""

from __future__ import annotations

import re

from dagster_project.extraction.remembered import remembered

WITHHELD = "…"

_HEADS_PERSON = re.compile(
    r"姓\s*名|联\s*系\s*人|填\s*[报表]\s*人|经\s*办\s*人|负\s*责\s*人|签\s*[字名章]|联络员|审核人"
)
_LABELLED = re.compile(
    r"((?:联系人|填[报表]人|经办人|负责人|联络员|审核人|组长|签字|签名)(?:[（(][^（()）]*[）)])?\s*[：:]\s*)"
    r"(?!联系|联络|电话|填|日期|单位|年)[一-鿿]{2,4}?(?=[\s　，,；;。、]|联系|联络|电话|日期|填|$)"
)
_BEFORE_PHONE = re.compile(r"^[一-鿿]{2,4}\s*(?=(?:联系|联络|办公)?电话|联系方式)")
_NAME = re.compile(r"[一-鿿·]{2,4}|[一-鿿][ 　]+[一-鿿]")


@remembered
def names_persons(label: str) -> bool:
    """Whether a label heads names of persons: 联系人, 姓名, 签字."""
    return bool(_HEADS_PERSON.search(label)) and len(label) <= 12


@remembered
def is_name(text: str) -> bool:
    """Whether a text is as short as a person's name."""
    return bool(_NAME.fullmatch(text.strip()))


@remembered
def without_persons(line: str) -> str:
    """A line or label whose labelled names are withheld: 填报人（签名）：… 联系电话：."""
    return _BEFORE_PHONE.sub("", _LABELLED.sub(rf"\1{WITHHELD}", line))
