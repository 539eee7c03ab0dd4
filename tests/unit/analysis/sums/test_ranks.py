"""The value at a rank of the weight, whatever the number of values, groups and batches."""

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.sample import SampleDesign
from analysis.source import ArraySource, Column
from analysis.sums import ranks
from analysis.sums.frame import prepare
from analysis.sums.table import Domain
from analysis.weighting.fitted import Weighting

SHARES = [0.0, 1e-6, 0.1, 0.25, 0.5, 0.75, 0.999, 1.0]


def source(values: Any, groups: Any, weights: Any, batch_rows: int) -> ArraySource:
    columns = {
        "y": Column("y", "number"),
        "g": Column("g", "category", ("a", "b", "c")),
        "w": Column("w", "number"),
    }
    return ArraySource(columns, {"y": values, "g": groups, "w": weights}, batch_rows=batch_rows)


def found(some: ArraySource, shares: Any) -> Any:
    frame = prepare(some, SampleDesign(weight="w"))
    frame.add_codings(["g"])
    sought = [ranks.Sought(Domain(("g",)), "y")]
    return ranks.Ranks(frame, Weighting(frame), sought).at([np.asarray(shares)])[0]


def expected(values: Any, weights: Any, share: float) -> float:
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weights[order])
    reached = cumulated >= share * cumulated[-1] * (1 - 1e-12)
    return float(values[order][reached & (cumulated > 0)][0])


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    batch=st.integers(1, 400),
    most=st.sampled_from([2, 7, 60, 16_384]),
    held=st.sampled_from([16, 1_000]),
    kind=st.sampled_from(["continuous", "ties", "spike", "sorted"]),
)
@example(seed=0, batch=400, most=60, held=1_000, kind="continuous")  # all in one unsorted batch
def test_the_value_is_that_of_sorting_all_rows(
    seed: int, batch: int, most: int, held: int, kind: str
) -> None:
    chance = np.random.default_rng(seed)
    values = chance.lognormal(0, 2, 400)
    if kind == "ties":
        values = np.round(values)
    elif kind == "spike":
        values[chance.random(400) < 0.6] = 0.0
    elif kind == "sorted":
        values = np.sort(values)
    values[chance.random(400) < 0.1] = np.nan
    weights = chance.gamma(1.0, 2.0, 400) * (chance.random(400) < 0.9)
    groups = chance.integers(0, 4, 400).astype(np.uint8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranks, "MOST_BINS", most)
        patch.setattr(ranks, "MOST_HELD", held)
        table = found(source(values, groups, weights, batch), np.tile(SHARES, (3, 1)))
    for group in range(3):
        inside = (groups == group + 1) & ~np.isnan(values)
        wanted = [expected(values[inside], weights[inside], share) for share in SHARES]
        assert table[group].tolist() == wanted


def test_what_lies_outside_0_to_1_or_in_an_empty_group_is_missing() -> None:
    groups = np.array([1, 1, 2], dtype=np.uint8)
    some = source(np.array([3.0, 4.0, np.nan]), groups, np.ones(3), 2)
    table = found(some, [[-0.1, 1.1, np.nan], [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]])
    assert np.isnan(table).all()


def test_a_rank_that_a_value_just_meets_is_met_in_any_order_of_rows() -> None:
    weights = np.full(10, 0.1)
    values = np.arange(10.0)
    groups = np.ones(10, dtype=np.uint8)
    share = np.full((3, 1), 0.3)
    for order in (np.arange(10), np.arange(10)[::-1], np.random.default_rng(1).permutation(10)):
        assert found(source(values[order], groups, weights, 3), share)[0, 0] == 2.0
