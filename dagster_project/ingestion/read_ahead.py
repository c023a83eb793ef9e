"""Documents that come next are read while others are stored, each by a process of its own; storing keeps its order."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Generic, TypeVar

from dagster_project.reading.limits import LIMITS

_Extract = TypeVar("_Extract")

DOCUMENTS_AHEAD = 4  # for each process; their extracts wait in memory


@dataclass(frozen=True)
class _Read(Generic[_Extract]):
    """What reading gave of these bytes under this name."""

    sha256: str
    name: str
    extract: Future[_Extract]


class ReadAhead(Generic[_Extract]):
    """Reads documents of a list before they are asked for, in its order.

    What it has not read, or reads otherwise than asked (an archive's members, a second copy that keeps the first one's
    name), is read when it is asked for. With one process, or one document, everything is.
    """

    def __init__(self, paths: Sequence[Path], read: Callable[[bytes, str], _Extract], processes: int) -> None:
        self._read = read
        self._threads = ThreadPoolExecutor(processes) if processes > 1 and len(paths) > 1 else None
        self._coming: Iterator[Path] = iter(paths)
        self._ahead: deque[tuple[Path, Future[_Read[_Extract] | None]]] = deque()
        self._reached: _Read[_Extract] | None = None
        self._submit(DOCUMENTS_AHEAD * processes)

    def __enter__(self) -> ReadAhead[_Extract]:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)

    def reach(self, path: Path) -> None:
        """Go on to the next document of the list; those behind it are begun."""
        if self._threads is None:
            return
        reached, read = self._ahead.popleft()
        assert reached == path
        self._reached = read.result()
        self._submit(1)

    def to_extract(self, data: bytes, name: str) -> _Extract:
        """What reading gives of these bytes under this name, or the error that it raises."""
        read = self._reached
        if read is not None and read.name == name and read.sha256 == hashlib.sha256(data).hexdigest():
            return read.extract.result()
        return self._read(data, name)

    def _submit(self, count: int) -> None:
        if self._threads is not None:
            self._ahead += [(path, self._threads.submit(self._try, path)) for path in islice(self._coming, count)]

    def _try(self, path: Path) -> _Read[_Extract] | None:
        """A document read (what reading says of an archive is asked by nobody); None where there is nothing to read."""
        try:
            if path.stat().st_size > LIMITS.file_bytes:
                return None
            data = path.read_bytes()
        except OSError:
            return None
        extract: Future[_Extract] = Future()
        try:
            extract.set_result(self._read(data, path.name))
        except Exception as error:  # raised where the document is asked for
            extract.set_exception(error)
        return _Read(hashlib.sha256(data).hexdigest(), path.name, extract)
