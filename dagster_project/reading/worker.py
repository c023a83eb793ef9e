"""Reading in a process of its own, so that a hostile or broken file costs no more than its limits.

A server process imports the readers once, then forks a child for each document; the child has the limits. Documents
and answers pass as bytes and JSON: nothing that a child sends can run in the parent. A server reads one document at a
time; each thread that reads gets a server of its own, kept for the next document.
"""

from __future__ import annotations

import atexit
import json
import os
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from dagster_project.reading.document import Cell, Document, Paragraph, Table
from dagster_project.reading.errors import ReadingError
from dagster_project.reading.limits import LIMITS, Limits

_PACKAGE_FOLDER = Path(__file__).parents[2]
_ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
_REQUEST = struct.Struct("!ddQII")  # seconds, memory, output in bytes; lengths of the name and of the document
_ANSWER = struct.Struct("!Q")  # length of the JSON that follows
_GRACE_SECONDS = 20  # beyond a document's time before its server is given up, too


def read_in_worker(data: bytes, name: str, limits: Limits = LIMITS) -> Document:
    """As read(data, name), within the worker limits; safe to call from several threads.

    Errors: those of read, and ReadingError 'too_slow', 'crashed' or 'reader_error'.
    """
    server = _take_server()
    try:
        answer = server.ask(data, name, limits)
    except BaseException as error:
        server.close()
        if isinstance(error, OSError | ValueError | struct.error):
            raise _crashed("server") from error
        raise
    with _lock:
        _idle.append(server)
    if "error" in answer:
        raise ReadingError(*answer["error"])
    return _document(answer["document"])


class _Server:
    """The parent's end of a server process."""

    def __init__(self) -> None:
        environment = {**os.environ, **_ONE_THREAD, "PYTHONPATH": str(_PACKAGE_FOLDER)}
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", __name__], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment
        )

    def ask(self, data: bytes, name: str, limits: Limits) -> dict[str, Any]:
        """The server's answer; OSError or ValueError where it gives none."""
        to_server, from_server = self._process.stdin, self._process.stdout
        assert to_server is not None
        assert from_server is not None
        encoded = name.encode("utf-8", "surrogatepass")
        sizes = limits.worker_memory_bytes, limits.worker_output_bytes, len(encoded), len(data)
        to_server.write(_REQUEST.pack(limits.worker_seconds, *sizes) + encoded)
        to_server.write(data)
        to_server.flush()
        if not select.select([from_server], [], [], limits.worker_seconds + _GRACE_SECONDS)[0]:
            raise OSError("the reading server does not answer")
        (length,) = _ANSWER.unpack(from_server.read(_ANSWER.size))
        answer: dict[str, Any] = json.loads(from_server.read(length))
        return answer

    def close(self) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was not yet written has no reader any more
                    continue
        self._process.wait()


_lock = threading.Lock()
_idle: list[_Server] = []


def _take_server() -> _Server:
    with _lock:
        return _idle.pop() if _idle else _Server()


def _close_servers() -> None:
    while _idle:
        _idle.pop().close()


atexit.register(_close_servers)
os.register_at_fork(after_in_child=_idle.clear)  # two processes on one pipe would get each other's documents


def _document(fields: dict[str, Any]) -> Document:
    blocks = tuple(
        Table(tuple(Cell(**cell) for cell in block.pop("cells")), **block) if "cells" in block else Paragraph(**block)
        for block in fields.pop("blocks")
    )
    return Document(**{**fields, "blocks": blocks, "attachments": tuple(fields["attachments"])})


def _crashed(status: object) -> ReadingError:
    return ReadingError(
        "crashed",
        "读取进程因内存、时间超限或文件损坏而中止；请重新导出该文件",
        f"the reading process ended with status {status} (memory, time, damage); export the file again",
    )


def _too_slow(seconds: float) -> ReadingError:
    return ReadingError(
        "too_slow",
        f"读取超过 {seconds:g} 秒仍未完成；请检查文件是否异常复杂，或重新导出",
        f"reading took more than {seconds:g} seconds; check or export the file again",
    )


def _as_answer(error: ReadingError) -> bytes:
    return json.dumps({"error": [error.reason_code, error.reason, error.reason_en]}, ensure_ascii=False).encode()


def _serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Read documents as they are asked for, each in a child, until the parent is gone."""
    while header := requests.read(_REQUEST.size):
        seconds, memory, output, name_length, length = _REQUEST.unpack(header)
        name = requests.read(name_length).decode("utf-8", "surrogatepass")
        answer = _forked(requests.read(length), name, seconds, int(memory), output)
        answers.write(_ANSWER.pack(len(answer)) + answer)
        answers.flush()


def _forked(data: bytes, name: str, seconds: float, memory: int, output: int) -> bytes:
    """A child's answer, or the reason why there is none."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _read_and_exit(data, name, seconds, memory, writing)
    os.close(writing)
    _lead_group(child)
    try:
        answer = _within(reading, time.monotonic() + seconds, output)
    finally:
        os.close(reading)
        _end(child)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if answer is None:
        return _as_answer(_too_slow(seconds))
    # A child that answers ends with 0 at once, or is ended here: only what it said counts then.
    return answer if answer.endswith(b"}") else _as_answer(_crashed(status))


def _within(pipe: int, deadline: float, output: int) -> bytes | None:
    """All that comes through a pipe; None where it does not end in time or is too long."""
    pieces: list[bytes] = []
    length = 0
    while True:
        if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
            return None
        piece = os.read(pipe, 1 << 20)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        length += len(piece)
        if length > output:
            return b""


def _lead_group(child: int) -> None:
    """Make a child the head of a group; it does so itself, too, since either may come first."""
    try:
        os.setpgid(child, child)
    except (PermissionError, ProcessLookupError):  # it has ended
        return


def _end(child: int) -> None:
    """End a child and what it started (LibreOffice), all in one group."""
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        return


def _read_and_exit(data: bytes, name: str, seconds: float, memory: int, answers: int) -> None:
    """What the child does: read within its limits, answer, and end without Python's own ending."""
    status = 1
    try:
        _lead_group(0)
        os.dup2(os.open(os.devnull, os.O_RDWR), sys.stdin.fileno())
        _limit(seconds, memory)
        with open(answers, "wb") as pipe:
            pipe.write(_answer(data, name))
        status = 0
    finally:
        os._exit(status)


def _limit(seconds: float, memory: int) -> None:
    whole_seconds = max(1, int(seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (whole_seconds, whole_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Only LibreOffice writes files: what it converts to may be as large as what comes in.
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMITS.file_bytes, LIMITS.file_bytes))


def _answer(data: bytes, name: str) -> bytes:
    from dagster_project.reading.read import read

    try:
        return json.dumps({"document": asdict(read(data, name))}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except ReadingError as error:
        return _as_answer(error)
    except MemoryError:
        return b""
    except Exception as error:
        named = f"{type(error).__name__}: {error}"
        return _as_answer(
            ReadingError(
                "reader_error",
                f"读取时程序出错（{named}）；请把文件另存为 .docx、.xlsx 或 .txt 再放入，并把此错误告知维护人员",
                f"reading it failed ({named}); save it as .docx, .xlsx or .txt, and report the error",
            )
        )


def _main() -> None:
    # Imported before the first fork, so that no child imports them again.
    import openpyxl  # noqa: F401

    import dagster_project.reading.read  # noqa: F401

    with open(os.dup(sys.stdout.fileno()), "wb") as answers:  # noqa: PTH123
        # What a library prints must not end up among the answers.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    _main()
