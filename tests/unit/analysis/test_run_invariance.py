"""What must not change an answer: row order, batches, labels, the scale of weights."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.source import ArraySource, Column
from tests.unit.analysis.making import answer, survey

TARGETS = {
    "g": {"a": 90.0, "b": 80.0, "c": 70.0},
    "h": {"k": 70.0, "l": 60.0, "m": 60.0, "n": 50.0},
}
ESTIMATES: list[dict[str, Any]] = [
    {"statistic": "mean", "variables": ["y", "z"], "by": ["g"], "deff": True},
    {"statistic": "proportion", "variable": "q", "where": "z > 1.5", "deff": "replace"},
    {"statistic": "ratio", "numerator": "y", "denominator": "z"},
    {"statistic": "crosstab", "rows": "q", "columns": "h", "tests": ["rao_scott_f", "wald"]},
    {"statistic": "quantile", "variable": "y", "probs": [0.2, 0.5], "by": ["g"]},
    {"statistic": "top_box", "variable": "q", "categories": ["4", "5"], "missing": ["1"]},
    {"statistic": "mean_top_box", "variables": ["q"], "categories": ["4", "5"], "by": ["g"]},
    {"statistic": "difference", "group": "g", "variable": "q", "measure": "proportion"},
    {"statistic": "letters", "variable": "q", "columns": "g", "minimum_n": 5, "level": 0.9},
]
DESIGNS: dict[str, dict[str, Any]] = {
    "element": {"weight": "w"},
    "equal": {},
    "clustered": {"weight": "w", "strata": "stratum", "clusters": ["cluster"], "nest": True},
}
RAKE = [{"method": "rake", "targets": TARGETS}]
SCALED = ("estimate", "se", "low", "high")


def numbers(found: dict[str, Any], *, weights: bool = True) -> list[float]:
    listed: list[float] = []
    for estimate in found["estimates"]:
        for cell in estimate["cells"]:
            listed += [v for v in cell.values() if isinstance(v, float | int)]
        for test in estimate.get("tests", {}).values():
            listed += [v for v in test.values() if v is not None]
    if weights:
        listed += [found["weights"][key] for key in ("n", "sum", "min", "max", "kish_deff")]
    return listed


def assert_same(one: dict[str, Any], two: dict[str, Any], *, weights: bool = True) -> None:
    first, second = numbers(one, weights=weights), numbers(two, weights=weights)
    assert len(first) == len(second)
    assert first == pytest.approx(second, rel=1e-9, abs=1e-12)


def reordered(source: ArraySource, order: Any) -> ArraySource:
    arrays = {name: array[order] for name, array in source.arrays.items()}
    return ArraySource(source.columns, arrays, batch_rows=source.batch_rows)


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
@pytest.mark.parametrize("weighting", [[], RAKE], ids=["plain", "raked"])
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 1000), batch=st.integers(1, 300))
def test_row_order_and_batches_do_not_matter(
    design: dict[str, Any], weighting: Any, seed: int, batch: int
) -> None:
    source = survey(seed % 10)
    order = np.random.default_rng(seed).permutation(source.rows)
    moved = reordered(source, order)
    moved = ArraySource(moved.columns, moved.arrays, batch_rows=batch)
    keys = {"design": design, "weighting": weighting}
    assert_same(answer(source, *ESTIMATES, **keys), answer(moved, *ESTIMATES, **keys))


@settings(max_examples=10, deadline=None)
@given(factor=st.floats(1e-3, 1e4), design=st.sampled_from(["element", "clustered"]))
def test_scale_of_weights_does_not_matter(factor: float, design: str) -> None:
    source = survey(4)
    scaled = ArraySource(source.columns, {**source.arrays, "w": source.arrays["w"] * factor})
    estimates = [{**one, "deff": "replace"} if "deff" in one else one for one in ESTIMATES]
    keys = {"design": DESIGNS[design]}
    first, second = answer(source, *estimates, **keys), answer(scaled, *estimates, **keys)
    assert_same(first, second, weights=False)


@pytest.mark.parametrize("weighting", [[], RAKE], ids=["plain", "raked"])
def test_labels_do_not_matter(weighting: Any) -> None:
    source = survey(6)
    turned = source.columns["h"].labels[::-1]
    codes = source.arrays["h"]
    arrays = {**source.arrays, "h": np.where(codes > 0, 5 - codes, 0).astype(np.uint8)}
    other = ArraySource({**source.columns, "h": Column("h", "category", turned)}, arrays)
    keys = {"design": DESIGNS["clustered"], "weighting": weighting}
    one, two = answer(source, *ESTIMATES, **keys), answer(other, *ESTIMATES, **keys)
    for found in (one, two):
        found["estimates"][3]["cells"].sort(key=lambda cell: (cell["row"], cell["column"]))
    assert_same(one, two)


def test_many_passes_give_the_same_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    source = survey(8)
    keys = {"design": DESIGNS["clustered"], "weighting": RAKE}
    whole = answer(source, *ESTIMATES, **keys)
    monkeypatch.setattr("analysis.sums.shares.BUDGET", 1)
    assert answer(source, *ESTIMATES, **keys) == whole


def test_equal_weights_give_what_counting_gives() -> None:
    source = survey(9)
    ones = ArraySource(source.columns, {**source.arrays, "w": np.full(source.rows, 2.0)})
    jitter = np.full(source.rows, 2.0)
    jitter[0] += 1e-13
    nearly = ArraySource(source.columns, {**source.arrays, "w": jitter})
    keys = {"design": {"weight": "w"}, "weighting": RAKE}
    assert_same(answer(ones, *ESTIMATES, **keys), answer(nearly, *ESTIMATES, **keys))
