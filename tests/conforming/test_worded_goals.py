"""Goals without a number in running text, and what was done about them."""

from __future__ import annotations

import pytest

from tests.conforming.printed import TITLE, conformed

GOALS, RESULTS = "一、年度绩效目标\n\n", "\n\n二、目标完成情况\n\n"


def told(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(i.indicator_name, i.actual_text, i.actual_value) for i in conformed(text)[1].indicators]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            f"{GOALS}改革不断深入，一是承接下放权限；二是通过试点验收。{RESULTS}改革不断深入，一是已放权赋能；二是顺利通过。",
            [("承接下放权限", "已放权赋能", None), ("通过试点验收", "顺利通过", None)],
            id="a paragraph of the same beginning answers item by item",
        ),
        pytest.param(
            f"{GOALS}改革不断深入，一是承接下放权限。{RESULTS}企业培育成效明显，一是加强辅导。",
            [],
            id="another topic answers nothing",
        ),
        pytest.param(
            f"{GOALS}完成中心工作任务：一是招商引资；二是扶贫。",
            [("完成中心工作任务", None, None)],
            id="a topic with a colon is the goal",
        ),
        pytest.param(
            f"{GOALS}绩效指标：高新企业增加。\n\n完成情况：全年新增高新企业19家。",
            [("高新企业增加", "全年新增高新企业19家", "19")],
            id="behind labels, with the number of the result",
        ),
        pytest.param(
            f"{GOALS}改革不断深入，一是培训20人。{RESULTS}改革不断深入，一是培训24人。",
            [],
            id="a number is no worded goal",
        ),
        pytest.param(
            f"{GOALS}新增市级创新平台4个以上。",
            [("新增市级创新平台", None, None)],
            id="a bound that nothing answers stays a target",
        ),
    ],
)
def test_worded_goals(text: str, found: list[tuple[str, str | None, str | None]]) -> None:
    assert told(text) == found


def test_a_worded_goal_is_printed_where_it_says() -> None:
    text = f"{GOALS}完成中心工作任务：一是招商引资。"
    (goal,) = conformed(text)[1].indicators
    assert goal.printed == "完成中心工作任务"
    assert (TITLE + text)[goal.char_start : goal.char_end] == goal.printed
