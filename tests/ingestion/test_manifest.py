"""The manifest file: what is kept over changes, and what is refused."""

import csv
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from dagster_project.ingestion import Manifest, ManifestRow
from dagster_project.ingestion.manifest import Extent, ManifestError

FIRST = ManifestRow(1, "a" * 64, "甲,乙.txt", "text/plain", "text/1", "甲.aaaaaaaa.jsonl", "1" * 64)
SECOND = ManifestRow(
    2, "b" * 64, "乙.docx", "application/x", "docx/1", "乙.bbbbbbbb.jsonl", "2" * 64, "2024-05-16", "http://x.cn/1"
)
THIRD = ManifestRow(3, "c" * 64, "丙.xlsx", "application/y", "xlsx/1", "丙.cccccccc.jsonl", "3" * 64)


def test_rows_survive_the_file(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    manifest = Manifest(path)
    manifest.put(FIRST)
    manifest.put(SECOND)

    assert Manifest(path).rows == [FIRST, SECOND]
    assert manifest.next_received_no() == 3
    assert b"\r" not in path.read_bytes()


def test_putting_a_known_document_replaces_its_row(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    manifest = Manifest(path)
    manifest.put(FIRST)
    manifest.put(SECOND)
    manifest.put(FIRST._replace(reader_version="text/2"))

    assert [row.reader_version for row in Manifest(path).rows] == ["text/2", "docx/1"]


def test_a_spreadsheets_byte_order_mark_and_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    Manifest(path).put(FIRST)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert Manifest(path).rows == [FIRST]


def test_columns_in_another_order_blank_lines_and_missing_last_cells_are_read(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    path.write_text(
        "note,document_sha256,received_no,source_name,media_type,reader_version,extract,extract_sha256,published_on,"
        "source_url\n"
        f'x,{"a" * 64}, 1 ,"甲,乙.txt",text/plain,text/1,甲.aaaaaaaa.jsonl,{"1" * 64}\n\n',
        encoding="utf-8",
    )
    assert Manifest(path).rows == [FIRST]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda text: text.replace("received_no,", "no,"), "no column received_no"),
        (lambda text: text.replace("\n2,", "\nsecond,"), "line 3: received_no must be a whole number"),
        (lambda text: text.replace("\n2,", "\n1,"), "received_no 1 stands 2 times"),
        (lambda text: text.replace("b" * 64, "a" * 64), "stands 2 times"),
    ],
)
def test_a_spoilt_manifest_is_refused_with_the_place(tmp_path: Path, spoil, message: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "manifest.csv"
    manifest = Manifest(path)
    manifest.put(FIRST)
    manifest.put(SECOND)
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")

    with pytest.raises(ManifestError, match=message):
        Manifest(path)


def test_lines_are_those_of_rows_however_the_file_is_written(tmp_path: Path) -> None:
    path, edited = tmp_path / "manifest.csv", tmp_path / "edited.csv"
    named = FIRST._replace(source_name='甲"乙".txt')
    manifest = Manifest(path)
    for row in (named, SECOND):
        manifest.put(row)
    cells = [[*map(str, row), "说明"] for row in (named, SECOND)]
    with edited.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
            [[*ManifestRow._fields, "note"], *cells]
        )

    assert Manifest(edited).lines == Manifest(path).lines == manifest.lines
    assert Manifest(edited).rows == [named, SECOND]
    assert Manifest(edited).find("c" * 64) is None


@pytest.mark.parametrize("name", ["甲\n乙.txt", "甲\n2,乙.txt", "甲\r乙.txt", "甲\r\n乙.txt", "甲\u2028乙.txt"])
def test_a_name_of_several_lines_is_one_document(tmp_path: Path, name: str) -> None:
    path = tmp_path / "manifest.csv"
    named = FIRST._replace(source_name=name)
    manifest = Manifest(path)
    manifest.put(named)
    manifest.put(SECOND)

    assert Manifest(path).rows == [named, SECOND]


def test_a_document_between_others_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    manifest = Manifest(path)
    for row in (SECOND, FIRST):
        manifest.put(row)

    assert manifest.rows == Manifest(path).rows == [FIRST, SECOND]
    assert manifest.next_received_no() == 3


def test_a_document_is_not_added_to_a_line_that_has_no_end(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    Manifest(path).put(FIRST)
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    Manifest(path).put(SECOND)

    assert Manifest(path).rows == [FIRST, SECOND]


def test_a_document_is_added_in_the_order_of_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([ManifestRow._fields[::-1], FIRST[::-1]])
    Manifest(path).put(SECOND)

    assert Manifest(path).rows == [FIRST, SECOND]


def test_an_address_with_a_comma_and_no_quotes_is_refused_with_the_place(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    manifest = Manifest(path)
    manifest.put(FIRST)
    manifest.put(SECOND)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("http://x.cn/1\n", "http://x.cn/1,,\n"), encoding="utf-8")
    assert Manifest(path).rows == [FIRST, SECOND]

    path.write_text(text.replace("http://x.cn/1", "http://x.cn/1,2"), encoding="utf-8")
    with pytest.raises(ManifestError, match="received_no 2 has more cells than columns"):
        _ = Manifest(path).rows


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_a_manifest_that_is_not_utf_8_is_refused_with_the_place_and_stays(tmp_path: Path, ends: bytes) -> None:
    path = tmp_path / "manifest.csv"
    Manifest(path).put(SECOND._replace(source_name="b.docx", extract="b.bbbbbbbb.jsonl"))
    Manifest(path).put(FIRST._replace(received_no=3))
    spoilt = path.read_text(encoding="utf-8").encode("gb18030").replace(b"\n", ends)
    path.write_bytes(spoilt)

    with pytest.raises(ManifestError, match=r"manifest\.csv line 3 is not UTF-8"):
        Manifest(path)
    assert path.read_bytes() == spoilt


def test_a_line_without_a_document_is_not_taken_for_one_as_written(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    manifest = Manifest(path)
    manifest.put(FIRST)
    manifest.put(SECOND)
    path.write_text(path.read_text(encoding="utf-8").replace("b" * 64, " " * 3), encoding="utf-8")
    assert [*Manifest(path).lines] == ["a" * 64, ""]  # as written: the blanks


def grown(path: Path) -> Extent:
    """A manifest of two documents, to which a third came after the extent."""
    manifest = Manifest(path)
    manifest.put(FIRST)
    manifest.put(SECOND)
    extent = Manifest(path).extent
    assert extent
    manifest.put(THIRD)
    return extent


def test_the_lines_behind_what_was_read_before_are_told_without_the_others(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    extent = grown(path)
    content = path.read_bytes()
    assert (extent.documents, extent.size) == (2, content.index(b"3,"))

    manifest = Manifest(path, extent)
    assert manifest.added == {THIRD.document_sha256: content[extent.size :].rstrip()}
    assert manifest.rows_of([THIRD.document_sha256]) == [THIRD]
    assert len(manifest) == 3
    assert manifest.extent == Manifest(path).extent
    assert "_told" not in vars(manifest)
    assert manifest.rows_of([FIRST.document_sha256, THIRD.document_sha256]) == [FIRST, THIRD]

    assert Manifest(path, manifest.extent).added == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("甲", "丁"),
        lambda text: text.replace("3,", "2,"),
        lambda text: text.replace("c" * 64, "c" * 62),
        lambda text: text + "4,",
        lambda text: text.rstrip(),
        lambda text: text.replace("received_no", "number"),
        lambda text: text[:40],
        lambda text: "",
        lambda text: "\ufeff" + text,
    ],
)
def test_a_manifest_that_did_not_only_grow_is_read_whole(tmp_path: Path, change: Callable[[str], str]) -> None:
    path = tmp_path / "manifest.csv"
    extent = grown(path)
    before = path.read_text(encoding="utf-8")
    path.write_text(change(before), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != before
    with suppress(ManifestError):  # which some are refused with
        assert Manifest(path, extent).added is None


def test_a_manifest_that_goes_on_changing_is_not_told_by_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    manifest = Manifest(path, grown(path))
    manifest.put(THIRD._replace(received_no=4, document_sha256="d" * 64))
    assert (manifest.added, manifest.extent, len(manifest)) == (None, None, 4)


def test_only_a_manifest_as_it_is_written_here_has_an_extent(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    assert Manifest(path).extent is None
    grown(path)
    text = path.read_text(encoding="utf-8")
    for other in ("\ufeff" + text, text.rstrip(), text.replace("\n", "\r\n")):
        path.write_bytes(other.encode())
        assert Manifest(path).extent is None


def test_a_line_in_another_encoding_is_refused_though_it_came_behind(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    extent = grown(path)
    path.write_bytes(path.read_bytes() + f"4,{'d' * 64},丁.txt,,,,,,\n".encode("gb18030"))
    with pytest.raises(ManifestError, match=r"manifest\.csv line 5 is not UTF-8"):
        Manifest(path, extent)
