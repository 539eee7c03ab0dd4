"""Quantiles: Woodruff's interval, domains, edges, refusals."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from analysis.error import AnalysisError, PlanError
from analysis.source import ArraySource, Column
from analysis.sums import ranks
from tests.unit.analysis.making import answer, cells, survey
from tests.unit.analysis.rowwise import rake, residuals, variance

CLUSTERED = {"weight": "w", "strata": "stratum", "clusters": ["cluster"], "nest": True}


def quantile(*probs: float, **keys: Any) -> dict[str, Any]:
    return {"statistic": "quantile", "variable": "y", "probs": list(probs), **keys}


def numbers(values: Any, **more: Any) -> ArraySource:
    arrays = {"y": np.asarray(values, dtype=float), **more}
    return ArraySource({name: Column(name, "number") for name in arrays}, arrays)


def test_the_median_and_its_interval_without_weights() -> None:
    (cell,) = cells(numbers(np.arange(1.0, 101.0)), quantile(0.5))
    half = stats.t.ppf(0.975, 99) * np.sqrt(0.25 / 99)
    low, high = np.ceil(100 * (0.5 - half)), np.ceil(100 * (0.5 + half))
    assert (cell["estimate"], cell["low"], cell["high"]) == (50, low, high)
    assert cell["se"] == pytest.approx((high - low) / (2 * stats.t.ppf(0.975, 99)))
    assert (cell["prob"], cell["n"], cell["df"]) == (0.5, 100, 99)


def test_each_group_has_its_own_quantiles_under_its_own_limit() -> None:
    source = survey(3)
    found = cells(source, quantile(0.25, 0.75, by=["g"], where="z > 1"), design={"weight": "w"})
    assert [(cell["by"]["g"], cell["prob"]) for cell in found[:3]] == [
        ("a", 0.25),
        ("a", 0.75),
        ("b", 0.25),
    ]
    for place, label in enumerate("abc"):
        alone = quantile(0.25, 0.75, where=f"z > 1 and g == '{label}'")
        for one, two in zip(
            found[2 * place : 2 * place + 2],
            cells(source, alone, design={"weight": "w"}),
            strict=True,
        ):
            assert {**one, "by": {}} == two


@pytest.mark.parametrize("kind", ["design", "unit"])
def test_calibration_enters_the_error_of_the_share(kind: str) -> None:
    source = survey(5, missing=False)
    targets = {"g": {"a": 90.0, "b": 80.0, "c": 70.0}}
    step = {"method": "rake", "targets": targets, "residuals": kind}
    (cell,) = cells(source, quantile(0.4), design=CLUSTERED, weighting=[step])
    a = source.arrays
    margin = np.array(list("abc"))[a["g"] - 1]
    final = rake(a["w"], [(margin, targets["g"])])
    below = (a["y"] <= cell["estimate"]).astype(float)
    share = (final * below).sum() / final.sum()
    x = residuals((below - share) / final.sum(), [a["w"], final], [([margin], kind)])
    half = stats.t.ppf(0.975, cell["df"]) * np.sqrt(variance(x, a["stratum"], a["cluster"]))
    order = np.argsort(a["y"])
    cumulated = np.cumsum(final[order]) / final.sum()
    bounds = [a["y"][order][np.searchsorted(cumulated, share + sign * half)] for sign in (-1, 1)]
    assert [cell["low"], cell["high"]] == pytest.approx(bounds)


def test_many_distinct_values_give_what_few_give(monkeypatch: pytest.MonkeyPatch) -> None:
    source = survey(7)
    plan = quantile(0.1, 0.5, 0.9, by=["h"])
    whole = answer(source, plan, design=CLUSTERED)
    monkeypatch.setattr(ranks, "MOST_BINS", 9)
    assert answer(source, plan, design=CLUSTERED) == whole


def test_a_bound_outside_the_data_is_null() -> None:
    (high,) = cells(numbers(np.arange(1.0, 11.0)), quantile(0.85))
    assert (high["estimate"], high["high"], high["se"]) == (9.0, None, None)
    assert high["low"] < 9
    (low,) = cells(numbers(np.arange(1.0, 11.0)), quantile(0.05))
    assert (low["estimate"], low["low"], low["se"]) == (1.0, None, None)


def test_nobody_and_one_respondent() -> None:
    source = numbers([1.0, 2.0, np.nan])
    (empty,) = cells(source, quantile(0.5, where="y > 9"))
    assert (empty["estimate"], empty["se"], empty["n"]) == (None, None, 0)
    (one,) = cells(source, quantile(0.5, where="y > 1"))
    assert (one["estimate"], one["se"], one["low"], one["high"]) == (2.0, None, None, None)
    assert "one_respondent" in one["flags"]
    (none,) = cells(numbers([np.nan, np.nan]), quantile(0.5))
    assert (none["estimate"], none["n"]) == (None, 0)


@pytest.mark.parametrize("probs", [[], [0], [1], [1.5], ["x"], "0.5", None, [True], {"a": 1}])
def test_probs_of_another_form_are_refused(probs: Any) -> None:
    with pytest.raises(PlanError, match="probs must be"):
        cells(survey(), {**quantile(), "probs": probs})


def test_a_text_column_is_refused_by_name() -> None:
    with pytest.raises(AnalysisError) as refused:
        cells(survey(), {**quantile(0.5), "variable": "q"})
    assert refused.value.code == "not_a_number"
    assert "'q'" in refused.value.detail
