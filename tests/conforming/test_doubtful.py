"""Numbers that a scan may have misread are kept for review, not used."""

from dataclasses import replace
from pathlib import Path

import pytest

from dagster_project.conforming import Lexicon, conform
from dagster_project.extraction import extract
from dagster_project.paths import project_root
from dagster_project.reading.document import Table
from dagster_project.reading.text import read_text

FORM = (
    "项目\t2023年预算数\t2023年决算数\n"
    "基本支出\t300.50\t310.20\n"
    "\n"
    "一级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
    "产出指标\t培训人次\t200人次\t210人次\t10\t10\n"
)


def recognised(confidences: dict[str, float], form: str = FORM):  # type: ignore[no-untyped-def]
    """The form as a scan: its cells recognised with the confidence given by their text, else surely."""
    document = read_text(form.encode(), "scan.txt")
    blocks = tuple(
        replace(
            block,
            cells=tuple(replace(c, confidence=confidences.get(document.text_of(c), 0.99)) for c in block.cells),
        )
        if isinstance(block, Table)
        else replace(block, confidence=confidences.get(document.text_of(block), 0.99))
        for block in document.blocks
    )
    lexicon = Lexicon.from_seeds(Path(project_root()) / "dbt" / "seeds")
    taken = extract(replace(document, blocks=blocks))
    return taken, conform(taken, lexicon)


def test_a_sure_number_is_a_figure_a_doubtful_one_is_left_for_review() -> None:
    taken, conformed = recognised({"310.20": 0.62})

    roles = {
        value.printed: role for value in taken.values for role in conformed.values if role.value_no == value.value_no
    }
    assert (roles["300.50"].role, roles["300.50"].stage) == ("figure", "initial_budget")
    assert (roles["310.20"].role, roles["310.20"].left_reason) == ("left", "low_confidence")


@pytest.mark.parametrize(
    ("caption", "row", "heading"),
    [
        ("单位：万元", "基本支出", "2023年决算数"),
        ("", "基本支出", "2023年决算数（万元）"),
        ("", "基本支出（万元）", "2023年决算数"),
    ],
    ids=["caption", "heading", "row"],
)
@pytest.mark.parametrize(("confidence", "role"), [(0.95, "figure"), (0.85, "left")])
def test_words_that_give_the_unit_are_as_sure_as_the_figure(
    caption: str, row: str, heading: str, confidence: float, role: str
) -> None:
    form = f"{caption}\n项目\t2023年预算数\t{heading}\n{row}\t300.50\t310.20\n"
    stated = next(text for text in (caption, row, heading) if "万元" in text)
    taken, conformed = recognised({stated: confidence}, form)

    [number] = [value.value_no for value in taken.values if value.printed == "310.20"]
    assert [found.role for found in conformed.values if found.value_no == number] == [role]


@pytest.mark.parametrize("label", ["基本支出", "2023年决算数"])
@pytest.mark.parametrize(("confidence", "role"), [(0.8, "figure"), (0.6, "left")])
def test_a_doubtful_label_holds_its_figure_back(label: str, confidence: float, role: str) -> None:
    taken, conformed = recognised({label: confidence})

    [number] = [value.value_no for value in taken.values if value.printed == "310.20"]
    assert [found.role for found in conformed.values if found.value_no == number] == [role]


def test_an_indicator_is_without_its_doubtful_result() -> None:
    _, conformed = recognised({"210人次": 0.0})

    [indicator] = conformed.indicators
    assert (indicator.target_value, indicator.actual_value, indicator.weight) == ("200", None, "10")
    assert indicator.actual_text == "210人次"
