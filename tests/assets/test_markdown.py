"""Tables in the metadata of the Dagster UI."""

from dagster_project.assets.markdown import LONGEST_CELL, markdown_table


def test_missing_values_are_empty_and_bars_do_not_make_columns() -> None:
    assert markdown_table(["a", "b"], [(None, "x|y"), (0, "line\nbreak")]).value == (
        "| a | b |\n| --- | --- |\n|  | x\\|y |\n| 0 | line break |"
    )


def test_a_long_cell_is_cut() -> None:
    cell = markdown_table(["a"], [("长" * 200,)]).value.splitlines()[-1].strip("| ")

    assert len(cell) == LONGEST_CELL
    assert cell.endswith("…")
