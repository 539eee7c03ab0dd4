"""Excel workbooks: every text is written as a text, whatever it begins with."""

from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from survey_app.services.result_files.sheet import (
    Sheet,
    Value,
    looks_like_formula,
    without_controls,
)

FORMATS = {"text": "@", "count": "#,##0", "percent": "0.00%", "number": "#,##0.00"}
MOST_WIDTH = 60
MOST_TEXT = 32_767
"""Characters that a cell of Excel can hold."""


def write_xlsx(sheets: tuple[Sheet, ...]) -> bytes:
    """A workbook with these sheets: codes as texts, numbers as numbers, the heads frozen.

    Nothing becomes a formula or a link; a text that begins like one carries Excel's own mark of a
    text (the apostrophe that is not shown), so that it stays one when somebody edits the cell.
    """
    file = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "num_format": "@"})
        formats = {kind: book.add_format({"num_format": f}) for kind, f in FORMATS.items()}
        quoted = book.add_format({"num_format": "@", "quote_prefix": True})
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, head, formats, quoted)
    return file.getvalue()


def _write(
    page: Worksheet, sheet: Sheet, head: Format, formats: dict[str, Format], quoted: Format
) -> None:
    for place, column in enumerate(sheet.columns):
        page.write_string(0, place, column.title, head)
        page.set_column(place, place, _width(sheet, place))
    page.freeze_panes(1, 0)
    for line, row in enumerate(sheet.rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, str):
                style = quoted if looks_like_formula(value) else formats["text"]
                page.write_string(line, place, without_controls(value[:MOST_TEXT]), style)
            elif value is not None:
                page.write_number(line, place, value, formats[sheet.columns[place].kind])


def _width(sheet: Sheet, place: int) -> int:
    values: list[Value] = [sheet.columns[place].title, *(row[place] for row in sheet.rows[:200])]
    return min(max(8, *(len(str(value)) for value in values if value is not None)) + 2, MOST_WIDTH)
