"""Weighted ranks: exact quantiles of a number column in every group of a domain.

Memory is bounded, whatever the number of rows. A first pass notes the distinct values; when they
are many it keeps every so many-th row's value instead, as edges of bins. A second pass weighs the
bins by group. With all distinct values as bins that is all; else the bins that hold the wanted
ranks are read once more, and only their values are kept. The edges decide how much work a search
is, never what it finds.
"""

from collections.abc import Iterator

import numpy as np

from analysis.sums.coding import Codes, Floats, distinct
from analysis.sums.collect import group_count
from analysis.sums.frame import Frame
from analysis.sums.rows import Rows
from analysis.sums.table import Domain
from analysis.sums.where import where_columns
from analysis.weighting.fitted import Weighting

MOST_BINS = 16_384
MOST_SUMS = 2**22
MOST_HELD = 2**18
SLACK = 1e-12


class Ranks:
    """The weighted distribution of one column under the final weights."""

    def __init__(self, frame: Frame, weighting: Weighting, domain: Domain, column: str) -> None:
        self._frame, self._weighting = frame, weighting
        self._domain, self._column = domain, column
        self._groups = group_count(frame, domain)
        most = min(MOST_BINS, max(256, MOST_SUMS // max(self._groups, 1)))
        self._edges, self._is_exact = _edges(self._values(), most)
        self._sums = np.cumsum(self._weigh(), axis=1)

    def at(self, shares: Floats) -> Floats:
        """Return, for shares 0 … 1 (groups × any), the least value at or under which they lie.

        NaN for a share outside 0 … 1 or a group without weight. A share that a value's cumulated
        weight meets within 1e-12 counts as met, so that the order of the rows does not matter.
        """
        found = np.full(shares.shape, np.nan)
        if not len(self._edges):
            return found
        totals = self._sums[:, -1:]
        known = (shares >= 0) & (shares <= 1) & (totals > 0)
        least = np.maximum(shares * totals * (1 - SLACK), np.finfo(float).tiny)
        groups, places = np.nonzero(known)
        pairs = zip(groups, least[known], strict=True)
        bins = np.array([np.searchsorted(self._sums[g], rank) for g, rank in pairs], dtype=np.intp)
        if self._is_exact:
            found[groups, places] = self._edges[bins]
        else:
            found[groups, places] = self._inside(groups, bins, least[known])
        return found

    def _scan(self) -> Iterator[Rows]:
        names = {self._column, *self._domain.by, *self._weighting.columns}
        if self._domain.where is not None:
            names |= where_columns(self._domain.where, self._frame.source.columns)
        return self._frame.scan(names)

    def _values(self) -> Iterator[Floats]:
        for rows in self._frame.scan([self._column]):
            yield rows.batch[self._column].astype(np.float64, copy=False)

    def _binned(self) -> Iterator[tuple[Codes, Floats, Floats]]:
        """Yield the bin (of all groups' bins), value and weight of the rows that count."""
        for rows in self._scan():
            values = rows.batch[self._column].astype(np.float64, copy=False)
            groups = rows.domain(self._domain)
            counts = (groups > 0) & ~np.isnan(values)
            values = values[counts]
            bins = np.searchsorted(self._edges, values)
            flat = (groups[counts] - 1) * len(self._edges) + bins
            yield flat, values, self._weighting.weights(rows)[counts]

    def _weigh(self) -> Floats:
        size = self._groups * len(self._edges)
        sums = np.zeros(size)
        for bins, _, weights in self._binned():
            sums += np.bincount(bins, weights, size)
        return sums.reshape(self._groups, len(self._edges))

    def _inside(self, groups: Codes, bins: Codes, ranks: Floats) -> Floats:
        """Return the values of ranks that lie in bins of several values: one more pass."""
        flat = groups * len(self._edges) + bins
        held = _Held()
        wanted = np.zeros(self._sums.size, dtype=bool)
        wanted[flat] = True
        for found, values, weights in self._binned():
            inside = wanted[found]
            held.add(found[inside], values[inside], weights[inside])
        below = np.where(bins > 0, self._sums[groups, bins - 1], 0.0)
        return np.array([held.at(*one) for one in zip(flat, ranks, below, strict=True)])


class _Held:
    """Distinct values of some bins and their weights."""

    def __init__(self) -> None:
        self._parts: list[tuple[Codes, Floats, Floats]] = []
        self._is_sorted = True

    def add(self, bins: Codes, values: Floats, weights: Floats) -> None:
        """Add rows; equal values of a bin become one when many rows are held."""
        self._parts.append((bins, values, weights))
        self._is_sorted = False
        if sum(len(part[0]) for part in self._parts) > MOST_HELD:
            self._merge()

    def _merge(self) -> None:
        bins, values, weights = (np.concatenate(part) for part in zip(*self._parts, strict=True))
        order = np.lexsort((values, bins))
        bins, values, weights = bins[order], values[order], weights[order]
        new = np.ones(len(bins), dtype=bool)
        new[1:] = (bins[1:] != bins[:-1]) | (values[1:] != values[:-1])
        starts = np.flatnonzero(new)
        summed = np.add.reduceat(weights, starts) if len(starts) else weights
        self._parts = [(bins[starts], values[starts], summed)]
        self._is_sorted = True

    def at(self, wanted: int, rank: float, below: float) -> float:
        """Return the value of a bin at which the cumulated weight reaches a rank."""
        if not self._is_sorted:
            self._merge()
        bins, values, weights = self._parts[0]
        first, last = np.searchsorted(bins, [wanted, wanted + 1])
        summed = below + np.cumsum(weights[first:last])
        place = min(int(np.searchsorted(summed, rank)), last - first - 1)
        return float(values[first + place])


def _edges(batches: Iterator[Floats], most: int) -> tuple[Floats, bool]:
    """Return sorted upper edges of bins, and whether they are all distinct values there are.

    Beyond `most` distinct values the edges are those of every stride-th row (so many rows that at
    most `most` are kept, evenly over the file), and the last edge is infinite.
    """
    known: Floats | None = np.empty(0)
    sample, places = np.empty(0), np.empty(0, dtype=np.int64)
    stride, start = 1, 0
    for values in batches:
        if known is not None:
            known = distinct(values, known)
            known = known if len(known) <= most else None
        first = -start % stride
        sample = np.concatenate([sample, values[first::stride]])
        places = np.concatenate([places, np.arange(start + first, start + len(values), stride)])
        start += len(values)
        while len(sample) > most:
            stride *= 2
            kept = places % stride == 0
            sample, places = sample[kept], places[kept]
    if known is not None:
        return known, True
    return np.append(distinct(sample, np.empty(0)), np.inf), False
