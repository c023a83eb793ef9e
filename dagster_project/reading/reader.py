"""The small interface that every reader stands behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from dagster_project.reading.document import Document


@dataclass(frozen=True)
class Reader:
    """One format.

    version: name/number, raised whenever the same bytes would be read differently.
    extensions: lower case with the dot; they only break ties between formats that the content leaves open.
    recognises: whether the bytes are of this format, from the bytes alone.
    read: (data, name) → Document; raises ReadingError.
    """

    version: str
    media_type: str
    extensions: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes, str], Document]
