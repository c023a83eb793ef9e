"""What passes by itself is tried again; what does not, fails at once.

Dagster's RetryPolicy tries every error again, a failed check and an interrupt (Ctrl-C) too. So the steps ask for their
retries themselves, and only where waiting can help: every step can be repeated, for it starts from what the stage
before it wrote.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from dagster_project.database import is_locked

RETRIES = 3
# Long enough for a person to close a file, or a network drive to come back.
WAIT_SECONDS = 20

# Not among them: a full disk, a missing file, a forbidden folder. They need someone.
_PASSING = {
    *(errno.EAGAIN, errno.EBUSY, errno.EINTR, errno.ENOLCK, errno.ETXTBSY),  # in another's hands
    *(errno.EMFILE, errno.ENFILE, errno.ENOMEM),  # the machine is short of it for now
    *(errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN, errno.EHOSTUNREACH),  # a network drive that is away
    *(errno.ENETDOWN, errno.ENETUNREACH),
}


def passes(error: BaseException) -> bool:
    """Whether the same step may well succeed a little later."""
    if isinstance(error, ConnectionError | TimeoutError):
        return True
    if isinstance(error, OSError):
        return error.errno in _PASSING
    return is_locked(error)


@contextmanager
def retried(wait_seconds: int = WAIT_SECONDS) -> Iterator[None]:
    """Run the body of a step: where what stops it passes, Dagster tries the step again, RETRIES times at most."""
    try:
        yield
    except Exception as error:
        if passes(error):
            raise dg.RetryRequested(max_retries=RETRIES, seconds_to_wait=wait_seconds) from error
        raise
