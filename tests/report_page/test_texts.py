"""Every word of the page stands in texts.json, in Chinese and English."""

from __future__ import annotations

import json
import re
from importlib import resources

STATIC = resources.files("dagster_project.report_page").joinpath("static")
TEXTS: dict[str, list[str]] = json.loads(STATIC.joinpath("texts.json").read_text(encoding="utf-8"))
SOURCES = "".join(file.read_text(encoding="utf-8") for file in STATIC.iterdir() if file.name.endswith((".js", ".html")))


def test_each_text_is_in_both_languages() -> None:
    assert [key for key, pair in TEXTS.items() if len(pair) != 2 or not all(pair)] == []


def test_both_languages_name_the_same_values() -> None:
    def names(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))

    assert [key for key, (chinese, english) in TEXTS.items() if not names(english) <= names(chinese)] == []


def test_every_text_that_is_asked_for_is_there() -> None:
    asked = {*re.findall(r'\bt\(\s*"(\w+)"', SOURCES), *re.findall(r'data-(?:text|label)"?[=:] ?"(\w+)"', SOURCES)}

    assert asked - TEXTS.keys() == set()


# A key may be put together (`head_${name}`), or be a code of the marts.
PUT_TOGETHER = (*re.findall(r"`(\w+_)\$\{", SOURCES), "by_", "base_")
CODES = {"open", "accepted", "corrected"}


def test_no_text_is_left_over() -> None:
    unused = [key for key in TEXTS if not re.search(rf"\b{key}\b", SOURCES) and not key.startswith(PUT_TOGETHER)]

    assert set(unused) <= CODES


def test_english_texts_hold_no_chinese_but_the_name_of_the_other_language() -> None:
    han = re.compile(r"[\u4e00-\u9fff]")

    assert [key for key, (_, english) in TEXTS.items() if han.search(english)] == ["other_language"]
