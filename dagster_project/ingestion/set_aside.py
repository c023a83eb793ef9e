"""raw/set_aside/: documents that could not be used, each with a .reason.json that says why and what to do."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from dagster_project.ingestion.files import write_text

REASON_SUFFIX = ".reason.json"

# Bytes. File systems allow 255 for a name, which has to carry the sha256, the suffixes and '.unfinished' too.
LONGEST_STEM = 180


@dataclass(frozen=True)
class SetAside:
    """Why a document was set aside; fields carry the names of columns of raw.set_aside."""

    source_name: str
    document_sha256: str | None
    reason_code: str
    reason: str
    reason_en: str


def stored_name(document_sha256: str, source_name: str) -> str:
    """The name under which a document is kept in raw/documents and raw/set_aside."""
    suffix = Path(source_name).suffix[:12]
    stem = source_name.removesuffix(suffix).encode("utf-8")[:LONGEST_STEM].decode("utf-8", "ignore")
    return f"{document_sha256[:8]}-{stem}{suffix}"


def write_reason(folder: Path, set_aside: SetAside) -> None:
    """Put the reason beside the document."""
    name = stored_name(set_aside.document_sha256 or "unread", set_aside.source_name)
    text = json.dumps(asdict(set_aside), ensure_ascii=False, indent=2) + "\n"
    write_text(folder / f"{name}{REASON_SUFFIX}", text)


def list_set_aside(folder: Path) -> list[SetAside]:
    """All reasons, ordered by the document's name and sha256."""
    files = folder.glob(f"*{REASON_SUFFIX}") if folder.is_dir() else ()
    records = [SetAside(**json.loads(file.read_text(encoding="utf-8"))) for file in files]
    return sorted(records, key=lambda record: (record.source_name, record.document_sha256 or ""))


def forget(folder: Path, document_sha256: str) -> None:
    """Remove what was set aside of a document that has since been read."""
    for file in sorted(folder.glob(f"{document_sha256[:8]}-*{REASON_SUFFIX}")):
        if json.loads(file.read_text(encoding="utf-8"))["document_sha256"] == document_sha256:
            file.with_name(file.name.removesuffix(REASON_SUFFIX)).unlink(missing_ok=True)
            file.unlink()
