"""Edges of bins for the values of a number column, found in one pass in bounded memory."""

import numpy as np

from analysis.sums.coding import Floats, distinct


class Edges:
    """Sorted upper edges of bins; `is_exact` when they are all distinct values there are.

    Beyond `most` distinct values the edges are those of every stride-th row (so many rows that at
    most `most` are kept, evenly over the file), and the last edge is infinite.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: Floats | None = np.empty(0)
        self._sample, self._places = np.empty(0), np.empty(0, dtype=np.int64)
        self._stride, self._start = 1, 0
        self.upper = np.empty(0)

    @property
    def is_exact(self) -> bool:
        """Whether every distinct value is an edge."""
        return self._known is not None

    def add(self, values: Floats) -> None:
        """Note the values of some rows."""
        if self._known is not None:
            self._known = distinct(values, self._known)
            self._known = self._known if len(self._known) <= self._most else None
        start, stride = self._start, self._stride
        first = -start % stride
        places = np.arange(start + first, start + len(values), stride)
        self._sample = np.concatenate([self._sample, values[first::stride]])
        self._places = np.concatenate([self._places, places])
        self._start += len(values)
        while len(self._sample) > self._most:
            self._stride *= 2
            kept = self._places % self._stride == 0
            self._sample, self._places = self._sample[kept], self._places[kept]

    def finish(self) -> None:
        """Set the edges and forget the rows."""
        if self._known is not None:
            self.upper = self._known
        else:
            self.upper = np.append(distinct(self._sample, np.empty(0)), np.inf)
        self._sample, self._places = np.empty(0), np.empty(0, dtype=np.int64)
