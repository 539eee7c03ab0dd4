"""What an estimate asks the pass for: tables of rows by domain and categories."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from analysis.source import Array
from analysis.sums.coding import Codes, Coding, Floats
from analysis.sums.where import Where, where_columns


class RowsView(Protocol):
    """What a value is worked out from: the rows of one batch (see analysis.sums.rows)."""

    @property
    def batch(self) -> Mapping[str, Array]:
        """The columns as they are stored."""

    @property
    def codings(self) -> Mapping[str, Coding]:
        """How columns are taken by their text."""

    def codes(self, name: str) -> Codes:
        """Return the codes of a column taken by its text."""

    def domain(self, domain: "Domain") -> Codes:
        """Return the group of every row from 1 on, 0 for rows outside the domain."""


@dataclass(frozen=True, slots=True)
class Value:
    """A number per row: a number column, or scores of the labels of a column.

    With `scores` a row whose label has no score is missing. Other ways to get a number from a row
    are subclasses (analysis.sums.values).
    """

    column: str
    scores: tuple[tuple[str, float], ...] | None = None

    @property
    def category_columns(self) -> tuple[str, ...]:
        """The columns taken by their text."""
        return () if self.scores is None else (self.column,)

    @property
    def number_columns(self) -> tuple[str, ...]:
        """The columns that must hold numbers."""
        return (self.column,) if self.scores is None else ()

    def numbers(self, rows: RowsView) -> Floats:
        """Return the number of every row, NaN where missing."""
        if self.scores is None:
            return rows.batch[self.column].astype(np.float64, copy=False)
        scores = dict(self.scores)
        labels = rows.codings[self.column].labels
        table = np.array([np.nan, *(scores.get(label, np.nan) for label in labels)])
        return np.asarray(table[rows.codes(self.column)])


@dataclass(frozen=True, slots=True)
class Domain:
    """The rows an estimate is about: those `where` is true for, one group per level of `by`."""

    by: tuple[str, ...] = ()
    where: Where | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the domain is the whole sample."""
        return not self.by and self.where is None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows counted and weighed by domain × categories, with products of `values`.

    A row counts when every category and every value is present. With `any_of`, a row counts when
    any of these number columns is present, and a missing value counts as 0 (multiple response).
    """

    domain: Domain = Domain()
    categories: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    any_of: tuple[str, ...] = ()

    @property
    def category_columns(self) -> frozenset[str]:
        """The columns taken by their text."""
        scored = (name for value in self.values for name in value.category_columns)
        return frozenset((*self.domain.by, *self.categories, *scored))

    @property
    def number_columns(self) -> frozenset[str]:
        """The columns that must hold numbers."""
        plain = (name for value in self.values for name in value.number_columns)
        return frozenset((*plain, *self.any_of))

    def where_columns(self, known: Collection[str]) -> frozenset[str]:
        """The columns of the condition, of those known and those named anyway."""
        if self.domain.where is None:
            return frozenset()
        return where_columns(self.domain.where, known)

    def columns(self, known: Collection[str]) -> frozenset[str]:
        """Every column the table reads."""
        return self.category_columns | self.number_columns | self.where_columns(known)
