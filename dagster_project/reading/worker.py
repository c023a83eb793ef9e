"""Reading in a process of its own, so that a hostile or broken file costs no more than its limits.

The parent hands the bytes over and gets the document back as JSON: nothing that the child sends can run in the parent.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dagster_project.reading.document import Cell, Document, Paragraph, Table
from dagster_project.reading.errors import ReadingError
from dagster_project.reading.limits import LIMITS, Limits
from dagster_project.reading.read import read

_PACKAGE_FOLDER = Path(__file__).parents[2]


def read_in_worker(data: bytes, name: str, limits: Limits = LIMITS) -> Document:
    """As read(data, name), within limits.worker_seconds and limits.worker_memory_bytes.

    Errors: those of read, and ReadingError 'too_slow' or 'crashed'.
    """
    command = [sys.executable, "-m", __name__, name, str(limits.worker_seconds), str(limits.worker_memory_bytes)]
    environment = {**os.environ, "PYTHONPATH": str(_PACKAGE_FOLDER), "PYTHONIOENCODING": "utf-8"}
    try:
        child = subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, timeout=limits.worker_seconds, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ReadingError(
            "too_slow",
            f"读取超过 {limits.worker_seconds} 秒仍未完成；请检查文件是否异常复杂，或重新导出",
            f"reading took more than {limits.worker_seconds} seconds; check or export the file again",
        ) from error
    try:
        answer = json.loads(child.stdout)
    except ValueError as error:
        raise ReadingError(
            "crashed",
            "读取进程因内存、时间超限或文件损坏而中止；请重新导出该文件",
            f"the reading process ended with status {child.returncode} (memory, time, damage); export the file again",
        ) from error
    if "error" in answer:
        raise ReadingError(*answer["error"])
    return _document(answer["document"])


def _document(fields: dict[str, Any]) -> Document:
    blocks = tuple(
        Table(tuple(Cell(**cell) for cell in block.pop("cells")), **block) if "cells" in block else Paragraph(**block)
        for block in fields.pop("blocks")
    )
    return Document(**{**fields, "blocks": blocks, "attachments": tuple(fields["attachments"])})


def _limit(seconds: int, memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    for kind in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(kind, (0, 0))


def _main(name: str, seconds: str, memory_bytes: str) -> None:
    data = sys.stdin.buffer.read()
    _limit(max(1, int(float(seconds))), int(memory_bytes))
    try:
        answer: dict[str, Any] = {"document": asdict(read(data, name))}
    except ReadingError as error:
        answer = {"error": [error.reason_code, error.reason, error.reason_en]}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    _main(*sys.argv[1:])
