"""Packages that the tests write themselves: Word documents from a few lines of XML, archives of any parts."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OPEN = (
    f'<w:document xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="http://schemas.microsoft.com/office/word/2010/'
    'wordprocessingShape" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
)
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def archive(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP archive of the parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return packed.getvalue()


def word(body: str, **parts: str) -> bytes:
    """A Word document with this body; parts (numbering, styles, footnotes) are the contents of those files' roots."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONSHIPS,
        "word/document.xml": f"{_OPEN}<w:body>{body}</w:body></w:document>",
    }
    for name, content in parts.items():
        files[f"word/{name}.xml"] = f'<w:{name} xmlns:w="{W}">{content}</w:{name}>'
    return archive(files)


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def cell(text: str, properties: str = "") -> str:
    """A table cell, a paragraph for each line of its text."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(paragraph(line) for line in text.split(chr(10)))}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
