import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.services.plain_csv import csv_lines, harmless

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the start of a formula (OWASP, CSV injection)."""


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+84 912",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        " =1",
        "\u00a0=cmd|' /C'!A0",
    ],
)
def test_what_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_numbers_and_plain_texts_stay() -> None:
    assert [harmless(v) for v in (-5, 1.5, None, "Lò Thị Hoa", "", "a=b")] == [
        -5, 1.5, None, "Lò Thị Hoa", "", "a=b",
    ]  # fmt: skip


def test_the_file_begins_with_the_mark_and_keeps_every_cell() -> None:
    rows = [["Tên", "Đơn vị"], ['Lò "Hoa"', "a,b\nc"], [7, None]]
    text = "".join(csv_lines(rows))
    assert text.startswith("\ufeff")
    assert list(csv.reader(StringIO(text[1:], newline=""))) == [
        ["Tên", "Đơn vị"], ['Lò "Hoa"', "a,b\nc"], ["7", ""],
    ]  # fmt: skip


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1), max_size=5)
)
def test_no_cell_begins_like_a_formula_whatever_was_typed(rows: list[list[str]]) -> None:
    text = "".join(csv_lines(rows))[1:]
    read = list(csv.reader(StringIO(text, newline="")))
    assert not [cell for row in read for cell in row if cell.lstrip(" \u00a0").startswith(SIGNS)]
