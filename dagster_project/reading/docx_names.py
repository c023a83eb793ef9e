"""Names of WordprocessingML, and the one question asked of nearly every element."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"


def value_of(element: etree._Element | None, path: str) -> str | None:
    """The w:val of the descendant at path ('pPr/numPr/ilvl'), or None where it is missing."""
    found = element.find("/".join(W + step for step in path.split("/"))) if element is not None else None
    return None if found is None else found.get(W + "val")


def is_on(element: etree._Element | None, path: str) -> bool:
    """Whether the switch at path is set (present, and not switched off by its value)."""
    found = element.find("/".join(W + step for step in path.split("/"))) if element is not None else None
    return found is not None and found.get(W + "val") not in ("0", "false", "off", "none")
