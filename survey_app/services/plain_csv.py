"""CSV that a spreadsheet opens as plain text: UTF-8 with a mark, and no cell is ever a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from survey_app.services.result_files.sheet import looks_like_formula

MARK = "\ufeff"
"""Without it Excel reads the letters of a Vietnamese file wrongly."""


class _Line:
    """A file that remembers only what was written last."""

    text = ""

    def write(self, text: str) -> int:
        """Keep one line for whoever asked for it."""
        self.text = text
        return len(text)


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The rows as lines of a CSV file, one at a time; None is an empty cell.

    Example: `["=1+1", 7, None]` becomes `'=1+1,7,` with a quote that the sheet shows.
    """
    line = _Line()
    writer = csv.writer(line)
    yield MARK
    for row in rows:
        writer.writerow([harmless(value) for value in row])
        yield line.text


def harmless(value: object) -> object:
    """A text that would begin a formula gets a quote before it; numbers stay numbers."""
    if isinstance(value, str) and looks_like_formula(value):
        return f"'{value}"
    return value
