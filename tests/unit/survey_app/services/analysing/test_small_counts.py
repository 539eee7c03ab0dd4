from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.services.analysing.small_counts import hide_small


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"a": 20, "b": 90}, {"a": 20, "b": 90}),
        ({"a": 0, "b": 90}, {"a": 0, "b": 90}),
        ({"a": 3, "b": 20, "c": 90}, {"a": None, "b": None, "c": 90}),
        ({"a": 3, "b": 8, "c": 90}, {"a": None, "b": None, "c": 90}),
        ({"a": 3, "b": 4, "c": 90}, {"a": None, "b": None, "c": None}),
        ({"a": 3}, {"a": None}),
        ({}, {}),
    ],
)
def test_small_counts_take_the_next_smallest_with_them(
    counts: Mapping[str, int], expected: Mapping[str, int | None]
) -> None:
    assert hide_small(counts, 10) == expected


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 60), max_size=8))
def test_what_is_hidden_is_never_one_count_nor_under_the_minimum_unless_all_is(
    counts: dict[str, int],
) -> None:
    shown = hide_small(counts, 10)
    hidden = [name for name, count in shown.items() if count is None]
    assert all(count is None or count == 0 or count >= 10 for count in shown.values())
    others = [name for name, count in shown.items() if count]
    if hidden and others:
        assert len(hidden) > 1
        assert sum(counts[name] for name in hidden) >= 10
