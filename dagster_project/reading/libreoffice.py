"""LibreOffice as a converter: without a network where the system permits, since it fetches what a document links to.

It works in a profile of its own, which is removed with its output.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

from dagster_project.reading.errors import ReadingError
from dagster_project.reading.limits import LIMITS
from dagster_project.reading.ooxml import damaged

_START_AGAIN = 81  # the status with which LibreOffice ends when it has made a new profile
_NO_NETWORK = ("unshare", "-r", "-n")


def converted(data: bytes, in_filter: str, target: str) -> bytes | None:
    """What LibreOffice converts a file's bytes to, None where it is not installed.

    in_filter: the name of its filter to read with, since it else takes what it does not know for plain text.
    target: extension and filter to write with, docx:MS Word 2007 XML. Raises ReadingError 'too_slow' or 'damaged'.
    """
    program = _program()
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="xianzhang-") as folder:
        source, out = Path(folder, "document"), Path(folder, "out", f"document.{target.partition(':')[0]}")
        source.write_bytes(data)
        command = [
            *_isolation(),
            program,
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            f"--infilter={in_filter}",
            "--convert-to",
            target,
            "--outdir",
            str(out.parent),
            str(source),
        ]
        _run(command, folder)
        # It ends with status 0 whether it succeeded or not.
        if not out.is_file():
            raise damaged("LibreOffice: no output")
        return out.read_bytes()


def _run(command: list[str], folder: str) -> None:
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": folder, "TMPDIR": folder, "LC_ALL": "C.UTF-8"}
    quiet = subprocess.DEVNULL
    deadline = time.monotonic() + LIMITS.conversion_seconds
    status = _START_AGAIN
    try:
        while status == _START_AGAIN:
            status = subprocess.run(  # noqa: S603
                command,
                stdin=quiet,
                stdout=quiet,
                stderr=quiet,
                env=environment,
                timeout=max(0.0, deadline - time.monotonic()),
                check=False,
            ).returncode
    except subprocess.TimeoutExpired as error:
        raise ReadingError(
            "too_slow",
            f"LibreOffice 转换超过 {LIMITS.conversion_seconds} 秒；请另存为 .docx 或 .xlsx 后再放入",
            f"LibreOffice took more than {LIMITS.conversion_seconds} seconds; save it as .docx or .xlsx",
        ) from error


def _program() -> str | None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return None
    # The program itself, not its starter: ending a starter leaves the program running.
    program = Path(office).resolve().with_name("soffice.bin")
    return str(program) if program.is_file() else office


@cache
def _isolation() -> tuple[str, ...]:
    """The command that takes the network away, or nothing where the system forbids it."""
    try:
        tried = subprocess.run([*_NO_NETWORK, "true"], capture_output=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return _NO_NETWORK if tried.returncode == 0 else ()
