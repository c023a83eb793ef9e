"""A report's bytes as text, web page, Word document or workbook; the same bytes for the same report."""

from __future__ import annotations

import datetime
import html
import io
import re
import zipfile
from functools import lru_cache

from benchmarks.corpus.reports import Report
from benchmarks.corpus.wording import Block, Rows, Wording, Words, blocks

_NAME = re.compile(r"\{([a-z0-9.]+)\}")
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of zip: no time of writing gets into a file
_DATE = datetime.datetime(2024, 1, 1)  # noqa: DTZ001 - a property of the workbook, which has no zone


def data_of(report: Report) -> bytes:
    """The bytes of a report in its form."""
    return _WRITERS[report.form](report)


@lru_cache(maxsize=4096)
def text_template(wording: Wording) -> str:
    """The text of a wording as a dump gives it, with names in braces where figures and county go."""
    lines = []
    for block in blocks(wording):
        rows = block.rows if isinstance(block, Rows) else ((f"    {block.text}",),)
        lines += ["\t".join(row) for row in rows]
    return "\n".join(lines) + "\n"


@lru_cache(maxsize=8192)
def pieces(template: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A template's fixed pieces and, between them, the names of what goes there."""
    parts = _NAME.split(template)
    return tuple(parts[::2]), tuple(parts[1::2])


def words_of(report: Report) -> dict[str, str]:
    """What goes into a report's template, by name."""
    return {**report.figures.printed, "county": report.county.name, "address": report.county.address}


def fill(template: str, words: dict[str, str]) -> str:
    """A template with its names replaced. Errors: KeyError for a name that is not among the words."""
    fixed, names = pieces(template)
    filled = [""] * (len(fixed) + len(names))
    filled[::2] = fixed
    filled[1::2] = [words[name] for name in names]
    return "".join(filled)


def _text(report: Report) -> bytes:
    return fill(text_template(report.wording), words_of(report)).encode()


def _filled(report: Report) -> list[Block]:
    words = words_of(report)
    return [
        Words(fill(block.text, words))
        if isinstance(block, Words)
        else Rows(tuple(tuple(fill(cell, words) for cell in row) for row in block.rows))
        for block in blocks(report.wording)
    ]


def _html(report: Report) -> bytes:
    filled = _filled(report)
    title = html.escape(filled[0].text) if isinstance(filled[0], Words) else ""
    body = []
    for block in filled[1:]:
        if isinstance(block, Words):
            body.append(f"<p>{html.escape(block.text)}</p>")
        else:
            rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in block.rows)
            body.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f'<body><div class="content"><h1>{title}</h1>\n' + "\n".join(body) + "\n</div></body></html>\n"
    ).encode()


def _docx(report: Report) -> bytes:
    import docx

    document = docx.Document()
    for block in _filled(report):
        if isinstance(block, Words):
            document.add_paragraph(block.text)
            continue
        table = document.add_table(len(block.rows), len(block.rows[0]))
        for cell, text in zip(table._cells, (text for row in block.rows for text in row), strict=True):
            cell.text = text
    written = io.BytesIO()
    document.save(written)
    return _undated(written)


def _undated(package: io.BytesIO) -> bytes:
    """A package whose parts bear no time of writing."""
    undated = io.BytesIO()
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(undated, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(zipfile.ZipInfo(part.filename, _FIRST_DAY), source.read(part), zipfile.ZIP_DEFLATED)
    return undated.getvalue()


def _xlsx(report: Report) -> bytes:
    import xlsxwriter

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        book.set_properties({"created": _DATE})
        sheet = book.add_worksheet()
        at = 0
        for block in _filled(report):
            if isinstance(block, Words):
                sheet.merge_range(at, 0, at, 6, block.text)
                at += 1
                continue
            for row in block.rows:
                for column, text in enumerate(row):
                    sheet.write_string(at, column, text)
                at += 1
    return written.getvalue()


_WRITERS = {"txt": _text, "html": _html, "docx": _docx, "xlsx": _xlsx}
