"""What an extract keeps of a form's contacts: their labels, not their names."""

import pytest

from dagster_project.extraction import extract
from dagster_project.extraction.persons import without_persons
from dagster_project.reading.text import read_text


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("填报人（签名）：王小明    联系电话：2468101", "填报人（签名）：…    联系电话：2468101"),
        ("填表人：李四 填报日期：2024年3月1日", "填表人：… 填报日期：2024年3月1日"),
        ("填表人：        填报日期：          联系电话：", "填表人：        填报日期：          联系电话："),
        ("单位负责人签字：", "单位负责人签字："),
        ("王小明联系电话", "联系电话"),
        ("人员经费", "人员经费"),
    ],
)
def test_labelled_names_are_withheld(printed: str, kept: str) -> None:
    assert without_persons(printed) == kept


def test_a_forms_contacts_keep_their_labels_and_numbers() -> None:
    document = read_text(
        "\t联系人\n\t王小明\n\t联络电话\n\t2468101\n\n\t人员编制\n\t17\n\t实有人数\n\t22\n".encode(), "form.txt"
    )

    taken = extract(document)

    assert [cell.text for cell in taken.cells] == [
        "联系人",
        "…",
        "联络电话",
        "2468101",
        "人员编制",
        "17",
        "实有人数",
        "22",
    ]
    assert [(v.label, v.value) for v in taken.values] == [
        ("联系人 / 联络电话", "2468101"),
        ("人员编制", "17"),
        ("实有人数", "22"),
    ]


def test_labels_below_a_leaders_name_are_no_names() -> None:
    form = "部门名称\t某县水务局\n单位负责人\t张三\n评价等级\t优\n自评得分\t98\n"
    cells = [cell.text for cell in extract(read_text(form.encode(), "t.txt")).cells]
    assert cells == ["部门名称", "某县水务局", "单位负责人", "…", "评价等级", "优", "自评得分", "98"]


def test_names_in_a_column_of_names_are_withheld() -> None:
    form = "序号\t联系人\t金额\n1\t张三\t10\n2\t李四\t20\n"
    cells = [cell.text for cell in extract(read_text(form.encode(), "t.txt")).cells]
    assert not {"张三", "李四"} & set(cells)
