"""Infinite values in memory: refused where they count, wherever the batches break."""

from typing import Any

import numpy as np
import pytest

from analysis.error import AnalysisError
from analysis.source import ArraySource
from tests.unit.analysis.making import answer, cells, survey

DESIGN = {"weight": "w", "strata": "stratum", "clusters": ["cluster"], "nest": True}
JACKKNIFE = {**DESIGN, "replicates": {"type": "JKn"}}
RAKED = [{"method": "rake", "targets": {"g": {"a": 1.0, "b": 1.0, "c": 1.0}}}]
ASKED: list[dict[str, Any]] = [
    {"statistic": "mean", "variables": ["z", "y"]},
    {"statistic": "mean", "variables": ["y"], "by": ["g"], "deff": True},
    {"statistic": "total", "variables": ["y"]},
    {"statistic": "ratio", "numerator": "y", "denominator": "z"},
    {"statistic": "ratio", "numerator": "z", "denominator": "y"},
    {"statistic": "difference", "measure": "mean", "variable": "y", "group": "g"},
]
QUANTILE = {"statistic": "quantile", "variable": "y", "probs": [0.25, 0.5]}


def spoiled(value: float, *rows: int, **keys: Any) -> ArraySource:
    source = survey(5, missing=False, **keys)
    source.arrays["y"][list(rows)] = value  # type: ignore[index]  # an array like any other
    return source


@pytest.mark.parametrize("estimate", [*ASKED, QUANTILE])
@pytest.mark.parametrize("value", [np.inf, -np.inf])
@pytest.mark.parametrize("rows", [(0,), (200,), (3, 100)])
@pytest.mark.parametrize("keys", [{}, {"design": DESIGN}, {"design": JACKKNIFE}])
def test_an_infinite_value_is_refused_with_its_column(
    estimate: dict[str, Any], value: float, rows: tuple[int, ...], keys: dict[str, Any]
) -> None:
    with pytest.raises(AnalysisError) as refused:
        answer(spoiled(value, *rows), estimate, **keys)
    count = "an infinite value" if len(rows) == 1 else "2 infinite values"
    assert (refused.value.code, refused.value.detail) == ("not_a_number", f"column 'y' has {count}")


@pytest.mark.parametrize("estimate", ASKED)
@pytest.mark.parametrize("value", [1e308, 1e200, 1e154])
@pytest.mark.parametrize("keys", [{"design": DESIGN}, {"design": DESIGN, "weighting": RAKED}])
def test_values_whose_squares_overflow_are_refused(
    estimate: dict[str, Any], value: float, keys: dict[str, Any]
) -> None:
    with pytest.raises(AnalysisError) as refused:
        answer(spoiled(value, 3, 100), estimate, **keys)
    assert refused.value.code == "too_large"
    assert "'y'" in refused.value.detail


def test_a_variance_whose_second_moment_overflows_is_not_taken_for_noise() -> None:
    source = spoiled(8e152, *range(120))
    with pytest.raises(AnalysisError) as refused:
        answer(source, {"statistic": "total", "variables": ["y"]}, design=DESIGN)
    assert refused.value.code == "too_large"


def test_an_infinite_value_outside_the_domain_or_unused_changes_nothing() -> None:
    whole, broken = survey(5, missing=False), spoiled(np.inf, 3)
    label = "abc"[int(whole.arrays["g"][3]) - 1]
    for estimate in (
        {"statistic": "mean", "variables": ["y"], "where": f"g != '{label}'"},
        {"statistic": "mean", "variables": ["z"]},
        {"statistic": "proportion", "variable": "q"},
    ):
        assert cells(broken, estimate) == cells(whole, estimate)


def test_missing_numbers_stay_missing() -> None:
    found = cells(spoiled(np.nan, 3, 4), {"statistic": "mean", "variables": ["y"]})
    assert found[0]["n"] == 238
