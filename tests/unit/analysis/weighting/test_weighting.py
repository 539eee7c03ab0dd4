"""Margins are met, bounds kept, missing answers a class of their own, trimming spread."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.error import AnalysisError
from analysis.plan import parse_plan
from analysis.source import ArraySource, Column
from analysis.weighting.row_weights import row_weights
from tests.unit.analysis.making import answer, survey


def weigh(source: ArraySource, *steps: dict[str, Any], **keys: Any) -> Any:
    plan = parse_plan({"format": "ydan-analysis/1", "weighting": list(steps), **keys})
    return row_weights(plan, source)


def rake(targets: Any, **keys: Any) -> dict[str, Any]:
    return {"method": "rake", "targets": targets, **keys}


SHARES = st.floats(0.2, 5)


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 100),
    g=st.lists(SHARES, min_size=3, max_size=3),
    h=st.lists(SHARES, min_size=4, max_size=4),
    weighted=st.booleans(),
)
def test_margins_are_met(seed: int, g: list[float], h: list[float], weighted: bool) -> None:
    source = survey(seed)
    targets = {
        "g": {label: 1000 * share / sum(g) for label, share in zip("abc", g, strict=True)},
        "h": {label: 1000 * share / sum(h) for label, share in zip("klmn", h, strict=True)},
    }
    design = {"weight": "w"} if weighted else {}
    weights = weigh(source, rake(targets), design=design)
    for name, levels in targets.items():
        for code, target in enumerate(levels.values(), start=1):
            sums = weights[source.arrays[name] == code].sum()
            assert sums == pytest.approx(target, rel=1e-10)
    found = answer(source, weighting=[rake(targets)], design=design)["weights"]
    assert found["sum"] == pytest.approx(1000, rel=1e-10)
    assert found["min"] == pytest.approx(weights.min(), rel=1e-10)
    assert found["max"] == pytest.approx(weights.max(), rel=1e-10)
    assert found["n_effective"] == pytest.approx(weights.sum() ** 2 / (weights**2).sum(), rel=1e-9)
    assert {line["variable"] for line in found["margins"]} == {"g", "h"}


def test_factor_is_constant_inside_a_cell() -> None:
    source = survey(1)
    targets = {"g": {"a": 1, "b": 2, "c": 3}, "h": {"k": 1, "l": 2, "m": 1, "n": 2}}
    factors = weigh(source, rake(targets), design={"weight": "w"}) / source.arrays["w"]
    for g in (1, 2, 3):
        for h in (1, 2, 3, 4):
            inside = (source.arrays["g"] == g) & (source.arrays["h"] == h)
            assert np.ptp(factors[inside]) < 1e-12


def test_bounds_of_factors_are_kept() -> None:
    source = survey(2)
    rows = source.rows
    targets = {
        "g": {"a": 0.55 * rows, "b": 0.25 * rows, "c": 0.2 * rows},
        "h": {"k": 0.4 * rows, "l": 0.2 * rows, "m": 0.2 * rows, "n": 0.2 * rows},
    }
    free = weigh(source, rake(targets))
    assert free.max() > 2.2
    held = weigh(source, rake(targets, trim=[0.3, 2.2]))
    assert held.max() <= 2.2 + 1e-8
    assert held.min() >= 0.3 - 1e-8
    for code, target in enumerate(targets["g"].values(), start=1):
        assert held[source.arrays["g"] == code].sum() == pytest.approx(target, rel=1e-8)


def gappy() -> ArraySource:
    codes = np.repeat([0, 1, 2], [20, 50, 30]).astype(np.uint8)
    return ArraySource({"g": Column("g", "category", ("a", "b"))}, {"g": codes})


def test_missing_answers_keep_their_share() -> None:
    source = gappy()
    weights = weigh(source, rake({"g": {"a": 50, "b": 50}}))
    assert weights[:20].sum() == pytest.approx(20)
    assert weights[20:70].sum() == pytest.approx(40)
    found = answer(source, weighting=[rake({"g": {"a": 50, "b": 50}})])["weights"]
    assert found["missing"] == [{"variable": "g", "share": pytest.approx(0.2)}]
    assert [line["target"] for line in found["margins"]] == [pytest.approx(40)] * 2
    assert [line["before"] for line in found["margins"]] == [50, 30]


def test_missing_answers_can_be_refused() -> None:
    with pytest.raises(AnalysisError) as refused:
        weigh(gappy(), rake({"g": {"a": 50, "b": 50}}, missing="refuse"))
    assert refused.value.code == "level_not_in_targets"
    assert "20 rows" in refused.value.detail


def weighted(*weights: float) -> ArraySource:
    arrays = {"w": np.array(weights)}
    return ArraySource({"w": Column("w", "number")}, arrays)


def test_trimming_spreads_the_excess_equally() -> None:
    step = {"method": "trim", "lower": 1, "upper": 6}
    weights = weigh(weighted(0.5, 2, 3, 9.5), step, design={"weight": "w"})
    assert weights.tolist() == pytest.approx([1, 3.5, 4.5, 6])


def test_strict_trimming_repeats_until_nothing_is_outside() -> None:
    step = {"method": "trim", "upper": 6, "strict": True}
    weights = weigh(weighted(2, 5, 5.5, 11.5), step, design={"weight": "w"})
    assert weights.max() <= 6 + 1e-9
    assert weights.sum() == pytest.approx(24)


def test_strict_trimming_that_never_settles_is_refused() -> None:
    step = {"method": "trim", "upper": 6, "strict": True}
    with pytest.raises(AnalysisError) as refused:
        weigh(weighted(5, 7, 20), step, design={"weight": "w"})
    assert refused.value.code == "bounds_infeasible"


def test_steps_apply_in_order() -> None:
    source = survey(4)
    targets = {"g": {"a": 80, "b": 80, "c": 80}}
    trim = {"method": "trim", "upper": 2.0}
    post = {"method": "poststratify", "targets": targets}
    last = weigh(source, trim, post, design={"weight": "w"})
    assert last[source.arrays["g"] == 1].sum() == pytest.approx(80, rel=1e-10)
    first = weigh(source, post, trim, design={"weight": "w"})
    assert first.sum() == pytest.approx(240, rel=1e-10)
    assert not np.allclose(first, last)


def test_targets_of_a_level_without_weight_are_impossible() -> None:
    columns = {"g": Column("g", "category", ("a", "b")), "w": Column("w", "number")}
    arrays = {"g": np.array([1, 1, 2], dtype=np.uint8), "w": np.array([1.0, 1.0, 0.0])}
    with pytest.raises(AnalysisError) as refused:
        weigh(ArraySource(columns, arrays), rake({"g": {"a": 1, "b": 1}}), design={"weight": "w"})
    assert refused.value.code == "impossible_cell"


def test_targets_that_structure_forbids_are_impossible() -> None:
    columns = {name: Column(name, "category", ("1", "2")) for name in "ab"}
    arrays = {
        "a": np.array([1, 2, 2] * 9, dtype=np.uint8),
        "b": np.array([1, 1, 2] * 9, dtype=np.uint8),
    }
    targets = {"a": {"1": 90, "2": 10}, "b": {"1": 40, "2": 60}}
    with pytest.raises(AnalysisError) as refused:
        weigh(ArraySource(columns, arrays), rake(targets))
    assert refused.value.code == "impossible_cell"


def test_margins_within_rounding_are_not_contradictory() -> None:
    targets = {"g": {"a": 80, "b": 80, "c": 80}, "h": {"k": 60, "l": 60, "m": 60, "n": 60 + 5e-7}}
    assert weigh(survey(5), rake(targets)).sum() == pytest.approx(240, rel=1e-9)
