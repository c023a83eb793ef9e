"""What ingestion does with bytes from outside, in a process with limits (reading.worker): unpacking and extraction."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath

from dagster_project.extraction import extract, extract_file, names
from dagster_project.reading import archive, document_json
from dagster_project.reading.errors import ReadingError
from dagster_project.reading.read import TEXT, read, reader_of

MEMBER_NAME, MEMBER_SUFFIX = 60, 8  # characters kept of an archive member's name: file systems allow 255 bytes

# Words of which every report, and every table of one, prints at least one; a report wrongly refused would be worse
# than an unrelated text that is quarantined, so none of them may be there.
REPORT_WORDS = ("绩效", "自评", "评价", "预算", "决算", "支出", "收入", "经费", "资金", "财政", "指标", "项目", "部门")
_BLANKS = re.compile(r"\s+")


def prepare() -> None:
    """Import and load what every document needs, once for all."""
    import cn2an  # noqa: F401

    document_json.prepare()
    names.prepare()


def extract_lines(data: bytes, name: str) -> str:
    """The extract of a document's bytes, as the text of its file; raises ReadingError."""
    document = read(data, name)
    refuse_unrelated(document.text)
    return extract_file.dumps(extract(document))


def leaves_nothing(data: bytes, name: str, *_: str) -> bool:
    """Whether a process that has done this document is as it was before: no parser written in C has seen its bytes."""
    return not archive.may_be_archive(data) and reader_of(data, name) is TEXT


def refuse_unrelated(text: str) -> None:
    """Raise ReadingError 'not_a_report' for a text that prints no word of a report, be it on another matter or garbled.

    Some dumps part the characters of a word by blanks.
    """
    printed = _BLANKS.sub("", text)
    if not any(word in printed for word in REPORT_WORDS):
        raise ReadingError(
            "not_a_report",
            "文件中没有绩效、预算、支出、资金等任何一个自评报告用词；"
            "请确认放入的是自评报告，若打开是乱码，请另存为 UTF-8 再放入",
            "it prints no word of a self-evaluation report (budget, expenditure, funds ...); check that it is one, and "
            "save it as UTF-8 if it looks garbled",
        )


def unpack(data: bytes, name: str, folder: str) -> str:
    """Write the files of an archive below a folder, each in a folder of its own.

    Returns their paths there as a JSON list, or null where the bytes are no archive. Raises ReadingError.
    """
    if not archive.is_archive(data):
        return "null"
    written: list[str] = []
    for number, (path, content) in enumerate(archive.members(data, name)):
        plain = PurePosixPath(path)
        member = Path(str(number), plain.stem[:MEMBER_NAME] + plain.suffix[:MEMBER_SUFFIX] or "member")
        Path(folder, member.parent).mkdir()
        Path(folder, member).write_bytes(content)
        written.append(str(member))
    return json.dumps(written)
