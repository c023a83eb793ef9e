"""The one error that reading raises: a document that cannot become figures, and what to do about it."""

from dataclasses import dataclass


@dataclass(eq=False)  # not frozen: an exception's traceback is set as it passes through a context manager
class ReadingError(Exception):
    """A document that is set aside.

    reason_code: empty, unknown_format, damaged, too_large, needs_ocr, encrypted, ...
    reason, reason_en: what is wrong, where, and what to do, in Chinese and in English.
    """

    reason_code: str
    reason: str
    reason_en: str

    def __str__(self) -> str:
        return f"{self.reason} ({self.reason_en})"
