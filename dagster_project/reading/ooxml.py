"""Office Open XML packages (docx, xlsx): opened within limits, without DOCTYPE, never with what they link to."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib

from lxml import etree

from dagster_project.reading.errors import ReadingError
from dagster_project.reading.limits import LIMITS, too_large
from dagster_project.reading.macros import refuse_macro_parts

RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_OFFICE_DOCUMENT = "/officeDocument"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|spreadsheetml|officeDocument)/(\w+)")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/\2"
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)")


class Package:
    """The parts of a package, unpacked one at a time; raises ReadingError for what is damaged, hostile or too large."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            entries = self._archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise damaged(str(error)) from error
        check_entries(entries)
        self.names = frozenset(entry.filename for entry in entries)
        refuse_macro_parts(self.names)

    def part(self, name: str) -> bytes | None:
        """A part's bytes, or None where the package has no such part."""
        if name not in self.names:
            return None
        try:
            return self._archive.read(name)
        except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError) as error:
            raise damaged(f"{name}: {error}") from error

    def xml(self, name: str) -> etree._Element | None:
        """A part's root element, strict namespaces read as transitional ones, or None where there is no such part."""
        data = self.part(name)
        return None if data is None else parse_xml(data, name)

    def main_part(self) -> str | None:
        """The name of the part that the package is about."""
        root = self.xml("_rels/.rels")
        for link in root.iter(f"{RELATIONSHIPS}Relationship") if root is not None else ():
            if str(link.get("Type", "")).endswith(_OFFICE_DOCUMENT):
                return posixpath.normpath(str(link.get("Target", "")).lstrip("/"))
        return None

    def refuse_declarations(self) -> None:
        """Raise where any XML part declares a DOCTYPE or entities, for libraries that parse the parts themselves."""
        for name in sorted(self.names):
            if name.endswith((".xml", ".rels", ".vml")):
                _refuse_declared(self.part(name) or b"", name)


def has_part(data: bytes, name: str) -> bool:
    """Whether the bytes are a package with this part, or the damaged remains of one."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return name in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return name.encode("ascii") in data


def check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Raise for an archive that is encrypted or would unpack beyond the limits."""
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise encrypted()
    if len(entries) > LIMITS.archive_entries:
        raise too_large("压缩包内文件数", "entries in the archive", LIMITS.archive_entries)
    if sum(entry.file_size for entry in entries) > LIMITS.archive_bytes:
        raise too_large("解压后字节数", "bytes when unpacked", LIMITS.archive_bytes)
    for entry in entries:
        if entry.file_size > LIMITS.part_bytes:
            raise too_large("压缩包内单个文件字节数", "bytes in one part", LIMITS.part_bytes)
        # Small parts compress well by nature; only what is large when unpacked can harm.
        if entry.file_size > 1_000_000 and entry.file_size > LIMITS.archive_ratio * max(entry.compress_size, 1):
            raise too_large("压缩比", "times the packed size when unpacked", LIMITS.archive_ratio)


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root element of an XML part; raises ReadingError 'damaged' or 'hostile'."""
    _refuse_declared(data, name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(_STRICT.sub(_TRANSITIONAL, data), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(f"{name}: {error}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _hostile(name)
    return root


def damaged(detail: str) -> ReadingError:
    """The error for bytes that the format's own rules cannot read; detail is the library's message."""
    return ReadingError(
        "damaged",
        f"文件已损坏或不完整，无法打开；请重新下载或重新导出（{detail}）",
        f"the file is damaged or incomplete; download or export it again ({detail})",
    )


def encrypted() -> ReadingError:
    """The error for a document that a password protects."""
    return ReadingError(
        "encrypted",
        "文件已加密，需要密码才能打开；请先解除密码再放入",
        "the file is encrypted; remove its password first",
    )


def _refuse_declared(data: bytes, name: str) -> None:
    plain = data.replace(b"\x00", b"") if b"\x00" in data[:4] or data[:2] in (b"\xff\xfe", b"\xfe\xff") else data
    if _DECLARED.search(plain):
        raise _hostile(name)


def _hostile(name: str) -> ReadingError:
    return ReadingError(
        "hostile",
        f"部件 {name} 含有 DOCTYPE 或实体声明，正常的办公文档不会有；已拒绝读取，请核对来源",
        f"part {name} declares a DOCTYPE or entities, which no office document does; check where it comes from",
    )
