"""Marks of print around the words: numbering, brackets, dashes of empty cells, and how nested labels are joined."""

from __future__ import annotations

import re

from dagster_project.extraction.remembered import remembered

LABEL_SEPARATOR = " / "  # between the levels of a column's heading, of a row's label, of a section

DEEPEST = 3  # the level of 1. and （1）
_HAN_COUNT = "[一二三四五六七八九十]"
_LEVELS = (
    (0, re.compile(rf"(?:附件|附表|附(?=\s*[：:\d]))\s*(?:{_HAN_COUNT}|\d)*\s*[：:.．]?")),
    (1, re.compile(rf"(?:第{_HAN_COUNT}+[章节部]分?|{_HAN_COUNT}{{1,3}}[、.．])")),
    (2, re.compile(rf"[（(]?{_HAN_COUNT}{{1,3}}[）)][、.．]?")),
    (3, re.compile(r"(?:\d{1,2}[、.．)）](?!\d)|[（(]\d{1,2}[）)][、.．]?|[①-⑳]|\d{1,2}(?=[一-鿿]{4}))")),
)
_BEFORE_YEAR = re.compile(r"\d{1,2}[、.．)）](?=(?:19|20)\d\d年)")  # 1.2021年某专项: the year begins the words
_BULLET = re.compile(r"^[-•●·◆■]\s*")
_BRACKETED = re.compile(r"[（(][^（()）]*[）)]?")
_FILLER = re.compile(r"^[\s　\-—–/\\…·.×*]*$")


@remembered
def numbering(text: str) -> tuple[int, int] | None:
    """(level, where it ends) of the numbering that a text begins with: 0 附件1, 1 一、, 2 （一）, 3 1. and （1）."""
    for level, pattern in _LEVELS:
        if match := pattern.match(text):
            return level, match.end()
    return None


def without_bullet(text: str) -> str:
    """A line without the bullet it begins with."""
    return _BULLET.sub("", text)


@remembered
def without_numbering(text: str) -> str:
    """A text without the bullet and the numbering, of two levels at most, that it begins with."""
    for _ in range(2):
        text = without_bullet(text.strip())
        if before_year := _BEFORE_YEAR.match(text):
            text = text[before_year.end() :]
        elif numbered := numbering(text):
            text = text[numbered[1] :]
    return text.strip()


def without_brackets(text: str) -> str:
    """A text without its bracketed remarks: 分值（10分） is 分值."""
    return _BRACKETED.sub("", text)


def is_filler(text: str) -> bool:
    """Whether a cell is empty, or holds only the dashes and points that stand for nothing."""
    return bool(_FILLER.match(text))


def levels_of(label: str | None) -> list[str]:
    """The levels of a joined label, outermost first."""
    return [part for part in (label or "").split(LABEL_SEPARATOR) if part]


def innermost(label: str | None) -> str:
    """The last level of a joined label, '' for none."""
    return (label or "").split(LABEL_SEPARATOR)[-1]
