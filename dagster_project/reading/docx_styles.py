"""Word's paragraph styles: what a paragraph takes from its style of numbering, outline level and hidden text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dagster_project.reading.docx_names import W, is_on, value_of

if TYPE_CHECKING:
    from lxml import etree

_HEADING_NAME = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_BASED_ON_LIMIT = 20  # a chain of styles longer than this is a circle


@dataclass(frozen=True)
class Style:
    """A paragraph style with what it inherits."""

    number: str | None = None  # numId of its list
    level: int | None = None  # ilvl within the list
    heading_level: int | None = None  # 1 for the highest
    hidden: bool = False


class Styles:
    """styles.xml, looked up by style id."""

    def __init__(self, root: etree._Element | None) -> None:
        items = list(root.iterchildren(W + "style")) if root is not None else []
        self._items = {str(item.get(W + "styleId")): item for item in items}
        self._default = next(
            (
                str(item.get(W + "styleId"))
                for item in items
                if item.get(W + "type") == "paragraph" and item.get(W + "default") in ("1", "true", "on")
            ),
            None,
        )
        self._read: dict[str | None, Style] = {}

    def style(self, style_id: str | None) -> Style:
        """The style of a paragraph that names style_id (None: the default style)."""
        if style_id not in self._items:
            style_id = self._default
        if style_id not in self._read:
            self._read[style_id] = self._inherited(style_id)
        return self._read[style_id]

    def list_styles(self) -> dict[str, str]:
        """Numbering styles: id → the numId that each names."""
        return {
            style_id: number
            for style_id, item in self._items.items()
            if item.get(W + "type") == "numbering" and (number := value_of(item, "pPr/numPr/numId"))
        }

    def hides(self, style_id: str | None) -> bool:
        """Whether a run in this character style is hidden text."""
        return style_id in self._items and is_on(self._items[style_id], "rPr/vanish")

    def _inherited(self, style_id: str | None) -> Style:
        number = level = heading = None
        hidden = False
        for _ in range(_BASED_ON_LIMIT):
            item = self._items.get(style_id) if style_id else None
            if item is None:
                break
            number = number or value_of(item, "pPr/numPr/numId")
            level = level or value_of(item, "pPr/numPr/ilvl")
            heading = heading if heading is not None else _heading_level(item)
            hidden = hidden or is_on(item, "rPr/vanish")
            style_id = value_of(item, "basedOn")
        return Style(number, None if level is None else int(level), heading, hidden)


def heading_level(outline_level: str | None) -> int | None:
    """1..9 for the outline levels 0..8; None for body text (9) and for no level."""
    return int(outline_level) + 1 if outline_level is not None and 0 <= int(outline_level) < 9 else None


def _heading_level(item: etree._Element) -> int | None:
    outline = value_of(item, "pPr/outlineLvl")
    if outline is not None:
        return heading_level(outline)
    named = _HEADING_NAME.match(value_of(item, "name") or "")
    return int(named[1]) if named else None
