"""A table of texts for the terminal, columns aligned by what is seen."""

import unicodedata
from collections.abc import Sequence


def width(text: str) -> int:
    """The number of terminal columns of a text: combining marks take none, wide letters two."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def text_table(heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: str = "") -> str:
    """The rows under their heads, two spaces between columns.

    `numbers` has an `r` for each column to set right (`"lrr"`); columns beyond it are set left.
    """
    lines = [heads, *rows]
    sizes = [max(width(line[column]) for line in lines) for column in range(len(heads))]
    aligned = numbers.ljust(len(heads), "l")
    return "\n".join(
        "  ".join(
            _fill(text, size, right=side == "r")
            for text, size, side in zip(line, sizes, aligned, strict=True)
        ).rstrip()
        for line in lines
    )


def _fill(text: str, size: int, *, right: bool) -> str:
    space = " " * (size - width(text))
    return space + text if right else text + space
