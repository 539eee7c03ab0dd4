"""Weighted ranks: exact quantiles of number columns in every group of their domains.

Memory is bounded, whatever the number of rows. A first pass notes the distinct values; when they
are many it keeps every so many-th row's value instead, as edges of bins. A second pass weighs the
bins by group. With all distinct values as bins that is all; else the bins that hold the wanted
ranks are read once more, and only their values are kept. The edges decide how much work a search
is, never what it finds.

All columns and domains are read in the same passes; whoever asks for many splits them by `room`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from analysis.sums.coding import Codes, Floats
from analysis.sums.collect import group_count
from analysis.sums.edges import Edges
from analysis.sums.frame import Frame
from analysis.sums.rows import Rows
from analysis.sums.table import Domain
from analysis.sums.where import where_columns
from analysis.weighting.fitted import Weighting

MOST_BINS = 16_384
MOST_SUMS = 2**22
MOST_HELD = 2**18
SLACK = 1e-12


@dataclass(frozen=True, slots=True)
class Sought:
    """A number column whose values at some ranks are sought in the groups of a domain."""

    domain: Domain
    column: str

    def most_bins(self, frame: Frame) -> int:
        """Return how many bins its groups may have each."""
        return min(MOST_BINS, max(256, MOST_SUMS // max(group_count(frame, self.domain), 1)))

    def columns(self, frame: Frame) -> frozenset[str]:
        """Every column that is read, those of the weighting left out."""
        where = self.domain.where
        read = where_columns(where, frame.source.columns) if where is not None else ()
        return frozenset((self.column, *self.domain.by, *read))

    def room(self, frame: Frame) -> int:
        """Return the bytes that its bins take at most: sums by group, edges, their places."""
        return 8 * self.most_bins(frame) * (2 * group_count(frame, self.domain) + 4)


class Ranks:
    """The weighted distributions of some columns in some domains under the final weights."""

    def __init__(self, frame: Frame, weighting: Weighting, sought: Sequence[Sought]) -> None:
        self._frame, self._weighting = frame, weighting
        edges = {(one.column, one.most_bins(frame)): Edges(one.most_bins(frame)) for one in sought}
        self._find_edges(edges)
        self._parts = [
            _Distribution(one, group_count(frame, one.domain), edges[one.column, most])
            for one in sought
            for most in [one.most_bins(frame)]
        ]
        for part, bins, _, weights in self._binned(self._parts):
            part.sums += np.bincount(bins, weights, len(part.sums))
        for part in self._parts:
            part.cumulate()

    @property
    def groups(self) -> list[int]:
        """The number of groups of each of what is sought."""
        return [part.groups for part in self._parts]

    def at(self, shares: Sequence[Floats]) -> list[Floats]:
        """Return, for shares 0 … 1 (groups × any), the least value at or under which they lie.

        One array for each of what is sought. NaN for a share outside 0 … 1 or a group without
        weight. A share that a value's cumulated weight meets within 1e-12 counts as met, so that
        the order of the rows does not matter.
        """
        searches = [_Search(*pair) for pair in zip(self._parts, shares, strict=True)]
        within = {id(one.part): one for one in searches if one.needs_rows}
        for one in within.values():
            one.held = _Held(MOST_HELD // len(within))
        for part, bins, values, weights in self._binned([one.part for one in within.values()]):
            within[id(part)].add(bins, values, weights)
        return [one.found() for one in searches]

    def _find_edges(self, edges: dict[tuple[str, int], Edges]) -> None:
        wanted = list(edges)
        for places, rows in self._frame.scan_each([{column} for column, _ in wanted]):
            for column, most in (wanted[place] for place in places):
                edges[column, most].add(rows.batch[column].astype(np.float64, copy=False))
        for one in edges.values():
            one.finish()

    def _binned(
        self, parts: Sequence["_Distribution"]
    ) -> Iterator[tuple["_Distribution", Codes, Floats, Floats]]:
        """Yield the bin (of all groups' bins), value and weight of the rows that count."""
        wanted = [part.sought.columns(self._frame) for part in parts]
        for places, rows in self._frame.scan_each(wanted, self._weighting.columns):
            weights = self._weighting.weights(rows)
            known: dict[int, Codes] = {}
            for part in (parts[place] for place in places):
                if id(part.edges) not in known:
                    column = rows.batch[part.sought.column].astype(np.float64, copy=False)
                    known[id(part.edges)] = np.searchsorted(part.edges.upper, column)
                counts, bins, values = part.place(rows, known[id(part.edges)])
                yield part, bins, values, weights[counts]


@dataclass(eq=False)
class _Distribution:
    """The weight of each bin of each group of what is sought, cumulated after the pass."""

    sought: Sought
    groups: int
    edges: Edges
    sums: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.sums = np.zeros(self.groups * len(self.edges.upper))

    def cumulate(self) -> None:
        """Turn the weights into groups × bins, each with the weight of those before it."""
        shaped = self.sums.reshape(self.groups, len(self.edges.upper))
        self.sums = np.cumsum(shaped, axis=1, out=shaped)

    def place(self, rows: Rows, bins: Codes) -> tuple[Codes, Codes, Floats]:
        """Return which rows count, the bin of each among all groups' bins, and its value."""
        values = rows.batch[self.sought.column].astype(np.float64, copy=False)
        groups = rows.domain(self.sought.domain)
        counts = np.flatnonzero((groups > 0) & ~np.isnan(values))
        return counts, (groups[counts] - 1) * len(self.edges.upper) + bins[counts], values[counts]


class _Search:
    """The search for some shares in a distribution; `add` is given rows if it `needs_rows`."""

    def __init__(self, part: _Distribution, shares: Floats) -> None:
        self.part, self.held = part, _Held(MOST_HELD)
        self._found = np.full(shares.shape, np.nan)
        self._groups = self._places = self._bins = np.empty(0, dtype=np.intp)
        self._ranks = np.empty(0)
        if len(part.edges.upper):
            self._look(shares)
        self._flat = self._groups * len(part.edges.upper) + self._bins
        self._wanted = np.zeros(part.sums.size, dtype=bool)
        self._wanted[self._flat] = True

    def _look(self, shares: Floats) -> None:
        sums = self.part.sums
        totals = sums[:, -1:]
        known = (shares >= 0) & (shares <= 1) & (totals > 0)
        least = np.maximum(shares * totals * (1 - SLACK), np.finfo(float).tiny)
        self._groups, self._places = np.nonzero(known)
        self._ranks = least[known]
        pairs = zip(self._groups, self._ranks, strict=True)
        self._bins = np.array([np.searchsorted(sums[g], rank) for g, rank in pairs], dtype=np.intp)

    @property
    def needs_rows(self) -> bool:
        """Whether ranks lie in bins of several values."""
        return len(self._ranks) > 0 and not self.part.edges.is_exact

    def add(self, bins: Codes, values: Floats, weights: Floats) -> None:
        """Hold the rows of the bins in which a rank lies."""
        inside = self._wanted[bins]
        self.held.add(bins[inside], values[inside], weights[inside])

    def found(self) -> Floats:
        """Return the values at the shares."""
        if self.needs_rows:
            sums = self.part.sums
            below = np.where(self._bins > 0, sums[self._groups, self._bins - 1], 0.0)
            places = zip(self._flat, self._ranks, below, strict=True)
            self._found[self._groups, self._places] = [self.held.at(*one) for one in places]
        elif len(self._ranks):
            self._found[self._groups, self._places] = self.part.edges.upper[self._bins]
        return self._found


class _Held:
    """Distinct values of some bins and their weights."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._parts: list[tuple[Codes, Floats, Floats]] = []
        self._is_sorted = True

    def add(self, bins: Codes, values: Floats, weights: Floats) -> None:
        """Add rows; equal values of a bin become one when many rows are held."""
        self._parts.append((bins, values, weights))
        self._is_sorted = False
        if sum(len(part[0]) for part in self._parts) > self._most:
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
