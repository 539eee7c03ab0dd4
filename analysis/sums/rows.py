"""One batch seen through the plan: codes, domains, units and weights of its rows, made once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from analysis.source import Array, Column
from analysis.sums.coding import Codes, Coding, Floats
from analysis.sums.table import Domain, Value
from analysis.sums.where import Bools, rows_where


@dataclass(eq=False)
class Rows:
    """The rows of one batch. Arrays are computed when first asked for and kept for the batch."""

    batch: Mapping[str, Array]
    columns: Mapping[str, Column]
    codings: Mapping[str, Coding]
    count: int
    _codes: dict[str, Codes] = field(default_factory=dict)
    _short_codes: dict[str, Array] = field(default_factory=dict)
    _domains: dict[Domain, Codes] = field(default_factory=dict)
    _wheres: dict[str, Bools] = field(default_factory=dict)

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
            self._wheres[text] = rows_where(domain.where, self.batch, self.columns)
        return self._wheres[text]


RowFloats = Callable[[Rows], Floats]
RowCodes = Callable[[Rows], Codes]
