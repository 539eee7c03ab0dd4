"""Flags, intervals at the edges, options that every estimate takes."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from analysis.estimate.estimate import base_flags
from analysis.estimate.interval import METHODS
from analysis.source import ArraySource, Column
from tests.unit.analysis.making import answer, cells, survey


def yes_no(yes: int, no: int, missing: int = 0) -> ArraySource:
    codes = np.repeat([1, 2, 0], [no, yes, missing]).astype(np.uint8)
    return ArraySource({"q": Column("q", "category", ("no", "yes"))}, {"q": codes})


def share(**keys: Any) -> dict[str, Any]:
    return {"statistic": "proportion", "variable": "q", **keys}


@pytest.mark.parametrize("ci", METHODS)
@pytest.mark.parametrize("yes", [0, 50])
def test_everybody_agreeing_gives_a_one_sided_interval(ci: str, yes: int) -> None:
    no_cell, yes_cell = cells(yes_no(yes, 50 - yes), share(ci=ci))
    edge = 0.05 ** (1 / 50)
    empty, full = (yes_cell, no_cell) if yes == 0 else (no_cell, yes_cell)
    assert (empty["low"], empty["high"]) == (0, pytest.approx(1 - edge))
    assert (full["low"], full["high"]) == (pytest.approx(edge), 1)
    assert empty["se"] == full["se"] == 0


@pytest.mark.parametrize("ci", METHODS)
@pytest.mark.parametrize("yes", [1, 17, 49])
def test_intervals_hold_the_share_and_widen_with_the_level(ci: str, yes: int) -> None:
    narrow = cells(yes_no(yes, 50 - yes), share(ci=ci, level=0.8))[1]
    wide = cells(yes_no(yes, 50 - yes), share(ci=ci, level=0.99))[1]
    assert wide["low"] < narrow["low"] < yes / 50 < narrow["high"] < wide["high"]


def test_wilson_is_the_textbook_wilson_without_weights() -> None:
    cell = cells(yes_no(17, 33), share(ci="wilson"))[1]
    expected = stats.binomtest(17, 50).proportion_ci(method="wilson")
    assert (cell["low"], cell["high"]) == pytest.approx((expected.low, expected.high))


def test_beta_is_nearly_clopper_pearson_without_weights() -> None:
    cell = cells(yes_no(170, 330, 7), share(ci="beta"))[1]
    expected = stats.binomtest(170, 500).proportion_ci(method="exact")
    assert (cell["low"], cell["high"]) == pytest.approx((expected.low, expected.high), abs=2e-3)


def test_normal_intervals_are_asked_by_null_df() -> None:
    source = survey(1, missing=False)
    estimate = {"statistic": "mean", "variables": ["y"]}
    t, z = cells(source, estimate)[0], cells(source, {**estimate, "df": None})[0]
    assert t["df"] == source.rows - 1
    assert z["df"] is None
    assert z["high"] - z["estimate"] == pytest.approx(stats.norm.ppf(0.975) * z["se"])
    assert t["high"] - t["estimate"] == pytest.approx(stats.t.ppf(0.975, t["df"]) * t["se"])


@pytest.mark.parametrize(
    ("n", "flags"),
    [(29, ["too_few"]), (30, ["few"]), (99, ["few"]), (100, [])],
)
def test_small_bases_are_flagged(n: int, flags: list[str]) -> None:
    assert cells(yes_no(n - 10, 10), share())[0]["flags"] == flags


def test_small_effective_base_is_flagged() -> None:
    columns = {"q": Column("q", "category", ("a",)), "w": Column("w", "number")}
    arrays = {"q": np.ones(200, dtype=np.uint8), "w": np.r_[np.full(10, 100.0), np.full(190, 0.1)]}
    (cell,) = cells(ArraySource(columns, arrays), share(), design={"weight": "w"})
    assert cell["n"] == 200
    assert cell["n_effective"] < 30
    assert cell["flags"] == ["too_few"]


def test_one_respondent_has_no_error() -> None:
    source = ArraySource(
        {"q": Column("q", "category", ("a", "b")), "y": Column("y", "number")},
        {"q": np.array([1, 2, 2], dtype=np.uint8), "y": np.array([3.0, 4.0, 6.0])},
    )
    one, two = cells(source, {"statistic": "mean", "variables": ["y"], "by": ["q"]})
    assert (one["estimate"], one["se"], one["low"]) == (3.0, None, None)
    assert "one_respondent" in one["flags"]
    assert two["se"] > 0


def test_a_choice_nobody_made_is_shown_with_zero() -> None:
    source = ArraySource({"q": Column("q", "category", ("a", "b"))}, {"q": np.ones(40, np.uint8)})
    found = cells(source, share())
    assert [(cell["category"], cell["estimate"], cell["count"]) for cell in found] == [
        ("a", 1.0, 40),
        ("b", 0.0, 0),
    ]


def test_number_columns_are_taken_by_their_text_in_numeric_order() -> None:
    numbers = np.array([10.0, 2.0, 1.0, 2.5, np.nan, 2.0])
    source = ArraySource({"q": Column("q", "number")}, {"q": numbers})
    assert [cell["category"] for cell in cells(source, share())] == ["1", "2", "2.5", "10"]
    (cell,) = cells(source, share(where="q == 2"))[1:2]
    assert cell["count"] == 2


def test_constant_number_has_no_variance() -> None:
    source = survey(2)
    arrays = {**source.arrays, "y": np.full(source.rows, 1e9 + 0.1)}
    changed = ArraySource(source.columns, arrays)
    for design in ({"weight": "w"}, {"weight": "w", "strata": "stratum"}):
        (cell,) = cells(changed, {"statistic": "mean", "variables": ["y"]}, design=design)
        assert cell["se"] == 0


def test_stratifier_has_no_variance() -> None:
    source = survey(3)
    found = cells(
        source,
        {"statistic": "total", "variables": ["stratum"], "indicator": True},
        design={"strata": "stratum"},
    )
    assert [cell["se"] for cell in found] == [0, 0, 0]


def test_multiple_response_counts_respondents() -> None:
    ticks = np.array([[1, 0], [1, 1], [0, 0], [np.nan, np.nan], [np.nan, 1]])
    columns = {name: Column(name, "number") for name in ("m.a", "m.b")}
    source = ArraySource(columns, {"m.a": ticks[:, 0], "m.b": ticks[:, 1]})
    found = cells(source, {"statistic": "multiple", "variables": ["m.a", "m.b"]})
    assert [(cell["variable"], cell["count"], cell["n"]) for cell in found] == [
        ("m.a", 2, 4),
        ("m.b", 2, 4),
    ]
    assert [cell["estimate"] for cell in found] == [0.5, 0.5]
    assert found[0]["category"] is None


def test_shares_add_up_in_every_direction() -> None:
    found = cells(survey(4), {"statistic": "crosstab", "rows": "q", "columns": "h"})
    assert sum(cell["estimate"] for cell in found) == pytest.approx(1)
    for key, share_name in (("row", "row_share"), ("column", "column_share")):
        for level in {cell[key] for cell in found}:
            total = sum(cell[share_name] for cell in found if cell[key] == level)
            assert total == pytest.approx(1)
    for cell in found:
        assert cell["row_low"] < cell["row_share"] < cell["row_high"]


def test_tests_by_group_are_listed() -> None:
    crosstab = {"statistic": "crosstab", "rows": "q", "columns": "h", "by": ["g"]}
    found = answer(survey(5), {**crosstab, "tests": ["rao_scott_f"]})["estimates"][0]
    assert [line["by"] for line in found["tests_by"]] == [{"g": "a"}, {"g": "b"}, {"g": "c"}]
    assert found["tests"] == found["tests_by"][0]["tests"]
    whole = answer(survey(5), {**crosstab, "tests": ["wald"], "where": "g == 'b'", "by": []})
    one = answer(survey(5), {**crosstab, "tests": ["wald"]})["estimates"][0]["tests_by"][1]
    assert whole["estimates"][0]["tests"]["wald"]["statistic"] == pytest.approx(
        one["tests"]["wald"]["statistic"]
    )


def test_table_with_one_row_has_no_test() -> None:
    crosstab = {"statistic": "crosstab", "rows": "q", "columns": "h", "where": "q == '1'"}
    found = answer(survey(6), {**crosstab, "tests": ["rao_scott_f", "wald"]})["estimates"][0]
    for test in found["tests"].values():
        assert set(test.values()) == {None}


def test_ten_thousand_categories_are_answered() -> None:
    labels = tuple(f"v{i:05d}" for i in range(10_000))
    codes = np.arange(1, 10_001, dtype=np.uint16)
    found = cells(ArraySource({"q": Column("q", "category", labels)}, {"q": codes}), share())
    assert len(found) == 10_000
    assert found[7]["se"] == pytest.approx(np.sqrt(1e-4 * (1 - 1e-4) / 9_999))


def far_away() -> ArraySource:
    """Return a survey with `far`, y moved a million away, and no missing answers."""
    source = survey(4, missing=False)
    columns = {**source.columns, "far": Column("far", "number")}
    return ArraySource(columns, {**source.arrays, "far": source.arrays["y"] + 1e6}, batch_rows=64)


def test_design_effect_of_a_total_far_from_zero() -> None:
    source = far_away()
    total = {"statistic": "total", "variables": ["far"], "deff": "replace"}
    (cell,) = cells(source, total, design={"weight": "w"})
    y, w = source.arrays["y"], source.arrays["w"]
    spread = (w * (y - np.average(y, weights=w)) ** 2).sum() * w.sum() / (len(y) - 1)
    assert cell["deff"] == pytest.approx(cell["se"] ** 2 / spread, rel=1e-9)


def test_error_of_a_calibrated_total_far_from_zero() -> None:
    source = far_away()
    step = {"method": "poststratify", "targets": {"g": {"a": 90.0, "b": 70.0, "c": 100.0}}}
    near, far = (
        cells(
            source,
            {"statistic": "total", "variables": [name], "where": "g != 'b'"},
            design={"weight": "w", "strata": "stratum"},
            weighting=[step],
        )[0]
        for name in ("y", "far")
    )
    assert far["estimate"] == pytest.approx(near["estimate"] + 190e6, rel=1e-12)
    assert far["se"] == pytest.approx(near["se"], rel=1e-8)


def test_error_of_a_total_far_from_zero_calibrated_on_numbers() -> None:
    """It came out 0: squares of values and of what was fitted to them cancelled."""
    source = far_away()
    step = {"method": "calibrate", "totals": {"(intercept)": 260.0, "z": 800.0}}
    near, far = (
        cells(
            source,
            {"statistic": "total", "variables": [name]},
            design={"weight": "w"},
            weighting=[step],
        )[0]
        for name in ("y", "far")
    )
    assert far["se"] == pytest.approx(near["se"], rel=1e-8)


def test_calibrated_mean_of_equal_values_has_no_error() -> None:
    """Rounding must not leave an error of 1e-8."""
    source = survey(4, missing=False)
    y = np.where(source.arrays["h"] == 2, 5.0, 2.0)
    same = ArraySource(source.columns, {**source.arrays, "y": y}, batch_rows=64)
    step = {"method": "poststratify", "targets": {"g": {"a": 90.1, "b": 70.7, "c": 100.3}}}
    mean = {"statistic": "mean", "variables": ["y"], "where": "h == 'l' and q == '3'"}
    (cell,) = cells(same, mean, design={"weight": "w"}, weighting=[step])
    assert (cell["estimate"], cell["se"], cell["low"]) == (5, 0, 5)


def test_share_that_cannot_vary_has_no_error() -> None:
    """Every cluster holds the same thirds: rounding must not leave an error of 1e-9."""
    columns = {name: Column(name, "category", ("a", "b", "c")) for name in ("q", "one")}
    columns |= {name: Column(name, "number") for name in ("cluster", "w")}
    weights = np.tile([0.1, 0.3, 0.7], 7) * np.repeat(np.arange(1, 8) / 3, 3)
    arrays: dict[str, Any] = {
        "q": np.tile([1, 2, 3], 7).astype(np.uint8),
        "one": np.ones(21, dtype=np.uint8),
        "cluster": np.repeat(np.arange(7.0), 3),
        "w": weights,
    }
    table = {"statistic": "crosstab", "rows": "q", "columns": "one"}
    found = cells(
        ArraySource(columns, arrays), table, design={"weight": "w", "clusters": ["cluster"]}
    )
    assert [cell["se"] for cell in found[::3]] == [0, 0, 0]
    assert [cell["column_share_se"] for cell in found[::3]] == [0, 0, 0]


@pytest.mark.parametrize("constant", [3.3, 0.1, 7.7])
def test_a_constant_has_no_design_effect(constant: float) -> None:
    source = survey(3, rows=500)
    flat = ArraySource(source.columns, {**source.arrays, "z": np.full(500, constant)})
    mean = {"statistic": "mean", "variables": ["z"], "by": ["g", "q"], "deff": True}
    found = cells(flat, mean, design={"weight": "w"})
    assert [cell["deff"] for cell in found] == [None] * 15


@pytest.mark.parametrize("weight", [0.1, 0.83, 1.23456])
@pytest.mark.parametrize(
    "asked",
    [
        {"statistic": "mean", "variables": ["y"], "by": ["g"]},
        {"statistic": "proportion", "variable": "q", "by": ["g"]},
        {"statistic": "quantile", "variable": "y", "probs": [0.5], "by": ["g"]},
        {"statistic": "crosstab", "rows": "q", "columns": "g", "where": "g == 'a'"},
    ],
    ids=lambda asked: str(asked["statistic"]),
)
def test_thirty_people_of_one_weight_are_not_too_few(asked: dict[str, Any], weight: float) -> None:
    """Their effective n came out as 29.999999999999996: the figures went with the rounding."""
    rows = 60
    labels = {"q": ("no", "yes"), "g": ("a", "b")}
    arrays: dict[str, Any] = {
        "q": np.tile([1, 2], rows // 2).astype(np.uint8),
        "g": np.repeat([1, 2], rows // 2).astype(np.uint8),
        "y": np.arange(rows, dtype=float),
        "w": np.full(rows, weight),
    }
    columns = {
        name: Column(name, "category" if name in labels else "number", labels.get(name, ()))
        for name in arrays
    }
    found = cells(ArraySource(columns, arrays), asked, design={"weight": "w"})
    based = [cell for cell in found if cell["n"]]
    assert {cell["n"] for cell in based} == {rows // 2}
    assert all(cell["flags"] == ["few"] for cell in based)
    assert base_flags(rows // 2, 30 * (1 - 1e-6)) == ("too_few",)


def test_one_respondent_has_no_design_effect() -> None:
    """A simple sample of one has no variance to compare with, whatever rounding leaves of it."""
    chance = np.random.default_rng(26)
    rows = {"y": np.round(-np.abs(chance.normal(2, 3, 12)), 2)}
    rows |= {"d": np.r_[1.0, np.full(11, 2.0)], "w": chance.lognormal(0, 1, 12)}
    source = ArraySource({name: Column(name, "number") for name in rows}, rows)
    total = {"statistic": "total", "variables": ["y"], "where": "d == 1", "deff": "replace"}
    (cell,) = cells(source, total, design={"weight": "w"})
    assert cell["se"] > 0
    assert cell["deff"] is None


def test_a_table_that_weighs_less_than_nothing_has_the_errors_of_shares() -> None:
    """Calibration without bounds can turn a domain's weight below 0: its shares still vary."""
    source = survey(5, missing=False)
    weighting = [
        {
            "method": "calibrate",
            "function": "linear",
            "totals": {"(intercept)": 300, "y": 300 * 480.0},
        }
    ]
    where = "y > 760"
    (mean,) = cells(
        source, {"statistic": "total", "variables": ["z"], "where": where}, weighting=weighting
    )
    assert mean["estimate"] < 0
    table = cells(
        source,
        {"statistic": "crosstab", "rows": "h", "columns": "g", "ci": "mean", "where": where},
        weighting=weighting,
    )
    for row in "klmn":
        (share,) = (
            cell
            for cell in cells(
                source,
                {"statistic": "proportion", "variable": "h", "ci": "mean", "where": where},
                weighting=weighting,
            )
            if cell["category"] == row
        )
        parts = [cell for cell in table if cell["row"] == row]
        assert sum(cell["estimate"] for cell in parts) == pytest.approx(share["estimate"])
        assert all(cell["se"] > 0 for cell in parts if cell["count"] > 0)


def test_strata_that_weigh_less_than_nothing_count_for_the_tests() -> None:
    """Of a calibrated sample all units and strata count, below 0 or not: rows less strata."""
    source = survey(5, missing=False)
    low = source.arrays["y"] < np.quantile(source.arrays["y"], 0.3)
    arrays = {**source.arrays, "stratum": np.where(low, 1, 2).astype(np.uint8)}
    source = ArraySource(source.columns, arrays, batch_rows=64)
    totals = {"(intercept)": 240, "y": 240 * 800.0}
    found = answer(
        source,
        {"statistic": "total", "variables": ["z"], "where": "stratum == '1'"},
        {"statistic": "crosstab", "rows": "h", "columns": "g", "tests": ["wald"], "where": "z < 3"},
        design={"strata": "stratum"},
        weighting=[{"method": "calibrate", "function": "linear", "totals": totals}],
    )
    total, table = found["estimates"]
    assert total["cells"][0]["estimate"] < 0
    assert table["tests"]["wald"]["ddf"] == 240 - 2
