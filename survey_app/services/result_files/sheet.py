"""A table on its way into a file."""

from dataclasses import dataclass
from typing import Literal

Value = str | int | float | None
"""A text (codes are texts), a count, a number; None leaves the cell empty."""

FORMULA_SIGNS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20|%")
"""What spreadsheet programs take for the beginning of a formula or of a command, the full-width
twins included."""


@dataclass(frozen=True)
class Column:
    """A heading and what stands under it; `percent` are shares from 0 to 1."""

    title: str
    kind: Literal["text", "count", "percent", "number"] = "text"


@dataclass(frozen=True)
class Sheet:
    """A named table."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet program might run a text, spaces and quotes in front of it ignored."""
    return text.lstrip(" \u00a0\ufeff'\"")[:1] in FORMULA_SIGNS or text[:1] in FORMULA_SIGNS


def without_controls(text: str) -> str:
    """A text whose control characters (tab, line ends …) are spaces."""
    return "".join(" " if ord(letter) < 32 or ord(letter) == 127 else letter for letter in text)
