"""Number columns taken by their text: the look-up gives what the search gives."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sample import SampleDesign
from analysis.source import ArraySource, Column
from analysis.sums.coding import Coding, Floats, code_numbers, distinct
from analysis.sums.frame import Frame

ODD = [np.nan, -0.0, 0.0, np.inf, -np.inf, 1e300, -1e300, 0.5, 2.5, 2.0**60, 5_000.0, -4_096.0]
NUMBERS = st.one_of(
    st.integers(1, 5).map(float),
    st.integers(-200, 200).map(float),
    st.sampled_from(ODD),
    st.floats(),
)
BATCHES = st.lists(st.lists(NUMBERS, max_size=12), max_size=5)


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


@given(batches=st.one_of(BATCHES, st.lists(st.lists(st.integers(1, 5).map(float)), max_size=5)))
def test_distinct_values_and_codes_are_those_of_sorting_all_rows(
    batches: Sequence[Sequence[float]],
) -> None:
    column = np.array([value for batch in batches for value in batch], dtype=np.float64)
    known: Floats = np.empty(0)
    for batch in batches:
        known = distinct(np.array(batch, dtype=np.float64), known)
    wanted = np.unique(column[~np.isnan(column)])
    assert known.tolist() == wanted.tolist()
    coding = Coding(tuple(map(str, known)), known)
    codes = np.where(np.isnan(column), 0, np.searchsorted(wanted, column) + 1)
    assert coding.codes(column).tolist() == codes.tolist()
    assert coding.short_codes(column).tolist() == codes.tolist()


def test_labels_of_a_number_column_are_the_same_in_any_batches() -> None:
    chance = np.random.default_rng(3)
    column = chance.choice([1.0, 2.0, 4.0, 4.5, 9_000.0, np.nan, -0.0], 500)
    for rows in (1, 7, 500):
        source = ArraySource({"q": Column("q", "number")}, {"q": column}, batch_rows=rows)
        frame = Frame(source, SampleDesign())
        frame.add_codings(["q"])
        assert frame.codings["q"].labels == ("0", "1", "2", "4", "4.5", "9000")
