"""Kish's effective n of classes, against the sum over the rows."""

import numpy as np
import pytest

from analysis.error import AnalysisError
from analysis.plan import FORMAT, parse_plan
from analysis.source import ArraySource, encode
from analysis.weighting.class_sizes import class_sizes

SEX = ["nam"] * 6 + ["nu"] * 2 + [None] * 2
AREA = ["xa", "phuong"] * 5


def source() -> ArraySource:
    columns = {name: encode(name, values) for name, values in (("sex", SEX), ("area", AREA))}
    return ArraySource(
        {n: c for n, (c, _) in columns.items()}, {n: a for n, (_, a) in columns.items()}
    )


def plan(targets: dict[str, float] | None) -> object:
    step = {"method": "rake", "targets": {"area": targets}}
    return parse_plan({"format": FORMAT, "weighting": [step] if targets else [], "estimates": []})


def test_without_weights_the_effective_n_is_the_count() -> None:
    sizes = class_sizes(plan(None), source(), ["sex", "area"])  # type: ignore[arg-type]  # a plan
    assert (sizes.whole.n, sizes.whole.n_effective) == (10, 10)
    assert {label: size.n for label, size in sizes.columns["sex"].items()} == {"nam": 6, "nu": 2}


def test_effective_n_is_the_square_of_the_sum_over_the_sum_of_squares() -> None:
    sizes = class_sizes(plan({"xa": 8, "phuong": 2}), source(), ["sex"])  # type: ignore[arg-type]  # a plan
    weights = np.array([1.6, 0.4] * 5)
    assert sizes.whole.n_effective == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    men = weights[:6]
    assert sizes.columns["sex"]["nam"].weight == pytest.approx(men.sum())
    assert sizes.columns["sex"]["nam"].n_effective == pytest.approx(men.sum() ** 2 / (men**2).sum())


def test_a_refused_weighting_is_refused() -> None:
    with pytest.raises(AnalysisError, match="thanh_pho"):
        class_sizes(plan({"xa": 5, "phuong": 3, "thanh_pho": 2}), source(), ["sex"])  # type: ignore[arg-type]  # a plan
