"""CSV as RFC 4180 has it: UTF-8 with a byte order mark for Excel, a dot in numbers."""

import csv
from io import StringIO

from survey_app.services.result_files.sheet import (
    Sheet,
    Value,
    looks_like_formula,
    without_controls,
)

BYTE_ORDER_MARK = "\ufeff"


def write_csv(sheet: Sheet) -> bytes:
    """A sheet as CSV: texts in quotes, numbers plain, shares as percentages.

    A text that a spreadsheet program might run begins with an apostrophe; control characters
    become spaces.
    """
    file = StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([safe_text(column.title) for column in sheet.columns])
    kinds = [column.kind for column in sheet.columns]
    for row in sheet.rows:
        writer.writerow([_value(value, kind) for value, kind in zip(row, kinds, strict=True)])
    return (BYTE_ORDER_MARK + file.getvalue()).encode()


def safe_text(text: str) -> str:
    """A text that no spreadsheet program runs."""
    plain = without_controls(text)
    return f"'{plain}" if looks_like_formula(text) or looks_like_formula(plain) else plain


def _value(value: Value, kind: str) -> Value:
    if isinstance(value, str):
        return safe_text(value)
    if value is None:
        return ""
    return round(value * 100, 4) if kind == "percent" else value
