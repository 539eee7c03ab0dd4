"""What an estimate asks the pass for: tables of rows by domain and categories."""

from dataclasses import dataclass

from analysis.sums.where import Where


@dataclass(frozen=True, slots=True)
class Value:
    """A number per row: a number column, or scores of the labels of a column.

    With `scores` a row whose label has no score is missing.
    """

    column: str
    scores: tuple[tuple[str, float], ...] | None = None


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
        scored = (value.column for value in self.values if value.scores is not None)
        return frozenset((*self.domain.by, *self.categories, *scored))

    @property
    def number_columns(self) -> frozenset[str]:
        """The columns that must hold numbers."""
        plain = (value.column for value in self.values if value.scores is None)
        return frozenset((*plain, *self.any_of))
