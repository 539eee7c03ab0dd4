"""One batch seen through the plan: codes, domains, units and weights of its rows, made once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from analysis.lines import Lines, Product
from analysis.source import Array, Column
from analysis.sums.coding import Codes, Coding, Floats
from analysis.sums.table import Domain, Value
from analysis.sums.where import Bools, rows_where


@dataclass(frozen=True, slots=True)
class Scale:
    """What rows are multiplied by: `multiples` (None for 1) of a kind of sums over a line."""

    multiples: Floats | None
    kind: str = "n"

    def times(self, factors: Floats) -> "Scale":
        """Return the scale times a factor by row."""
        return Scale(factors if self.multiples is None else self.multiples * factors, self.kind)


@dataclass(eq=False)
class Rows:
    """The rows of one batch. Arrays are computed when first asked for and kept for the batch.

    With `lines` each row stands for many that are equal in the columns of the batch: what is added
    up over rows goes through `tally` and `total`.
    """

    batch: Mapping[str, Array]
    columns: Mapping[str, Column]
    codings: Mapping[str, Coding]
    count: int
    lines: Lines | None = None
    _codes: dict[str, Codes] = field(default_factory=dict)
    _short_codes: dict[str, Array] = field(default_factory=dict)
    _domains: dict[Domain, Codes] = field(default_factory=dict)
    _wheres: dict[str, Bools] = field(default_factory=dict)

    @property
    def times(self) -> Floats | None:
        """How many rows each stands for; None when each is one."""
        return None if self.lines is None else self.lines.sums["n", ()]

    @property
    def has_summed_weights(self) -> bool:
        """Whether the weights come as sums over a line, not as a column."""
        return self.lines is not None and "w" in self.lines.asking.kinds

    @property
    def summed_values(self) -> tuple[tuple[str, float], ...]:
        """The number columns that come as sums over a line, and what was taken off each."""
        return () if self.lines is None else self.lines.asking.values

    def column_scale(self, name: str) -> Scale:
        """Return the scale of replicate weights, a column or sums over a line."""
        if self.lines is not None and f"r.{name}" in self.lines.asking.kinds:
            return Scale(None, f"r.{name}")
        return Scale(self.batch[name].astype(np.float64, copy=False))

    def tally(self, codes: Codes, size: int) -> Codes:
        """Count rows by code."""
        return np.bincount(codes, self.times, size).astype(np.intp, copy=False)

    def count_true(self, mask: Bools) -> int:
        """Count the rows for which a mask is true."""
        return int(np.count_nonzero(mask) if self.times is None else self.times[mask].sum())

    def total(self, scale: Scale, product: Product = ()) -> Floats | None:
        """Return a scale, of a line times the sum over its rows; None stands for 1."""
        if self.lines is None:
            return scale.multiples
        found = self.lines.sums[scale.kind, product]
        return found if scale.multiples is None else scale.multiples * found

    def weigh(self, multiples: Floats, power: int = 1) -> Floats:
        """Return (multiple × weight)^power, of a line summed over its rows."""
        scale = self.weight_scale(multiples, power)
        total = self.total(scale)
        assert total is not None  # noqa: S101  # multiples are given
        return total

    def weight_scale(self, multiples: Floats, power: int) -> Scale:
        """Return the scale of a power of the weights, given as multiples of summed weights."""
        powered = multiples if power == 1 else multiples * multiples
        return Scale(powered, "w" * power if self.has_summed_weights else "n")

    def codes(self, name: str) -> Codes:
        """Return the codes of a column taken by its text."""
        if name not in self._codes:
            self._codes[name] = self.codings[name].codes(self.batch[name])
        return self._codes[name]

    def short_codes(self, name: str) -> Array:
        """Return the codes in the narrowest form at hand (a category column as it is stored)."""
        if name not in self._short_codes:
            self._short_codes[name] = self.codings[name].short_codes(self.batch[name])
        return self._short_codes[name]

    def numbers(self, value: Value) -> Floats:
        """Return the numbers of a value, NaN where missing."""
        return value.numbers(self)

    def domain(self, domain: Domain) -> Codes:
        """Return the group of every row from 1 on, 0 for rows outside the domain."""
        if domain not in self._domains:
            self._domains[domain] = self._make_domain(domain)
        return self._domains[domain]

    def _make_domain(self, domain: Domain) -> Codes:
        groups = np.zeros(self.count, dtype=np.intp)
        outside = np.zeros(self.count, dtype=bool)
        for name in domain.by:
            codes = self.codes(name)
            outside |= codes == 0
            groups = groups * len(self.codings[name].labels) + (codes - 1)
        groups += 1
        if domain.where is not None:
            outside |= ~self._where(domain)
        groups[outside] = 0
        return groups

    def _where(self, domain: Domain) -> Bools:
        assert domain.where is not None  # noqa: S101  # the only caller has asked
        text = domain.where.text
        if text not in self._wheres:
            self._wheres[text] = rows_where(domain.where, self.batch, self.columns, self.count)
        return self._wheres[text]
