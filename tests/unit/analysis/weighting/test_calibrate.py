"""Calibration: totals are met, bounds hold, and what cannot be met is refused by name."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.error import AnalysisError
from analysis.plan import parse_plan
from analysis.source import ArraySource, Column
from analysis.weighting.calibrate import Distance, Function
from analysis.weighting.row_weights import row_weights
from tests.unit.analysis import rowwise
from tests.unit.analysis.making import answer, cells, survey

TARGETS = {
    "g": {"a": 90.0, "b": 80.0, "c": 70.0},
    "h": {"k": 70.0, "l": 60.0, "m": 60.0, "n": 50.0},
}
WEIGHTED = {"weight": "w", "strata": "stratum"}
MEAN = {"statistic": "mean", "variables": ["y"]}


def step(function: str = "linear", **keys: Any) -> dict[str, Any]:
    named = {} if "totals" in keys else {"targets": TARGETS}
    return {"method": "calibrate", "function": function, **named, **keys}


def weights_of(source: ArraySource, *steps: dict[str, Any], **design: Any) -> Any:
    plan = {"format": "ydan-analysis/1", "design": design, "weighting": list(steps)}
    return row_weights(parse_plan(plan), source)


def refused(source: ArraySource, *steps: dict[str, Any], **design: Any) -> tuple[str, str]:
    with pytest.raises(AnalysisError) as error:
        answer(source, design=design, weighting=list(steps))
    return error.value.code, error.value.detail


@pytest.mark.parametrize(
    ("function", "low", "high"),
    [
        ("linear", -np.inf, np.inf),
        ("linear", 0.5, 2.0),
        ("raking", -np.inf, np.inf),
        ("raking", 0.5, 2.0),
        ("raking", 0.0, 2.0),
        ("logit", 0.5, 2.0),
        ("logit", 0.0, 3.0),
    ],
)
def test_factor_is_the_derivative_of_the_integral(
    function: Function, low: float, high: float
) -> None:
    distance, u, h = Distance(function, low, high), np.linspace(-3.03, 3.07, 62), 1e-5
    _, factor, slope = distance.evaluate(u)
    above, below = distance.evaluate(u + h), distance.evaluate(u - h)
    assert (above[0] - below[0]) / (2 * h) == pytest.approx(factor, rel=1e-6, abs=1e-6)
    assert (above[1] - below[1]) / (2 * h) == pytest.approx(slope, rel=1e-6, abs=1e-6)
    assert distance.evaluate(np.zeros(1))[1] == pytest.approx([1.0])
    assert ((factor >= low) & (factor <= high)).all()


@settings(deadline=None, max_examples=25)
@given(
    st.integers(0, 10_000),
    st.sampled_from(["linear", "raking", "logit"]),
    st.lists(st.floats(0.9, 1.1), min_size=3, max_size=3),
)
def test_margins_are_met_and_bounds_hold(seed: int, function: str, pulls: list[float]) -> None:
    source = survey(seed, missing=False)
    counts = np.bincount(source.arrays["g"], source.arrays["w"])[1:]
    wanted = counts * pulls
    targets = {"g": dict(zip("abc", wanted.tolist(), strict=True))}
    one = {"method": "calibrate", "function": function, "targets": targets, "bounds": [0.5, 2.0]}
    weights = weights_of(source, one, weight="w")
    assert np.bincount(source.arrays["g"], weights)[1:] == pytest.approx(wanted, rel=1e-8)
    factors = weights / source.arrays["w"]
    assert factors.min() >= 0.5 - 1e-12
    assert factors.max() <= 2.0 + 1e-12


@pytest.mark.parametrize("function", ["linear", "raking", "logit"])
def test_numbers_and_size_are_met_whatever_the_batches(function: str) -> None:
    totals = {"(intercept)": 250.0, "g": {"a": 95.0, "b": 82.0, "c": 73.0}, "z": 780.0}
    one = step(function, totals=totals, bounds=[0.3, 3.0])
    source, other = survey(1), survey(1, batch_rows=17)
    weights = weights_of(source, one)
    assert weights.sum() == pytest.approx(250, rel=1e-10)
    assert (weights * source.arrays["z"]).sum() == pytest.approx(780, rel=1e-10)
    assert weights == pytest.approx(weights_of(other, one), rel=1e-9)
    found = answer(source, MEAN, weighting=[one])["weights"]
    lines = {line["variable"]: line for line in found["totals"]}
    assert lines["z"]["achieved"] == pytest.approx(780, rel=1e-10)
    assert lines["z"]["before"] == pytest.approx(source.arrays["z"].sum())
    assert [line["achieved"] for line in found["margins"]] == pytest.approx([95, 82, 73])
    assert found["residuals"] == ["design"]


def test_size_alone_scales_all_weights() -> None:
    found = answer(survey(1), MEAN, weighting=[step(totals={"(intercept)": 480})])["weights"]
    assert found["min"] == found["max"] == pytest.approx(2.0)
    assert found["totals"][0]["achieved"] == pytest.approx(480)
    assert found["margins"] == []


def test_linear_weights_equal_the_closed_form() -> None:
    source = survey(2)
    x = np.column_stack([np.ones(source.rows), source.arrays["z"]])
    d, t = source.arrays["w"], np.array([300.0, 950.0])
    solved = np.linalg.solve(x.T @ (d[:, None] * x), t - d @ x)
    weights = weights_of(source, step(totals={"(intercept)": 300, "z": 950}), weight="w")
    assert weights == pytest.approx(d * (1 + x @ solved), rel=1e-9)


def test_raking_equals_iterative_proportional_fitting() -> None:
    source, raked = survey(4), {"method": "rake", "targets": TARGETS}
    assert weights_of(source, step("raking"), weight="w") == pytest.approx(
        weights_of(source, raked, weight="w"), rel=1e-9
    )
    zero = {"g": {"a": 120.0, "b": 120.0, "c": 0.0}}
    weights = weights_of(source, step("raking", totals=zero))
    assert weights[source.arrays["g"] == 3].sum() == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("kind", ["unit", "design"])
@pytest.mark.parametrize("totals", [{"z": 800.0}, {"(intercept)": 240.0, "z": 800.0}])
@pytest.mark.parametrize("design", [{"weight": "w"}, WEIGHTED, {"weight": "w", "clusters": "h"}])
def test_variance_on_numbers_equals_the_rowwise_residuals(
    kind: str, totals: dict[str, float], design: dict[str, Any]
) -> None:
    source = survey(6, missing=False)
    one = step("raking", totals=totals, residuals=kind)
    weights, y = weights_of(source, one, **design), source.arrays["y"]
    x = source.arrays["z"][:, None]
    if "(intercept)" in totals:
        x = np.column_stack([np.ones(source.rows), x])
    d = source.arrays["w"] if kind == "design" else np.ones(source.rows)
    mean = (weights * y).sum() / weights.sum()
    influence = (y - mean) / weights.sum()
    slope = np.linalg.solve(x.T @ (d[:, None] * x), x.T @ (d * influence))
    strata = source.arrays["stratum"] if "strata" in design else np.zeros(source.rows)
    clusters = source.arrays["h"] if "clusters" in design else None
    expected = rowwise.variance(weights * (influence - x @ slope), strata, clusters)
    (cell,) = cells(source, MEAN, design=design, weighting=[one])
    assert cell["estimate"] == pytest.approx(mean, rel=1e-10)
    assert cell["se"] == pytest.approx(np.sqrt(expected), rel=1e-8)


def test_chain_of_rake_and_calibration_meets_the_last_margins() -> None:
    source = survey(3)
    second = {"h": {"k": 75.0, "l": 55.0, "m": 65.0, "n": 45.0}}
    steps = [{"method": "rake", "targets": TARGETS}, step("logit", totals=second, bounds=[0.5, 2])]
    found = answer(source, MEAN, design=WEIGHTED, weighting=steps)["weights"]
    achieved = {line["category"]: line["achieved"] for line in found["margins"][-4:]}
    assert achieved == pytest.approx(second["h"])
    assert found["residuals"] == ["design", "design"]


def test_bounds_that_no_weights_can_keep_are_refused() -> None:
    code, detail = refused(survey(1), step("linear", bounds=[0.95, 1.05]))
    assert code == "bounds_infeasible"
    assert "0.95" in detail
    assert "g, h" in detail
    code, _ = refused(survey(1), step("raking", totals={"z": 9_000.0}, bounds=[0.5, 2.0]))
    assert code == "bounds_infeasible"


def test_totals_that_disagree_are_refused() -> None:
    levels = {"a": 90.0, "b": 80.0, "c": 70.0}
    code, detail = refused(survey(1), step(totals={"(intercept)": 241, "g": levels}))
    assert code == "contradictory_margins"
    assert "241" in detail
    code, _ = refused(survey(1), step(totals={"g": levels, "h": {**TARGETS["h"], "k": 71.0}}))
    assert code == "contradictory_margins"


def test_levels_that_do_not_fit_the_data_are_refused() -> None:
    absent = {"g": {"a": 90.0, "b": 80.0, "c": 60.0, "d": 10.0}}
    assert refused(survey(1), step(totals=absent))[0] == "level_not_in_data"
    short = {"g": {"a": 120.0, "b": 120.0}}
    assert refused(survey(1), step(totals=short))[0] == "level_not_in_targets"


def test_cells_that_cannot_meet_the_margins_are_refused() -> None:
    labels = ("1", "2")
    columns = {name: Column(name, "category", labels) for name in "uv"}
    same = np.array([1, 1, 2, 2], dtype=np.uint8)
    source = ArraySource(columns, {"u": same, "v": same})
    totals = {"u": {"1": 3.0, "2": 1.0}, "v": {"1": 2.0, "2": 2.0}}
    for function in ("linear", "raking"):
        assert refused(source, step(function, totals=totals))[0] == "impossible_cell"


def test_missing_numbers_texts_and_chains_with_numbers_are_refused() -> None:
    on_y, on_z = step(totals={"y": 1.0}), step(totals={"z": 800.0})
    code, detail = refused(survey(1), on_y)
    assert code == "not_a_number"
    assert "'y'" in detail
    assert refused(survey(1), step(totals={"g": 5.0}))[0] == "not_a_number"
    assert refused(survey(1), step(totals={"nowhere": 5.0}))[0] == "unknown_column"
    assert refused(survey(1), on_z, step())[0] == "bad_plan"


@pytest.mark.parametrize(
    "keys",
    [
        {"function": "logit"},
        {"function": "logit", "bounds": [1.1, 2.0]},
        {"bounds": [-1.0, 2.0]},
        {"targets": None},
        {"totals": {"z": 1}},
        {"targets": None, "totals": {"(intercept)": 0}},
        {"targets": None, "totals": {}},
        {"targets": None, "totals": {"g": {"a": -1}}},
        {"function": "cubic"},
        {"force": True},
    ],
)
def test_plan_of_a_wrong_form_is_refused(keys: dict[str, Any]) -> None:
    one = {"method": "calibrate", "targets": TARGETS, **keys}
    with pytest.raises(AnalysisError) as error:
        parse_plan({"format": "ydan-analysis/1", "weighting": [one]})
    assert error.value.code in ("bad_plan", "unknown_key")


def test_negative_linear_weights_leave_no_crash() -> None:
    source = survey(1)
    hard = step(totals={"g": {"a": 238.0, "b": 1.0, "c": 1.0}, "h": TARGETS["h"]})
    found = answer(source, {"statistic": "proportion", "variable": "q"}, MEAN, weighting=[hard])
    assert found["weights"]["sum"] == pytest.approx(240)
    negative = step(totals={"(intercept)": 240.0, "z": 3_000.0})
    found = answer(source, {"statistic": "proportion", "variable": "q"}, weighting=[negative])
    assert found["weights"]["min"] < 0


def test_clusters_that_weigh_less_than_nothing_count_for_degrees_of_freedom() -> None:
    made = survey(3, missing=False)
    source = ArraySource(made.columns, {**made.arrays, "z": made.arrays["g"].astype(float)})
    one, design = step(totals={"(intercept)": 240.0, "z": 760.0}), {"weight": "w", "clusters": "g"}
    weights = weights_of(source, one, **design)
    assert weights[source.arrays["g"] == 1].sum() < 0
    (cell,) = cells(source, MEAN, design=design, weighting=[one])
    assert cell["df"] == 2
