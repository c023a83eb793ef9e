"""Every kind of hostile or broken file in one inbox beside good reports: each is set aside, the good ones come in."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dagster_project.cli.exit_codes import ExitCode
from dagster_project.ingestion import Manifest, list_set_aside
from dagster_project.paths import Home
from dagster_project.reading.limits import LIMITS
from tests.reading import one_table, test_refused
from tests.reading.packages import archive, paragraph, word

pytestmark = pytest.mark.slow

GOOD: dict[str, Callable[[], bytes]] = {
    "000 自评报告.docx": lambda: word(
        paragraph("某县某局2023年度部门整体支出绩效自评报告") + paragraph("支出120万元。")
    ),
    "zzz 自评表.xlsx": one_table.as_xlsx,
    "zzz 打包.zip": lambda: archive({"报告.txt": "某县某局2023年度部门整体支出绩效自评报告\n支出12.5万元。\n"}),
}
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "压缩炸弹.zip": (lambda: archive({"甲.txt": bytes(50_000_000)}), "too_large"),
    "压缩炸弹.docx": (test_refused.zip_bomb, "too_large"),
    "层层压缩.zip": (lambda: archive({"a.zip": archive({"b.zip": archive({"甲.txt": "1"})})}), "too_large"),
    "越界路径.zip": (lambda: archive({"../甲.txt": "支出1万元"}), "hostile"),
    "实体.docx": (test_refused.entity_expansion, "hostile"),
    "外部实体.xlsx": (test_refused.external_entity_in_a_sheet, "hostile"),
    "宏.docm": (lambda: test_refused.with_macros(word(paragraph("支出1万元")), "word/vbaProject.bin"), "macros"),
    "宏.xls": (lambda: test_refused.old_with_macros(one_table.as_xls()), "macros"),
    "加密.pdf": (test_refused.encrypted_pdf, "encrypted"),
    "半截.pdf": (lambda: one_table.as_pdf()[:600], "damaged"),
    "万页.pdf": (test_refused.pdf_of_ten_thousand_pages, "too_large"),
    "深层嵌套.html": (test_refused.deep_page, "too_large"),
    "荒唐尺寸.xlsx": (test_refused.far_cell, "too_large"),
    "整表合并.xlsx": (test_refused.whole_sheet_merged, "too_large"),
    "无尽数字.txt": (lambda: "支出合计\n".encode() + b"1 2 3 4 5 " * 50_000, "too_large"),
}


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, subprocess.CompletedProcess[str]]:
    home = Home(tmp_path_factory.mktemp("home")).create()
    dropped = tmp_path_factory.mktemp("dropped")
    files = {**GOOD, **{name: write for name, (write, _) in HOSTILE.items()}}
    for name, write in files.items():
        (dropped / name).write_bytes(write())
    command = [str(Path(sys.executable).with_name("xianzhang")), "ingest", "--home", str(home.root)]
    # One document's own time limit for all of them together.
    done = subprocess.run(
        [*command, *map(str, sorted(dropped.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMITS.worker_seconds,
    )
    return home, done


def test_each_hostile_file_is_set_aside_with_its_reason(
    ingested: tuple[Home, subprocess.CompletedProcess[str]],
) -> None:
    home, done = ingested
    reasons = {record.source_name: record for record in list_set_aside(home.set_aside)}

    assert {name: record.reason_code for name, record in reasons.items()} == {
        name: reason_code for name, (_, reason_code) in HOSTILE.items()
    }
    assert all(record.reason in done.stdout and record.reason_en in done.stdout for record in reasons.values())
    assert done.returncode == ExitCode.ATTENTION, done.stderr


def test_the_good_reports_beside_them_come_in(ingested: tuple[Home, subprocess.CompletedProcess[str]]) -> None:
    home, _ = ingested
    rows = Manifest(home.manifest).rows

    assert [row.source_name for row in rows] == ["000 自评报告.docx", "报告.txt", "zzz 自评表.xlsx"]
    assert sorted(path.name for path in home.extracts.glob("*.jsonl")) == sorted(row.extract for row in rows)


def test_no_process_took_more_memory_than_its_limit(
    ingested: tuple[Home, subprocess.CompletedProcess[str]],
) -> None:
    # Kilobytes, of the largest process that has ended below this one.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < LIMITS.worker_memory_bytes
