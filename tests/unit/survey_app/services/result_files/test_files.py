"""CSV and XLSX: what goes in comes out as text or number, and nothing runs."""

import csv
from io import BytesIO, StringIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.services.result_files.csv_file import write_csv
from survey_app.services.result_files.sheet import Column, Sheet, looks_like_formula
from survey_app.services.result_files.xlsx_file import write_xlsx

COLUMNS = (
    Column("Mã"),
    Column("Số người", "count"),
    Column("Tỷ lệ", "percent"),
    Column("Trung bình", "number"),
)
HOSTILE = (
    '=HYPERLINK("http://x.example")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1",
    "＝1+1", "  =1+1", "'=1+1", '"=1+1', "|calc", "%0A=1",
)  # fmt: skip


def make_sheet(*rows: tuple[str, int | None, float | None, float | None]) -> Sheet:
    return Sheet("Số liệu", COLUMNS, rows)


def read_csv(body: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(body.decode("utf-8-sig"), newline="")))


def test_csv_begins_with_the_mark_and_holds_codes_and_numbers() -> None:
    body = write_csv(
        make_sheet(("012", 7, 0.3333, -1.5), ("Có, “không”\nxuống dòng", None, None, None))
    )
    assert body.startswith(b"\xef\xbb\xbf")
    assert read_csv(body) == [
        ["Mã", "Số người", "Tỷ lệ", "Trung bình"],
        ["012", "7", "33.33", "-1.5"],
        ["Có, “không” xuống dòng", "", "", ""],
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_begins_like_a_formula_in_csv(text: str) -> None:
    head = Sheet(text, (Column(text),), ((text,),))
    for row in read_csv(write_csv(head)):
        assert row[0].startswith("'")


@pytest.mark.parametrize("text", HOSTILE)
def test_xlsx_keeps_hostile_texts_as_texts(text: str) -> None:
    body = write_xlsx((make_sheet((text, 1, 0.5, 2.0)),))
    page = openpyxl.load_workbook(BytesIO(body)).active
    cell = page["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert str(cell.value).strip() == text.strip()


def test_xlsx_holds_codes_as_texts_and_numbers_as_numbers() -> None:
    body = write_xlsx((make_sheet(("012", 7, 0.3333, -1.5), ("x", None, None, None)),))
    page = openpyxl.load_workbook(BytesIO(body))["Số liệu"]
    assert [cell.value for cell in page[2]] == ["012", 7, 0.3333, -1.5]
    assert [cell.data_type for cell in page[2]] == ["s", "n", "n", "n"]
    assert page["A2"].number_format == "@"
    assert [cell.value for cell in page[3]] == ["x", None, None, None]
    assert page.freeze_panes == "A2"


def test_xlsx_holds_no_formula_and_no_link() -> None:
    body = write_xlsx((make_sheet(("http://x.example", 1, 1.0, 1.0), ("=1", 1, 1.0, 1.0)),))
    book = openpyxl.load_workbook(BytesIO(body))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)


texts = st.text(st.characters(blacklist_categories=("Cs",)), max_size=40)


@settings(max_examples=60)
@given(st.lists(texts, min_size=1, max_size=5))
def test_whatever_the_text_no_cell_of_a_csv_runs(values: list[str]) -> None:
    rows = tuple((value,) for value in values)
    for row in read_csv(write_csv(Sheet("x", (Column("Mã"),), rows)))[1:]:
        assert not looks_like_formula(row[0]) or row[0].startswith("'")
