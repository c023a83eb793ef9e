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
