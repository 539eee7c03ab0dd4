"""Numbers worked out from a row: the share of boxes, a sum of columns, at most a limit or not."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from analysis.sums.coding import Floats
from analysis.sums.table import Domain, RowsView, Value


@dataclass(frozen=True, slots=True)
class BoxShare(Value):
    """The share of a row's answered columns whose label lies in `boxes`.

    `column` is the first of `columns`; a label of `missing` is no answer; a row without an answer
    is missing.
    """

    columns: tuple[str, ...] = ()
    boxes: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()

    @property
    def category_columns(self) -> tuple[str, ...]:
        """The columns taken by their text."""
        return self.columns

    @property
    def number_columns(self) -> tuple[str, ...]:
        """No column has to hold numbers."""
        return ()

    def numbers(self, rows: RowsView) -> Floats:
        """Return the share of every row, NaN where nothing is answered."""
        answered: Floats | float = 0.0
        ticked: Floats | float = 0.0
        for name in self.columns:
            labels = rows.codings[name].labels
            counts = np.array([0.0, *(label not in self.missing for label in labels)])
            boxes = np.array([0.0, *(label in self.boxes for label in labels)]) * counts
            codes = rows.codes(name)
            answered, ticked = answered + counts[codes], ticked + boxes[codes]
        with np.errstate(invalid="ignore"):
            return np.asarray(np.divide(ticked, answered))


@dataclass(frozen=True, slots=True)
class SumOf(Value):
    """The sum of number columns, a missing one counting as 0; `column` is the first of them."""

    columns: tuple[str, ...] = ()

    @property
    def number_columns(self) -> tuple[str, ...]:
        """The columns that must hold numbers."""
        return self.columns

    def numbers(self, rows: RowsView) -> Floats:
        """Return the sum of every row."""
        columns = [rows.batch[name].astype(np.float64, copy=False) for name in self.columns]
        parts: Sequence[Floats] = [np.where(np.isnan(one), 0.0, one) for one in columns]
        return np.asarray(np.sum(parts, axis=0))


@dataclass(frozen=True, slots=True)
class Below(Value):
    """1 where a number column is at most the limit of the row's group of a domain, else 0."""

    domain: Domain = field(default_factory=Domain)
    limits: tuple[float, ...] = ()

    def numbers(self, rows: RowsView) -> Floats:
        """Return 0 or 1 for every row, NaN where the column is missing."""
        values = rows.batch[self.column]
        limits = np.array([0.0, *self.limits])[rows.domain(self.domain)]
        return np.where(np.isnan(values), np.nan, values <= limits)
