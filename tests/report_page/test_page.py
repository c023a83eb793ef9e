"""The file itself: nothing in it can be changed by what reports print, nothing leads out of it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections import Counter
from html import unescape
from importlib import resources

import pytest

from dagster_project.report_page import page
from dagster_project.report_page.libraries import Libraries

LIBRARIES = Libraries(charts="charts()", tables="tables()", table_style=".tabulator {}", licences="MIT")
STATIC = resources.files("dagster_project.report_page").joinpath("static")


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(html: str) -> dict[str, list[str]]:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert found is not None
    return {name: values for name, *values in (part.split() for part in unescape(found[1]).split(";"))}


def test_the_policy_allows_nothing_but_the_scripts_and_the_style_of_the_page() -> None:
    html = page.render(LIBRARIES, {})
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)

    assert policy(html) == {
        "default-src": ["'none'"],
        "script-src": [hash_of(script), hash_of("tables()"), hash_of("charts()")],
        "style-src": [hash_of(style)],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }


def test_data_cannot_end_the_block_that_holds_it() -> None:
    block = page.packed('{"title":"</script><script>alert(1)</script>"}')
    html = page.render(LIBRARIES, {"overview": block})

    assert f'id="chunk-overview">{block}</script>' in html
    assert "alert(1)" not in html
    assert gzip.decompress(base64.b64decode(block)).decode() == '{"title":"</script><script>alert(1)</script>"}'


def test_the_name_of_a_chunk_cannot_leave_its_attribute() -> None:
    assert 'id="chunk-report-&quot;&gt;x"' in page.render(LIBRARIES, {'report-">x': ""})


@pytest.mark.parametrize("with_charts", [True, False])
def test_a_page_gives_back_its_chunks(with_charts: bool) -> None:
    chunks = {
        "overview": page.packed("县账"),
        "findings": page.packed(""),
        "report-\"><x>&amp;'\n": page.packed('<script type="application/octet-stream" id="chunk-x">x</script>'),
        "report-empty": "",
    }
    html = page.render(LIBRARIES, chunks, with_charts=with_charts)

    found = page.chunks_of(html)
    carried = {"library-tables", "licences", *(["library-charts"] if with_charts else [])}
    assert found.keys() - chunks.keys() == carried
    assert {name: found[name] for name in chunks} == chunks


def test_the_same_data_gives_the_same_bytes() -> None:
    assert page.packed("县账") == page.packed("县账")
    assert page.render(LIBRARIES, {"a": "b"}) == page.render(LIBRARIES, {"a": "b"})


def test_a_page_without_charts_does_not_carry_their_library() -> None:
    html = page.render(LIBRARIES, {}, with_charts=False)

    assert "chunk-library-charts" not in html
    assert hash_of("charts()") not in policy(html)["script-src"]


def test_the_page_names_no_host() -> None:
    named = [file.name for file in STATIC.iterdir() if re.search(r"https?://", file.read_text(encoding="utf-8"))]
    assert named == []


@pytest.mark.parametrize("file", sorted(file.name for file in STATIC.iterdir() if file.name.endswith(".js")))
def test_data_never_becomes_markup(file: str) -> None:
    script = STATIC.joinpath(file).read_text(encoding="utf-8")

    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", script)


def test_a_directory_carries_no_library() -> None:
    html = page.render_directory({"directory": ""})
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)

    assert policy(html)["script-src"] == [hash_of(script)]
    assert re.findall(r'id="chunk-([^"]*)"', html) == ["directory"]


def test_every_script_is_in_a_page() -> None:
    assert {f"{name}.js" for name in (*page.SCRIPTS, *page.DIRECTORY_SCRIPTS)} == {
        file.name for file in STATIC.iterdir() if file.name.endswith(".js")
    }


@pytest.mark.parametrize(("scripts", "least"), [(page.SCRIPTS, 100), (page.DIRECTORY_SCRIPTS, 40)])
def test_scripts_share_one_scope_and_no_name_is_declared_in_it_twice(scripts: tuple[str, ...], least: int) -> None:
    text = "\n".join(STATIC.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in scripts)
    declared = re.findall(r"^(?:async )?(?:function|const|let) (\w+)", text, re.MULTILINE)

    assert len(declared) > least
    assert [name for name, times in Counter(declared).items() if times > 1] == []
