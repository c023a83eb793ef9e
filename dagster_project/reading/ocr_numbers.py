"""Which recognised numbers may be believed: those that are written as numbers are, and are read the same twice.

Recognition's own confidence does not tell a right digit from a wrong one; these two checks do.
"""

from __future__ import annotations

import re

_RUN = re.compile(r"[0-9A-Za-z.,，．:：;%％‰/～~—–+±<>≤≥=￥¥*^-]*\d[0-9A-Za-z.,，．:：;%％‰/～~—–+±<>≤≥=￥¥*^²³-]*")
_MARKS_AROUND = ".,，．:：;—–*"
# A blank, a full stop or a speck between two digits stands where a decimal point or nothing was printed.
_PARTED = re.compile(
    r"\d[ \u3000]+[\d.．]|\d[.．][ \u3000]+\d|\d[ \u3000]?[。·'’‘`´|\\_、]+\d*[.．]\d|\d[。·'’‘`´|\\_&#@$!?]+\d"
)
_LIKE_A_SLASH = ("1", "7")
_NUMBER = r"(?:[1-9]\d{0,2}(?:[,，]\d{3})+|0|[1-9]\d*)(?:[.．]\d+)?[%％‰]?"
_WRITTEN = re.compile(
    rf"(?:[<>≤≥=±+￥¥-]|≤=|>=|<=)?{_NUMBER}"
    rf"(?:[-—–~～/:：](?:[<>≤≥=-])?{_NUMBER})*"  # a range, a score out of another, a ratio
    r"|(?:19|20)\d{2}(?:[-.．/]\d{1,2}){1,2}"  # a date
    r"|[1-9]\d?(?:[.．][1-9]\d?)+"  # a clause's number
    r"|[ACEFGHKMNPRTUVWXY]{1,3}[1-9]\d*(?:\.\d+)?"  # a code, in letters that no digit is mistaken for
    rf"|{_NUMBER}[ACEFGHKMNPRTUVWXYacefghkmnprtuvwxy]{{1,3}}[23²³]?"  # a unit
)


def is_written_well(text: str) -> bool:
    """Whether all that holds a digit is written as a number, a range, a date, a clause's number or a code."""
    return not _PARTED.search(text) and all(_WRITTEN.fullmatch(number) for number in numbers_in(text))


def numbers_in(text: str) -> tuple[str, ...]:
    """The runs of a text that hold digits, without the marks around them: what two readings must agree on."""
    return tuple(run.strip(_MARKS_AROUND) for run in _RUN.findall(text))


def trusted(text: str, confidence: float | None) -> float | None:
    """The confidence that a recognised cell or paragraph keeps: 0 where a number of it is not written as one.

    A 1 or 7 by itself gets 0, too: forms print a slash where there is nothing to state.
    """
    return confidence if confidence is None or (is_written_well(text) and text not in _LIKE_A_SLASH) else 0.0
