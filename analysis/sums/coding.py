"""How a column is taken by its text: codes 1 … L for its labels, 0 for missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analysis.source import Array, code_type

CLOSE = 4_096
EXACT = 2.0**52
Codes = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Coding:
    """The labels of a column, and for a number column the sorted values they stand for."""

    labels: tuple[str, ...]
    values: Floats | None = None

    def codes(self, array: Array) -> Codes:
        """Return the code of every row: 0 for missing, i for `labels[i - 1]`."""
        if self.values is None:
            return array.astype(np.intp)
        if not len(self.values):
            return np.zeros(len(array), dtype=np.intp)
        if self._by_number is not None:
            return self.short_codes(array).astype(np.intp)
        found = np.searchsorted(self.values, array) + 1
        found[np.isnan(array)] = 0
        return found

    def short_codes(self, array: Array) -> Array:
        """Return the codes in the narrowest form at hand."""
        if self.values is None:
            return array
        if self._by_number is None:
            return self.codes(array)
        places = array - (self.values[0] - 1)
        places[np.isnan(places)] = 0
        return np.asarray(self._by_number[places.astype(np.intp)])

    @cached_property
    def _by_number(self) -> Array | None:
        """Codes by whole number, from one under the least value: a look-up, no search.

        None where the values are broken or lie far apart.
        """
        values = self.values
        if values is None or not len(values) or max(-values[0], values[-1]) > EXACT:
            return None
        if values[-1] - values[0] >= CLOSE or (values != np.floor(values)).any():
            return None
        places = (values - values[0] + 1).astype(np.intp)
        table = np.zeros(places[-1] + 1, dtype=code_type(len(values)))
        table[places] = np.arange(1, len(values) + 1)
        return table


def number_text(value: float) -> str:
    """Return a number as the text it is taken by: 1.0 is "1", 2.5 is "2.5"."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(float(value))


def code_numbers(values: Floats) -> Coding:
    """Make the coding of a number column from its sorted distinct values."""
    return Coding(tuple(number_text(float(value)) for value in values), values)


def distinct(arrays: Iterable[Array]) -> Floats:
    """Return the sorted distinct values (NaN left out) of several arrays."""
    parts = [np.unique(np.asarray(array, dtype=np.float64)) for array in arrays]
    merged = np.unique(np.concatenate(parts)) if parts else np.empty(0)
    return merged[~np.isnan(merged)]
