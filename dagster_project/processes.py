"""How many processes work on documents, in this one place, and the pool in which they do."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Any, TypeVar

PROCESSES_VARIABLE = "XIANZHANG_PROCESSES"

_Task = TypeVar("_Task")
_Done = TypeVar("_Done")


def process_count() -> int:
    """Processes for documents: the variable XIANZHANG_PROCESSES, else the cores that this process may use.

    Errors: ValueError where the variable is no positive whole number.
    """
    said = os.environ.get(PROCESSES_VARIABLE)
    if not said:
        return len(os.sched_getaffinity(0))
    if not said.isascii() or not said.isdigit() or int(said) < 1:
        raise ValueError(f"{PROCESSES_VARIABLE}={said}: give the number of processes, 1 or more")
    return int(said)


def in_order(
    work: Callable[[_Task], _Done], tasks: Iterable[_Task], processes: int, preload: tuple[str, ...] = ()
) -> Iterator[_Done]:
    """work of every task, in the order of the tasks, done in several processes.

    Two tasks a process are under way at a time, so memory does not grow with their number. work is pickled once for
    each process, tasks each; preload: modules that the processes import once for all. With one process, or one task,
    the work is done here.
    """
    waiting = iter(tasks)
    first = list(islice(waiting, 2))
    if processes == 1 or len(first) < 2:
        yield from map(work, first)
        yield from map(work, waiting)
        return
    # Not fork: the process that loads has threads of DuckDB and Dagster, whose locks a fork would copy as they are.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, *preload])
    with ProcessPoolExecutor(processes, context, initializer=_keep, initargs=(work,)) as pool:
        under_way: deque[Future[_Done]] = deque(pool.submit(_do, task) for task in first)
        under_way.extend(pool.submit(_do, task) for task in islice(waiting, 2 * processes - len(first)))
        try:
            while under_way:
                done = under_way.popleft().result()
                under_way.extend(pool.submit(_do, task) for task in islice(waiting, 1))
                yield done
        finally:
            for future in under_way:
                future.cancel()


_kept: list[Callable[[Any], Any]] = []  # in a process of the pool: its work


def _keep(work: Callable[[Any], Any]) -> None:
    _kept[:] = [work]


def _do(task: Any) -> Any:
    return _kept[0](task)
