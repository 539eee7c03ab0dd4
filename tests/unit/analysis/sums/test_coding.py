"""Number columns taken by their text: the look-up gives what the search gives."""

import numpy as np
import pytest

from analysis.sums.coding import Coding, code_numbers


@pytest.mark.parametrize(
    "values",
    [
        [1.0, 2.0, 5.0],
        [-3.0, 0.0, 4.0],
        [7.0],
        [0.5, 1.0],
        [1.0, 100_000.0],
        [2.0**60, 2.0**60 + 4096],
        [1.0, np.inf],
    ],
)
def test_codes_are_the_places_of_the_values(values: list[float]) -> None:
    coding = code_numbers(np.array(values)) if np.inf not in values else _with_infinity(values)
    column = np.array([*reversed(values), np.nan, *values])
    places = [*range(len(values), 0, -1), 0, *range(1, len(values) + 1)]
    assert coding.codes(column).tolist() == places
    assert coding.short_codes(column).tolist() == places


def _with_infinity(values: list[float]) -> Coding:
    return Coding(tuple(map(str, values)), np.array(values))


def test_small_whole_numbers_have_narrow_codes() -> None:
    coding = code_numbers(np.arange(1.0, 6.0))
    assert coding.short_codes(np.array([5.0, np.nan])).dtype == np.uint8
    assert coding.codes(np.array([5.0, np.nan])).dtype == np.intp


def test_a_column_without_any_value_is_missing_throughout() -> None:
    coding = code_numbers(np.empty(0))
    assert coding.codes(np.array([np.nan, np.nan])).tolist() == [0, 0]
    assert coding.short_codes(np.array([np.nan])).tolist() == [0]


def test_category_codes_stay_as_they_are_stored() -> None:
    stored = np.array([2, 0, 1], dtype=np.uint8)
    assert Coding(("a", "b")).short_codes(stored) is stored
