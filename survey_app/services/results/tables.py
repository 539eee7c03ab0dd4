"""The tables of one release as they may be shown: codes, counts, numbers as exact as printed.

Numbers are rounded when a table is made, for every way out alike. With all digits a weighted share
beside known weights could be solved for the counts that are hidden.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property

import msgspec

Levels = tuple[str, ...]


class State(StrEnum):
    """What may be shown of a cell."""

    SHOWN = "shown"
    FEW = "few"
    """Shown with a mark: 30 to 99 people."""
    TOO_FEW = "too_few"
    """The base alone is shown: it cannot carry a figure."""
    HIDDEN = "hidden"
    """Nothing is shown: under k people, or it would give such a cell away."""
    EMPTY = "empty"
    """Nobody of this column answered."""


class Kind(StrEnum):
    """What the numbers of a table are."""

    SHARE = "share"
    """Shares of people, one answer each: a column adds up to 1."""
    CHOICES = "choices"
    """Shares of people who may pick several."""
    MEAN = "mean"
    RANK = "rank"
    """The mean rank of each choice."""
    TOP = "top"
    """The joint share of the best answers."""
    MEAN_TOP = "mean_top"
    """That share on average over the rows of a grid."""


SHARES = (Kind.SHARE, Kind.CHOICES, Kind.TOP, Kind.MEAN_TOP)


class ShownCell(msgspec.Struct, frozen=True, array_like=True):
    """One number with its base, None wherever it may not be shown.

    `levels` are the codes of the table's columns, `answer` the code of the answer ("" for a mean).
    `weighted`, `unweighted`, `low`, `high` are shares (0 to 1) or means; `n` counts the people of
    the base, `count` those who gave this answer, `missing` how many more the base needs. `is_held`:
    the numbers are those of an earlier step, fewer than k people of this column came since. `se`
    and `df` are for the comparison of waves alone: no page and no file prints them.
    """

    levels: Levels
    answer: str
    state: State
    n: int | None = None
    count: int | None = None
    weighted: float | None = None
    unweighted: float | None = None
    low: float | None = None
    high: float | None = None
    n_effective: int | None = None
    missing: int | None = None
    is_held: bool = False
    se: float | None = None
    df: float | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the cell shows its numbers."""
        return self.state in (State.SHOWN, State.FEW)


class ShownTable(msgspec.Struct, frozen=True, dict=True):
    """One variable by the total (`by` is empty) or by one or two columns.

    `answers` are the codes of its rows in order; `p` is the p value of a Rao–Scott test of the
    variable against the column, adjusted (Holm) over all tests of the release; None without one.
    """

    variable: str
    item: str
    kind: Kind
    by: Levels
    answers: tuple[str, ...]
    cells: tuple[ShownCell, ...]
    p: float | None = None

    @property
    def is_share(self) -> bool:
        """Whether the numbers are shares of people."""
        return self.kind in SHARES

    @cached_property
    def places(self) -> Mapping[tuple[Levels, str], ShownCell]:
        """The cells by their levels and answer."""
        return {(cell.levels, cell.answer): cell for cell in self.cells}

    @cached_property
    def levels(self) -> tuple[Levels, ...]:
        """The levels that the table has cells of, in order."""
        return tuple(dict.fromkeys(cell.levels for cell in self.cells))

    def row(self, levels: Levels = ()) -> tuple[ShownCell, ...]:
        """The cells of one level, an answer each; empty for a level that the table has not."""
        found = (self.places.get((levels, answer)) for answer in self.answers)
        return tuple(cell for cell in found if cell is not None)


class Label(msgspec.Struct, frozen=True, array_like=True):
    """A code and its text."""

    code: str
    text: str


class ShownItem(msgspec.Struct, frozen=True):
    """A question: its number in the questionnaire, its wording, the statements of a grid.

    `of_units` marks a question whose answers are administrative units.
    """

    id: str
    number: int
    type: str
    text: str
    variables: tuple[Label, ...]
    answers: tuple[Label, ...]
    top_answers: tuple[str, ...] = ()
    is_trend: bool = False
    feeds_group: bool = False
    of_units: bool = False


class ShownColumn(msgspec.Struct, frozen=True):
    """A breakdown: its column, its levels in order; `of_units`: they are administrative units."""

    name: str
    label: str
    levels: tuple[Label, ...]
    of_units: bool = False


class ShownWeights(msgspec.Struct, frozen=True):
    """How the sheets were weighted: effective n, design effect, the groups with their sources."""

    method: str
    n_effective: int
    deff: float
    sources: tuple[Label, ...]


class ShownIndicator(msgspec.Struct, frozen=True):
    """An indicator against its threshold; `verdict` is met, not_met, unclear, not_enough …"""

    id: str
    text: str
    item: str
    variable: str
    threshold: float
    verdict: str


class ShownResults(msgspec.Struct, frozen=True, dict=True):
    """Everything that may be shown of one release of a survey.

    `responses` people up to batch `upto_batch`, seen at `as_of`; `k` is the step and the least
    number of people in a cell. `refusal` is why the sheets are not weighted (code, detail).
    """

    survey_id: int
    title: str
    version: str
    upto_batch: int
    responses: int
    as_of: datetime | None
    k: int
    sample_type: str
    demonstration: bool
    items: tuple[ShownItem, ...]
    columns: tuple[ShownColumn, ...]
    tables: tuple[ShownTable, ...]
    indicators: tuple[ShownIndicator, ...] = ()
    weights: ShownWeights | None = None
    refusal: tuple[str, str] | None = None

    @cached_property
    def by_key(self) -> Mapping[tuple[str, Levels], ShownTable]:
        """The tables by variable and columns."""
        return {(table.variable, table.by): table for table in self.tables}

    def table(self, variable: str, by: Levels = ()) -> ShownTable | None:
        """The table of a variable, None where the release has none."""
        return self.by_key.get((variable, by))

    def item(self, item_id: str) -> ShownItem | None:
        """The question of that id, None where the questionnaire has none that is counted."""
        return next((item for item in self.items if item.id == item_id), None)

    def column(self, name: str) -> ShownColumn | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)

    def breakdowns(self, item: ShownItem) -> tuple[Levels, ...]:
        """The columns by which an item is broken down, the total left out."""
        own = {variable.code for variable in item.variables}
        found = (table.by for table in self.tables if table.by and table.variable in own)
        return tuple(dict.fromkeys(found))

    def item_tables(self, item: ShownItem, by: Levels = ()) -> Iterator[ShownTable]:
        """The tables of an item: one, or one for each statement of a grid."""
        found = (self.table(variable.code, by) for variable in item.variables)
        return (table for table in found if table is not None)


def breakdown_name(by: Levels) -> str:
    """A breakdown as it stands in an address: `gioi`, `unit`, `gioi+tuoi`."""
    return "+".join(column.removeprefix("group.") for column in by)
