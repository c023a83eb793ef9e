"""Documents that carry programs (VBA, macro sheets): refused, since no report needs one and some of them do harm."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dagster_project.reading.errors import ReadingError

_MACRO_PART = re.compile(r"(?:^|/)vba(?:Project|Data)[^/]*\.(?:bin|xml)$|^xl/macrosheets/", re.IGNORECASE)
_VBA_STREAM = "_VBA_PROJECT".encode("utf-16-le")  # of every VBA project in a compound file, Word's and Excel's
_ENTRY, _NAME_FIELD = 128, 64  # bytes of a directory entry, and of its name, which its length follows


def refuse_macro_parts(names: Iterable[str]) -> None:
    """Raise ReadingError 'macros' for an office package with a part that holds macros."""
    if any(_MACRO_PART.search(name) for name in names):
        raise _macros()


def refuse_macro_streams(data: bytes) -> None:
    """Raise ReadingError 'macros' for a compound file (.doc, .xls, .wps) whose directory lists a VBA project."""
    at = data.find(_VBA_STREAM)
    while at >= 0:
        length = int.from_bytes(data[at + _NAME_FIELD : at + _NAME_FIELD + 2], "little")
        if at % _ENTRY == 0 and length == len(_VBA_STREAM) + 2:  # a directory entry, not words of the text
            raise _macros()
        at = data.find(_VBA_STREAM, at + 1)


def _macros() -> ReadingError:
    return ReadingError(
        "macros",
        "文件含有宏，自评报告不需要宏，宏可能有害；请核对来源，"
        "并用 Word、Excel 或 WPS 另存为不带宏的 .docx 或 .xlsx 后再放入",
        "the file holds macros, which no report needs and which may do harm; check where it comes from, and save it as "
        ".docx or .xlsx, without macros",
    )
