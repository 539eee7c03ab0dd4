"""How a column is taken by its text: codes 1 … L for its labels, 0 for missing."""

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
        places = _places(np.asarray(array, dtype=np.float64), self.values[0] - 1)
        if len(self._by_number) == len(self.values) + 1:
            return places.astype(self._by_number.dtype)
        return self._by_number.take(places.astype(np.intp))

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


def distinct(array: Array, known: Floats) -> Floats:
    """Return the sorted distinct values of an array (NaN left out) and those known before.

    Whole numbers that lie close together are noted in a table of what lies between them: no
    sorting, and no table either when all of that is known.
    """
    numbers = np.asarray(array, dtype=np.float64)
    low, high = np.fmin.reduce(numbers, initial=np.inf), np.fmax.reduce(numbers, initial=-np.inf)
    if not _are_close(numbers, low, high):
        merged = np.unique(np.concatenate([known, np.unique(numbers)]))
        return np.asarray(merged[~np.isnan(merged)])
    between = np.arange(low, high + 1)
    first = np.searchsorted(known, low)
    if np.array_equal(known[first : first + len(between)], between):
        return known
    seen = np.zeros(len(between) + 1, dtype=bool)
    seen[_places(numbers, low - 1).astype(np.intp)] = True
    return np.asarray(np.union1d(known, between[seen[1:]]))


def _are_close(numbers: Floats, low: float, high: float) -> bool:
    """Whether the values, missing ones left out, are whole numbers that a table has room for."""
    if not low <= high or max(-low, high) > EXACT or high - low >= CLOSE:
        return False
    others = len(numbers) - np.count_nonzero(np.rint(numbers) == numbers)
    return others == 0 or bool(others == np.count_nonzero(np.isnan(numbers)))


def _places(numbers: Floats, start: float) -> Floats:
    """Return how far whole numbers lie after a start, 0 for the missing ones."""
    return np.asarray(np.fmax(numbers - start if start else numbers, 0.0))
