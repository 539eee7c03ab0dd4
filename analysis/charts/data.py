"""What a chart shows: frozen values from which picture, table and description are made alike."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from analysis.charts.cell import Cell
from analysis.rounding import write_number, write_percent
from analysis.wording import say


class Kind(StrEnum):
    """The pictures that there are."""

    BARS = "bars"
    LIKERT = "likert"
    GROUPS = "groups"
    TREND = "trend"


class Unit(StrEnum):
    """What the values are: shares (0 to 1, printed as percentages) or plain numbers."""

    SHARE = "share"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the picture: a category, a statement, a group level or a period.

    `cells` hold one cell, for `likert` one per category; `printed` the numbers as text, rounded
    as in the table ("" = write the estimate itself); `section` the group a level belongs to.
    """

    label: str
    cells: tuple[Cell, ...]
    printed: tuple[str, ...] = ()
    section: str = ""


@dataclass(frozen=True, slots=True)
class Base:
    """The people behind the numbers: unweighted count and Kish's effective count."""

    n: int | None
    n_effective: float | None


@dataclass(frozen=True, slots=True)
class ChartData:
    """A chart before it is drawn.

    `key` makes ids in a page unique (letters, digits, `-`, `_`). `categories` are the legend of
    `likert`; `measure` says what the length or the dot is; `reference` the overall value that
    `groups` are seen against; `interval_name` what the whiskers are called; `minimum_base` the
    k of hidden cells.
    """

    key: str
    kind: Kind
    title: str
    rows: tuple[Row, ...]
    base: Base
    method_line: str
    categories: tuple[str, ...] = ()
    measure: str = ""
    unit: Unit = Unit.SHARE
    decimals: int = 1
    reference: float | None = None
    interval_name: str = ""
    minimum_base: int = 10

    def write(self, value: float) -> str:
        """A value of this chart as text, with its unit."""
        if self.unit is Unit.SHARE:
            return write_percent(value * 100, self.decimals)
        return write_number(value, self.decimals)

    def printed(self, row: Row, index: int = 0) -> str:
        """The text of one number of a row, or why there is none (`ẩn`, `chưa đủ n`)."""
        cell = row.cells[index]
        if not cell.is_shown:
            return hidden_word(cell)
        given = row.printed[index] if index < len(row.printed) else ""
        mark = say("cell.few_mark") if cell.is_few else ""
        return (given or self.write(cell.estimate or 0.0)) + mark

    def hidden_reasons(self) -> tuple[str, ...]:
        """Sentences for the marks that occur: hidden, too few, few; each once."""
        return reasons(self._cells(), self.minimum_base)

    def _cells(self) -> Iterator[Cell]:
        return (cell for row in self.rows for cell in row.cells)

    def shown_rows(self) -> tuple[Row, ...]:
        """The rows whose cells are all shown."""
        return tuple(row for row in self.rows if all(cell.is_shown for cell in row.cells))

    def with_key(self, key: str) -> "ChartData":
        """The same chart with other ids, for a second copy in one page."""
        return replace(self, key=key)


def hidden_word(cell: Cell) -> str:
    """The word that stands in the place of a number that is not printed."""
    if cell.suppressed:
        return say("cell.hidden")
    if cell.is_too_few:
        return say("cell.too_few")
    return say("cell.absent")


def reasons(cells: Iterator[Cell] | tuple[Cell, ...], minimum_base: int) -> tuple[str, ...]:
    """Why numbers are hidden or marked among these cells; one sentence per kind of mark."""
    found: set[str] = set()
    for cell in cells:
        if cell.is_shown:
            found.update({"few"} if cell.is_few else ())
        elif cell.suppressed:
            found.add("hidden")
        else:
            found.add("too_few" if cell.is_too_few else "absent")
    order = ("hidden", "too_few", "absent", "few")
    return tuple(say(f"reason.{key}", k=minimum_base) for key in order if key in found)
