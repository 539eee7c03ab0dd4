"""Which combinations of codes occur, and a small consecutive code for each."""

import math
from collections.abc import Sequence

import numpy as np

from analysis.error import AnalysisError
from analysis.sums.coding import Codes

DENSE = 1 << 22
MOST = 2**62


def combine(codes: Sequence[Codes], sizes: Sequence[int]) -> Codes:
    """Join several code columns into one key; `sizes[i]` is one more than the largest code."""
    key = codes[0]
    for code, size in zip(codes[1:], sizes[1:], strict=True):
        key = key * size + code
    return key


class KeySet:
    """The keys that occur, gathered batch by batch; then the position of each in sorted order.

    Raises AnalysisError("too_many_cells") when the combinations of `columns` exceed what a key of
    64 bits can tell apart.
    """

    def __init__(self, sizes: Sequence[int], columns: Sequence[str]) -> None:
        self.sizes = tuple(sizes)
        self.space = math.prod(self.sizes)
        if self.space > MOST:
            names = ", ".join(columns)
            raise AnalysisError("too_many_cells", f"{names} have too many combinations of levels")
        self._seen = np.zeros(self.space if self.space <= DENSE else 0, dtype=bool)
        self._found: list[Codes] = []
        self.keys: Codes = np.empty(0, dtype=np.intp)
        self._positions: Codes = self.keys

    def add(self, keys: Codes) -> None:
        """Note the keys of one batch."""
        if self.space <= DENSE:
            self._seen[keys] = True
            return
        self._found.append(np.unique(keys))
        if sum(map(len, self._found)) > DENSE:
            self._found = [np.unique(np.concatenate(self._found))]

    def freeze(self) -> None:
        """Fix the set: from now on `codes` may be asked."""
        if self.space <= DENSE:
            self.keys = np.flatnonzero(self._seen)
            self._positions = np.cumsum(self._seen) - 1
        else:
            self.keys = np.unique(np.concatenate(self._found)) if self._found else self.keys
            self._found = []

    def codes(self, keys: Codes) -> Codes:
        """Return the position (from 0) of every key among those that occur."""
        if self.space <= DENSE:
            return self._positions[keys]
        return np.searchsorted(self.keys, keys)

    def parts(self) -> tuple[Codes, ...]:
        """Return the codes each key was combined from, one array per column."""
        return tuple(np.unravel_index(self.keys, self.sizes)) if self.sizes else ()
