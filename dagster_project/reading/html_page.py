"""A web page around a report: which part is the report's body, who published it, when, and what is attached."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dagster_project.reading.builder import clean

if TYPE_CHECKING:
    from lxml import etree

_NAME = re.compile(r"\w+")
_DROPPED_TAGS = frozenset(
    _NAME.findall(
        "script style noscript template head title meta link iframe object embed svg canvas audio video "
        "select option button input textarea nav del s strike rp rt"
    )
)
BLOCK_TAGS = frozenset(
    _NAME.findall(
        "address article aside blockquote body caption center dd details div dl dt fieldset figure footer form h1 h2 "
        "h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul"
    )
)
_BLOCKS = {"div", "ul", "ol", "dl", "table", "section", "aside", "header", "footer", "p", "center", "form"}
_HAN = re.compile(r"[\u4e00-\u9fff]")
_BOILERPLATE = re.compile(
    r"\b(?:footer?|foot|nav(?:bar)?|menu|crumbs?|breadcrumb|share|related|relate|recommend|copyright|toolbar|side-?bar|"
    r"attach(?:ment)?s?|prev(?:ious)?-?next|pagination)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_PUBLISHED_LABELS = r"(?:发布(?:时间|日期)|公开(?:时间|日期)|发文(?:时间|日期)|公布(?:时间|日期)|生成日期|成文日期)"
_PUBLISHED = re.compile(_PUBLISHED_LABELS + r"\s*[：:]?\s*" + _DATE.pattern.removeprefix(r"(?<!\d)"))
_PUBLISHED_META = ("pubdate", "publishdate", "publish_date", "article:published_time", "date", "dc.date")
_PUBLISHER = re.compile(
    r"(?:发布机构|发文机关|发布单位|公开机构|公开单位|信息来源|来\s*源)\s*[：:]\s*([^\s：:|｜【】]{2,40})"
)
_PUBLISHER_META = ("contentsource", "source", "article:author", "dc.publisher")
_FILE = re.compile(
    r"\.(?:docx?|xlsx?|wps|et|pdf|zip|rar|7z|pptx?|ofd|csv|txt|jpe?g|png|tiff?)(?:$|[?#])", re.IGNORECASE
)
_WIDE = r"[\u2e80-\u9fff\uff00-\uffef]"
_BREAK_IN_HAN = re.compile(rf"(?<={_WIDE})[ \t]*[\r\n][ \t\r\n]*(?={_WIDE})")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_SHARE_OF_PAGE = 0.8  # a node that holds this much of its parent's unlinked text is the place to look in


class Page:
    """A parsed page, asked for its parts."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._meta = {
            str(item.get("name") or item.get("property") or "").lower(): str(item.get("content") or "").strip()
            for item in root.iter("meta")
        }
        self._unlinked: dict[etree._Element, int] = {}
        self._body: etree._Element | None = None

    def body(self) -> etree._Element:
        """The element that holds the report: down from the page while one child holds nearly all its unlinked text."""
        found = self._root.find("body")
        node = self._root if found is None else found
        while True:
            children = [child for child in node.iterchildren() if isinstance(child.tag, str) and not is_dropped(child)]
            fullest = max(children, key=self._weight, default=None)
            if fullest is None or self._weight(fullest) < _SHARE_OF_PAGE * max(self._weight(node), 1):
                break
            if fullest.tag == "table" or fullest.tag not in _BLOCKS | {"article", "main", "body", "span", "font"}:
                break
            node = fullest
        self._body = node
        return node

    def title_outside(self, body: etree._Element) -> str | None:
        """The report's title where the page prints it before the body and not in it."""
        named = self._meta.get("articletitle") or self._meta.get("og:title") or ""
        window = clean(self._root.findtext("head/title") or "")
        inside = _squeezed(printed_text(body, with_tables=True))
        around_or_in_body = {body, *body.iterancestors(), *body.iterdescendants()}
        for element in self._root.iter("h1", "h2", "h3", "div", "p", "td", "span", "strong", "font"):
            if element in around_or_in_body:
                continue
            text = printed_text(element)
            squeezed = _squeezed(text)
            if len(squeezed) < 6 or len(squeezed) > 80 or squeezed in inside or is_dropped(element):
                continue
            if squeezed == _squeezed(named) or (not named and _squeezed(window).startswith(squeezed)):
                return text
        return None

    def is_boilerplate(self, element: etree._Element) -> bool:
        """Whether a block of the body is no part of the report: links only, or named as navigation, footer, ..."""
        if element.tag not in _BLOCKS or element is self._body or self._has_body(element):
            return False
        named = f"{element.get('class', '')} {element.get('id', '')}".replace("_", " ")
        if self._body is not None and self._weight(element) > 0.5 * self._weight(self._body):
            return False
        if element.tag in ("footer", "aside") or _BOILERPLATE.search(named):
            return True
        linked = _han(printed_text(element, with_tables=True)) - self._weight(element)
        return element.tag in ("ul", "ol", "div", "section") and linked > 4 and linked > 2 * self._weight(element)

    def published_on(self) -> str | None:
        """The ISO date that the page prints beside 发布时间 or the like, else the one it declares."""
        printed = _PUBLISHED.search(_joined(self._root))
        candidates = [printed] if printed else []
        candidates += [found for name in _PUBLISHED_META if (found := _DATE.search(self._meta.get(name, "")))]
        for found in candidates:
            year, month, day = (int(part) for part in found.groups())
            if 1 <= month <= 12 and 1 <= day <= 31:
                return f"{year:04d}-{month:02d}-{day:02d}"
        return None

    def publisher(self) -> str | None:
        """The office that publishes: as printed beside 发布机构, as declared, or as printed beside 来源."""
        printed = {found[0][:2]: found[1] for found in reversed(list(_PUBLISHER.finditer(_joined(self._root))))}
        declared = next((self._meta[name] for name in _PUBLISHER_META if self._meta.get(name)), None)
        office = next((printed[kind] for kind in ("发布", "发文", "公开") if kind in printed), None)
        return office or declared or next(iter(printed.values()), None)

    def attachments(self) -> tuple[tuple[str, str], ...]:
        """(name, address) of attached files as the page writes them, each address once; '' where no name is printed."""
        found: dict[str, str] = {}
        for link in self._root.iter("a"):
            address = str(link.get("href", "")).strip()
            if _FILE.search(address):
                found[address] = found.get(address) or printed_text(link).replace("\n", " ")
        return tuple((name, address) for address, name in found.items())

    def _weight(self, element: etree._Element) -> int:
        """The number of Han characters and digits that an element prints outside links."""
        if element not in self._unlinked:
            self._unlinked[element] = _han(printed_text(element, with_tables=True, with_links=False))
        return self._unlinked[element]

    def _has_body(self, element: etree._Element) -> bool:
        return self._body is not None and any(item is self._body for item in element.iterdescendants())


def is_dropped(element: etree._Element) -> bool:
    """Whether an element prints nothing: scripts, form fields, hidden or struck-out text."""
    if element.tag in _DROPPED_TAGS or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = style_of(element).replace(" ", "")
    return "display:none" in style or "visibility:hidden" in style


def style_of(element: etree._Element) -> str:
    """Its inline style in lower case without blanks, with the old align attribute as if it were one."""
    style = str(element.get("style", "")).lower().replace(" ", "")
    align = str(element.get("align", "")).lower() or ("center" if element.tag == "center" else "")
    return f"{style};text-align:{align}" if align else style


def printed_text(element: etree._Element, with_tables: bool = False, with_links: bool = True) -> str:
    """The text an element prints, a line per block; tables within it only if asked for."""
    pieces: list[str] = []
    _gather(element, pieces, with_tables, with_links)
    return clean("".join(pieces))


def _gather(element: etree._Element, pieces: list[str], with_tables: bool, with_links: bool) -> None:
    pieces.append(collapsed(element.text))
    for child in element.iterchildren():
        shown = isinstance(child.tag, str) and not is_dropped(child)
        if shown and (with_tables or child.tag != "table") and (with_links or child.tag != "a"):
            ends = "\n" if child.tag in BLOCK_TAGS or child.tag == "br" else ""
            pieces.append(ends)
            _gather(child, pieces, with_tables, with_links)
            pieces.append(ends)
        pieces.append(collapsed(child.tail))


def collapsed(text: str | None) -> str:
    """Text with its blanks as a browser prints them, save that a source line's end within Han text prints none."""
    return _BLANKS.sub(" ", _BREAK_IN_HAN.sub("", text)) if text else ""


def _joined(root: etree._Element) -> str:
    """The page's text with labels whole (来 源：) and with what stands in the cell or block after a label behind it."""
    text = re.sub(
        r"(?<=[\u4e00-\u9fff])[ \u3000\xa0]+(?=[\u4e00-\u9fff][：:])", "", printed_text(root, with_tables=True)
    )
    return re.sub(r"([：:])\n", r"\1", text)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _han(text: str) -> int:
    return len(_HAN.findall(text)) + sum(character.isdigit() for character in text)
