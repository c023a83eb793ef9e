"""ZIP archives of reports: the files in them by their names, and what is refused as a whole."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest

from dagster_project.reading import ReadingError, read
from dagster_project.reading.archive import is_archive, members
from dagster_project.reading.limits import LIMITS
from tests.reading import one_table
from tests.reading.packages import archive


def named_in_gbk(name: str, content: bytes) -> bytes:
    """An archive as Chinese Windows writes it: the name in GBK, without the flag of UTF-8."""
    stand_in = "x" * len(name.encode("gbk"))
    return archive({stand_in: content}).replace(stand_in.encode(), name.encode("gbk"))


def encrypted() -> bytes:
    """The first entry's flag of encryption set, in its own header and in the directory."""
    data = bytearray(archive({"报告.txt": "甲"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def test_members_come_by_path_with_their_bytes() -> None:
    packed = archive({"乙/报告.docx": one_table.as_docx(), "甲.txt": "支出12.5万元", "空文件夹/": ""})
    assert members(packed, "包.zip") == [("乙/报告.docx", one_table.as_docx()), ("甲.txt", "支出12.5万元".encode())]


def test_names_in_gbk_are_read() -> None:
    assert members(named_in_gbk("某局自评报告.txt", b"1"), "包.zip") == [("某局自评报告.txt", b"1")]


def test_names_flagged_as_utf8_are_kept() -> None:
    assert members(archive({"某局自评报告.txt": b"1"}), "包.zip") == [("某局自评报告.txt", b"1")]


def test_what_systems_leave_behind_is_left_out() -> None:
    packed = archive(
        {"__MACOSX/._甲.txt": "1", "资料/.DS_Store": "1", "~$甲.docx": "1", "Thumbs.db": "1", "甲.txt": "1"}
    )
    assert [path for path, _ in members(packed, "包.zip")] == ["甲.txt"]


def test_an_archive_within_the_archive_is_opened_once() -> None:
    inner = archive({"甲.txt": "1"})
    assert members(archive({"包/内.zip": inner}), "外.zip") == [("包/内.zip/甲.txt", b"1")]


@pytest.mark.parametrize("write", [one_table.as_docx, one_table.as_xlsx])
def test_an_office_document_is_no_archive(write: Callable[[], bytes]) -> None:
    assert not is_archive(write())
    assert is_archive(archive({"报告.docx": write()}))


HUNDRED_FILES = archive({f"{number}.txt": "1" for number in range(100)})
REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("empty", lambda: archive({}), "empty"),
    ("only folders", lambda: archive({"甲/": ""}), "empty"),
    ("parent path", lambda: archive({"../甲.txt": "1"}), "hostile"),
    ("parent path of Windows", lambda: archive({"甲\\..\\..\\乙.txt": "1"}), "hostile"),
    ("absolute path", lambda: archive({"/甲.txt": "1"}), "hostile"),
    ("drive", lambda: archive({"C:\\甲.txt": "1"}), "hostile"),
    ("bomb", lambda: archive({"甲.txt": bytes(50_000_000)}), "too_large"),
    ("many", lambda: archive({f"{n}.txt": "1" for n in range(LIMITS.archive_entries + 1)}), "too_large"),
    ("two deep", lambda: archive({"a.zip": archive({"b.zip": archive({"甲.txt": "1"})})}), "too_large"),
    ("bomb within", lambda: archive({"a.zip": archive({"甲.txt": bytes(50_000_000)})}), "too_large"),
    ("many within", lambda: archive({f"{n}.zip": HUNDRED_FILES for n in range(60)}), "too_large"),
    ("truncated", lambda: archive({"甲.txt": "1"})[:-30], "damaged"),
    ("encrypted", encrypted, "encrypted"),
]


@pytest.mark.parametrize(("write", "reason_code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refused_whole(write: Callable[[], bytes], reason_code: str) -> None:
    with pytest.raises(ReadingError) as raised:
        members(write(), "包.zip")
    assert raised.value.reason_code == reason_code


def test_a_member_longer_than_its_header_says_is_damage() -> None:
    """A lying header would else unpack beyond the limits that were checked against it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("甲.txt", bytes(3_000_000))
    data = packed.getvalue().replace((3_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(ReadingError) as raised:
        members(data, "包.zip")
    assert raised.value.reason_code == "damaged"


def test_a_member_larger_than_a_document_may_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagster_project.reading.archive.LIMITS", replace(LIMITS, file_bytes=10))
    with pytest.raises(ReadingError) as raised:
        members(archive({"甲.txt": "支出12.5万元"}), "包.zip")
    assert raised.value.reason_code == "too_large"


def test_a_damaged_archive_within_is_a_member_of_its_own() -> None:
    packed = archive({"好.txt": "支出12.5万元", "坏.docx": b"PK\x03\x04xx"})
    assert members(packed, "包.zip") == [("坏.docx", b"PK\x03\x04xx"), ("好.txt", "支出12.5万元".encode())]


def test_the_beginning_of_an_office_document_is_damaged_and_no_archive() -> None:
    with pytest.raises(ReadingError) as raised:
        read(one_table.as_docx()[:200], "报告.docx")
    assert raised.value.reason_code == "damaged"
