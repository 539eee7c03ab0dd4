"""Rows that come grouped: a source that sums its own rows by columns (docs/methods/engines.md).

Every line of such a source stands for all rows that are equal in some columns, the keys; of these
rows it has the count and sums. Whoever scans a frame sees lines as rows that count for many.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Protocol, runtime_checkable

from analysis.source import Batch, Column
from analysis.sums.coding import Floats

Product = tuple[int, ...]
SQUARED = frozenset({"n", "w", "ww"})
EDGES = ("low", "high")
REPLICATE = "r."


def products(values: int, degree: int = 2) -> list[Product]:
    """List the products of values that are summed: (), (0,), (1,), …, (0, 0), (0, 1), …"""
    names = range(values)
    singles: list[Product] = [(), *((k,) for k in names)]
    return singles if degree < 2 else [*singles, *combinations_with_replacement(names, 2)]


@dataclass(frozen=True, slots=True)
class Asking:
    """What the rows are grouped by, and what is summed of them.

    `kinds` are `n` (rows) and, of the column `weight`, `w` (Σw), `ww` (Σw²), `live` (rows that
    weigh more than 0), `low` and `high` (least and greatest weight, NaN where one is missing);
    `r.<column>` sums another column. `values` are number columns with a constant taken off: rows
    that lack one of them do not count, and each kind but the edges is summed with each product.
    """

    keys: tuple[str, ...]
    weight: str | None = None
    kinds: tuple[str, ...] = ("n",)
    values: tuple[tuple[str, float], ...] = ()

    @property
    def sums(self) -> list[tuple[str, Product]]:
        """Every sum: its kind and the product of values (`n`, `w`, `ww` have squares too)."""
        return [
            (kind, product)
            for kind in self.kinds
            for product in products(
                0 if kind in EDGES else len(self.values), 2 if kind in SQUARED else 1
            )
        ]


@dataclass(frozen=True, eq=False)
class Lines:
    """Some lines of an asking: the columns of its keys, and its sums by kind and product."""

    asking: Asking
    batch: Batch
    sums: Mapping[tuple[str, Product], Floats]


@runtime_checkable
class GroupingSource(Protocol):
    """Rows of answers that cannot be read one by one, only grouped and summed."""

    @property
    def columns(self) -> Mapping[str, Column]:
        """Every column by name."""

    @property
    def rows(self) -> int:
        """The number of rows."""

    def lines(self, askings: Sequence[Asking]) -> Iterator[tuple[int, Lines]]:
        """Yield lines with the place of their asking; one key may come in several lines."""

    def centres(self, names: Iterable[str]) -> Mapping[str, float]:
        """Return a value of each number column that is near its mean; 0 when it has none."""
