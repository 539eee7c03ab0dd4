"""Differences of two samples against the textbook and against `difference` over one file."""

import math

import numpy as np
import pytest
from scipy import stats

from analysis.estimate.apart import adjust, difference_apart
from analysis.source import ArraySource, Column
from tests.unit.analysis.making import cells, survey


def test_difference_of_two_shares_is_welch_like_with_both_df() -> None:
    found = difference_apart((0.60, 0.02, 399), (0.52, 0.03, 299))
    se = math.sqrt(0.02**2 + 0.03**2)
    t = 0.08 / se
    assert found.value == pytest.approx(0.08)
    assert found.se == pytest.approx(se)
    assert found.p == pytest.approx(2 * stats.t.sf(t, 698))
    half = stats.t.ppf(0.975, 698) * se
    assert (found.low, found.high) == pytest.approx((0.08 - half, 0.08 + half))


def test_without_variance_there_is_no_p_value() -> None:
    assert difference_apart((1.0, 0.0, 10), (1.0, 0.0, 10)).p is None


def test_without_degrees_the_normal_is_used() -> None:
    found = difference_apart((0.6, 0.05, None), (0.5, 0.05, 20))
    assert found.p == pytest.approx(2 * stats.norm.sf(0.1 / math.hypot(0.05, 0.05)))


def test_adjusting_leaves_the_undefined_alone() -> None:
    assert adjust([0.01, None, 0.04, 0.03]) == pytest.approx([0.03, None, 0.06, 0.06])


def test_two_simulated_samples_reject_as_often_as_they_should() -> None:
    chance = np.random.default_rng(11)
    rejected = 0
    for _ in range(2_000):
        one, two = chance.random(200) < 0.4, chance.random(300) < 0.4
        pairs = [
            (x.mean(), math.sqrt(x.var(ddof=1) / len(x)), float(len(x) - 1)) for x in (one, two)
        ]
        found = difference_apart(pairs[0], pairs[1])
        rejected += found.p is not None and found.p < 0.05
    assert 0.035 < rejected / 2_000 < 0.065


@pytest.mark.parametrize(
    ("measure", "variable", "category"), [("mean", "y", None), ("proportion", "q", "3")]
)
def test_two_files_give_what_one_file_gives_with_the_waves_as_strata(
    measure: str, variable: str, category: str | None
) -> None:
    whole = survey(7, 300)
    together = {
        "statistic": "difference", "group": "g", "levels": ["c", "a"], "measure": measure,
        "variable": variable,
    }  # fmt: skip
    wanted = next(
        cell
        for cell in cells(_part(whole, 1, 3), together, design={"weight": "w", "strata": "g"})
        if cell["category"] == category
    )
    alone: dict[str, object] = (
        {"statistic": "mean", "variables": ["y"]}
        if measure == "mean"
        else {"statistic": "proportion", "variable": "q"}
    )
    triples = []
    for level in (3, 1):
        found = cells(_part(whole, level), alone, design={"weight": "w"})
        cell = next(cell for cell in found if cell["category"] == category)
        triples.append((cell["estimate"], cell["se"], cell["df"]))
    made = difference_apart(triples[0], triples[1])
    for key, value in (("estimate", made.value), ("se", made.se), ("p", made.p)):
        assert value == pytest.approx(wanted[key], rel=1e-9), key
    assert (made.low, made.high) == pytest.approx((wanted["low"], wanted["high"]), rel=1e-9)


def _part(source: ArraySource, *levels: int) -> ArraySource:
    """The rows of some levels of `g`, the labels of the others dropped."""
    rows = np.isin(source.arrays["g"], levels)
    arrays = {name: array[rows] for name, array in source.arrays.items()}
    codes = {level: place for place, level in enumerate(levels, start=1)}
    arrays["g"] = np.array([codes[int(level)] for level in arrays["g"]], dtype=np.uint8)
    labels = tuple("abc"[level - 1] for level in levels)
    columns = {**source.columns, "g": Column("g", "category", labels)}
    return ArraySource(columns, arrays, batch_rows=64)
