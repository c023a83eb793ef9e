"""Work on a document in a process of its own, so that a hostile or broken file costs no more than its limits.

A server process imports the readers once, then forks a child for a document; the child has the limits. Documents and
answers pass as bytes and text: nothing that a child sends can run in the parent. A server works on one document at a
time; each thread gets a server of its own, kept for the next document.

A child takes the next document, too, where the one before cannot have left anything behind (plain text, which Python
alone reads). What such a child refuses or dies of is asked of a new one again, so that every refusal is a new child's.
"""

from __future__ import annotations

import atexit
import gc
import importlib
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
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from dagster_project.reading.document import Document
from dagster_project.reading.document_json import document_of, read_as_json
from dagster_project.reading.errors import ReadingError
from dagster_project.reading.limits import LIMITS, Limits, too_large

# (a document's bytes, texts that go with it) → text. A function of a module: the server imports it by its name.
Work = Callable[..., str]

_PACKAGE_FOLDER = Path(__file__).parents[2]
_ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
_REQUEST = struct.Struct("!ddQII")  # seconds, memory, output in bytes; lengths of the JSON and of the document
_ANSWER = struct.Struct("!Q")  # length of what follows: a sign whether it is a result, and its text
_RESULT, _REFUSAL = b"=", b"!"
_STAYS, _ENDS = b"+", b"."  # a child's last byte: whether it waits for another document
_DOCUMENTS_OF_A_CHILD = 500
_GRACE_SECONDS = 20  # beyond a document's time before its server is given up, too


def in_worker(work: Work, data: bytes, *texts: str, limits: Limits = LIMITS) -> str:
    """The text of work(data, *texts), done within the worker limits; safe to call from several threads.

    work's module may have a function prepare(), which its server calls once, before it first works, and a function
    leaves_nothing(data, *texts), which says of a document done whether its child may go on to another one.
    Errors: those ReadingErrors that work raises, and ReadingError 'too_slow', 'too_large' (memory, output), 'crashed'
    or 'reader_error'.
    """
    server = _take_server()
    try:
        answer = server.ask(f"{work.__module__}:{work.__qualname__}", data, texts, limits)
    except BaseException as error:
        server.close()
        if isinstance(error, OSError | ValueError | struct.error):
            raise _crashed("server") from error
        raise
    with _lock:
        _idle.append(server)
    text = answer[1:].decode("utf-8", "surrogatepass")
    if answer[:1] == _REFUSAL:
        raise ReadingError(*json.loads(text))
    return text


def read_in_worker(data: bytes, name: str, limits: Limits = LIMITS) -> Document:
    """As read(data, name), within the worker limits.

    Errors: those of read and of in_worker.
    """
    return document_of(in_worker(read_as_json, data, name, limits=limits))


class _Server:
    """The parent's end of a server process."""

    def __init__(self) -> None:
        environment = {**os.environ, **_ONE_THREAD, "PYTHONPATH": str(_PACKAGE_FOLDER)}
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", __name__], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment
        )

    def ask(self, work: str, data: bytes, texts: tuple[str, ...], limits: Limits) -> bytes:
        """The server's answer; OSError or struct.error where it gives none."""
        to_server, from_server = self._process.stdin, self._process.stdout
        assert to_server is not None
        assert from_server is not None
        asked = json.dumps([work, *texts]).encode()
        sizes = limits.worker_memory_bytes, limits.worker_output_bytes, len(asked), len(data)
        to_server.write(_REQUEST.pack(limits.worker_seconds, *sizes) + asked)
        to_server.write(data)
        to_server.flush()
        if not select.select([from_server], [], [], limits.worker_seconds + _GRACE_SECONDS)[0]:
            raise OSError("the reading server does not answer")
        (length,) = _ANSWER.unpack(from_server.read(_ANSWER.size))
        answer = from_server.read(length)
        if len(answer) != length:
            raise OSError("the reading server ended while it answered")
        return answer

    def leave(self) -> None:
        """Let the server end by itself, between two documents."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            self.close()

    def close(self) -> None:
        """End the server, whatever it does."""
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
        _idle.pop().leave()


atexit.register(_close_servers)
os.register_at_fork(after_in_child=_idle.clear)  # two processes on one pipe would get each other's documents


def _crashed(status: object) -> ReadingError:
    return ReadingError(
        "crashed",
        f"读取进程异常中止（状态 {status}），文件可能已损坏或超出内存上限；请重新导出该文件",
        f"the reading process ended with status {status} (damage, memory); export the file again",
    )


def _too_slow(seconds: float) -> ReadingError:
    return ReadingError(
        "too_slow",
        f"读取超过 {seconds:g} 秒仍未完成；请检查文件是否异常复杂，或重新导出",
        f"reading took more than {seconds:g} seconds; check or export the file again",
    )


def _refusal(error: ReadingError) -> bytes:
    fields = [error.reason_code, error.reason, error.reason_en]
    return _REFUSAL + json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Do the work that is asked for, in children, until the parent is gone."""
    child: _Child | None = None
    while header := requests.read(_REQUEST.size):
        seconds, memory, output, asked_length, length = _REQUEST.unpack(header)
        named, *texts = json.loads(requests.read(asked_length))
        task = _Task(named, requests.read(length), texts, seconds, int(memory), output)
        answer, child = _done(task, child)
        answers.write(_ANSWER.pack(len(answer)) + answer)
        answers.flush()
    if child is not None:
        child.end()


@cache
def _imported(named: str) -> Work:
    """A function by 'module:name', its module made ready for all children."""
    module_name, _, name = named.partition(":")
    module = importlib.import_module(module_name)
    getattr(module, "prepare", lambda: None)()
    work: Work = getattr(module, name)
    return work


@dataclass(frozen=True)
class _Task:
    """A document, what to do with it, and its limits."""

    named: str
    data: bytes
    texts: list[str]
    seconds: float
    memory: int
    output: int


class _Child:
    """The server's end of a child."""

    def __init__(self, task: _Task) -> None:
        work = _imported(task.named)
        requests, self._requests = os.pipe()
        self._answers, answers = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            os.close(self._requests)
            os.close(self._answers)
            _work_and_exit(work, task, requests, answers)
        os.close(requests)
        os.close(answers)
        _lead_group(self._process)
        self._kind = task.named, task.memory
        self._documents = 1

    def takes(self, task: _Task) -> bool:
        """Whether a document may be given to this child: it has the work and the memory that the document asks for."""
        return self._kind == (task.named, task.memory) and self._documents < _DOCUMENTS_OF_A_CHILD

    def give(self, task: _Task) -> None:
        """Hand over another document. Errors: OSError where the child is gone."""
        self._documents += 1
        asked = json.dumps(task.texts).encode()
        _write(self._requests, _REQUEST.pack(task.seconds, task.memory, task.output, len(asked), len(task.data)))
        _write(self._requests, asked)
        _write(self._requests, task.data)

    def answer(self, deadline: float, output: int) -> tuple[bytes | None, bool]:
        """(answer, whether the child stays) of the last document; no answer where it ended before.

        Errors: TimeoutError; ReadingError where the answer is longer than output.
        """
        (length,) = _ANSWER.unpack(_read(self._answers, _ANSWER.size, deadline) or _ANSWER.pack(0))
        if length > output:
            raise too_large("读出内容的字节数", "bytes of what was read", output)
        answered = _read(self._answers, length + 1, deadline) if length else None
        return (answered[:-1], answered.endswith(_STAYS)) if answered else (None, False)

    def end(self) -> int:
        """End it, with all that it started; returns its exit status."""
        _end(self._process)
        os.close(self._requests)
        os.close(self._answers)
        return os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])


def _done(task: _Task, kept: _Child | None) -> tuple[bytes, _Child | None]:
    """A task's answer, or the reason why there is none; and the child that waits for the next, if one does."""
    deadline = time.monotonic() + task.seconds
    if kept is not None and kept.takes(task):
        answer, kept = _asked(kept, task, deadline, given=False)
        if answer[:1] == _RESULT:
            return answer, kept
    elif kept is not None:
        kept.end()
    return _asked(_Child(task), task, deadline, given=True)


def _asked(child: _Child, task: _Task, deadline: float, given: bool) -> tuple[bytes, _Child | None]:
    """A child's answer, and the child if it stays; ended, if not. given: it has the document already."""
    try:
        if not given:
            child.give(task)
        answer, stays = child.answer(deadline, task.output)
    except ReadingError as error:
        answer, stays = _refusal(error), False
    except TimeoutError:
        answer, stays = _refusal(_too_slow(task.seconds)), False
    except OSError:
        answer, stays = None, False
    if stays:
        assert answer is not None
        return answer, child
    status = child.end()
    return _refusal(_crashed(status)) if answer is None else answer, None


def _read(pipe: int, length: int, deadline: float) -> bytes | None:
    """So many bytes of a pipe; None where it ends before. Raises TimeoutError."""
    pieces: list[bytes] = []
    while length:
        if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise TimeoutError
        piece = os.read(pipe, min(length, 1 << 20))
        if not piece:
            return None
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def _write(pipe: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(pipe, left) :]


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


def _work_and_exit(work: Work, task: _Task, requests: int, answers: int) -> None:
    """What the child does: work within its limits, answer, go on while it may, and end without Python's own ending."""
    status = 1
    try:
        _lead_group(0)
        gc.freeze()  # what was imported is no garbage: it need not be looked through
        os.dup2(os.open(os.devnull, os.O_RDWR), sys.stdin.fileno())
        _limit(task.memory)
        leaves_nothing = getattr(sys.modules[work.__module__], "leaves_nothing", lambda *_: False)
        with open(answers, "wb") as pipe, open(requests, "rb") as further:
            while True:
                _limit_time(task.seconds)
                answer = _answer(work, task.data, task.texts, task.memory)
                stays = answer[:1] == _RESULT and leaves_nothing(task.data, *task.texts)
                pipe.write(_ANSWER.pack(len(answer)) + answer + (_STAYS if stays else _ENDS))
                pipe.flush()
                if not stays or not (header := further.read(_REQUEST.size)):
                    break
                seconds, memory, output, asked_length, length = _REQUEST.unpack(header)
                texts = json.loads(further.read(asked_length))
                task = _Task(task.named, further.read(length), texts, seconds, int(memory), output)
        status = 0
    finally:
        os._exit(status)


def _limit(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Only LibreOffice writes files: what it converts to may be as large as what comes in.
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMITS.file_bytes, LIMITS.file_bytes))


def _limit_time(seconds: float) -> None:
    """Allow the next document its seconds, beyond what those before it took."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    whole_seconds = int(used.ru_utime + used.ru_stime + seconds) + 2  # the server's clock ends it before, and says why
    resource.setrlimit(resource.RLIMIT_CPU, (whole_seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _answer(work: Work, data: bytes, texts: list[str], memory: int) -> bytes:
    try:
        return _RESULT + work(data, *texts).encode("utf-8", "surrogatepass")
    except ReadingError as error:
        return _refusal(error)
    except MemoryError:
        pass  # what the work held is free again once its frames are gone
    except Exception as error:
        named = f"{type(error).__name__}: {error}"
        return _refusal(
            ReadingError(
                "reader_error",
                f"读取时程序出错（{named}）；请把文件另存为 .docx、.xlsx 或 .txt 再放入，并把此错误告知维护人员",
                f"reading it failed ({named}); save it as .docx, .xlsx or .txt, and report the error",
            )
        )
    return _refusal(too_large("读取所需内存字节数", "bytes of memory needed", memory))


def _main() -> None:
    with open(os.dup(sys.stdout.fileno()), "wb") as answers:  # noqa: PTH123
        # What a library prints must not end up among the answers.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    _main()
