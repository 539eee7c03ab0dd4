"""Differences between levels: against row by row, options, edges, refusals."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from analysis.error import AnalysisError, PlanError
from analysis.source import ArraySource, Column
from tests.unit.analysis.making import cells, survey
from tests.unit.analysis.rowwise import rake, residuals, variance

CLUSTERED = {"weight": "w", "strata": "stratum", "clusters": ["cluster"], "nest": True}
TARGETS = {"h": {"k": 70.0, "l": 60.0, "m": 60.0, "n": 50.0}}


def difference(measure: str = "mean", variable: str = "y", **keys: Any) -> dict[str, Any]:
    return {
        "statistic": "difference",
        "group": "g",
        "levels": ["c", "a"],
        "measure": measure,
        "variable": variable,
        **keys,
    }


def by_hand(source: ArraySource, numbers: Any, *, raked: bool) -> tuple[float, float]:
    """Return the difference of the means of levels c and a, and its standard error."""
    a = source.arrays
    margin = np.array(list("klmn"))[a["h"] - 1]
    final = rake(a["w"], [(margin, TARGETS["h"])]) if raked else a["w"]
    influence, means = np.zeros(source.rows), []
    for level, sign in ((3, 1), (1, -1)):
        inside = (a["g"] == level) & ~np.isnan(numbers)
        mean = (final * np.nan_to_num(numbers))[inside].sum() / final[inside].sum()
        influence[inside] += sign * (numbers[inside] - mean) / final[inside].sum()
        means.append(mean)
    steps = [([margin], "design")] if raked else []
    weights = [a["w"], final] if raked else [a["w"]]
    x = residuals(influence, weights, steps)
    return means[0] - means[1], float(np.sqrt(variance(x, a["stratum"], a["cluster"])))


@pytest.mark.parametrize("raked", [False, True])
@pytest.mark.parametrize("measure", ["mean", "top_box"])
def test_difference_equals_row_by_row(measure: str, *, raked: bool) -> None:
    source = survey(11)
    weighting = [{"method": "rake", "targets": TARGETS}] if raked else []
    keys: dict[str, Any] = {}
    numbers = source.arrays["y"]
    if measure == "top_box":
        codes = source.arrays["q"]
        keys = {"variable": "q", "categories": ["4", "5"]}
        numbers = np.where(codes == 0, np.nan, (codes >= 4).astype(float))
    found = cells(source, difference(measure, **keys), design=CLUSTERED, weighting=weighting)
    value, error = by_hand(source, numbers, raked=raked)
    (cell,) = found
    assert (cell["estimate"], cell["se"]) == pytest.approx((value, error), rel=1e-9)
    assert cell["p"] == pytest.approx(2 * stats.t.sf(abs(value / error), cell["df"]))
    assert cell["p_adjusted"] == cell["p"]
    assert (cell["level"], cell["against"]) == ("c", "a")


def test_covariance_between_levels_of_one_cluster_counts() -> None:
    source = survey(12, missing=False)
    (cell,) = cells(source, difference(), design=CLUSTERED)
    means = cells(source, {"statistic": "mean", "variables": ["y"], "by": ["g"]}, design=CLUSTERED)
    apart = np.hypot(means[2]["se"], means[0]["se"])
    assert cell["estimate"] == pytest.approx(means[2]["estimate"] - means[0]["estimate"])
    assert abs(cell["se"] / apart - 1) > 1e-3


def test_all_pairs_of_all_categories_by_another_group() -> None:
    source = survey(13)
    found = cells(source, difference("proportion", "q", levels=[], by=["h"], correction="bh"))
    assert len(found) == 4 * 5 * 3
    assert [cell["category"] for cell in found[:15:3]] == list("12345")
    for start in range(0, len(found), 3):
        three = found[start : start + 3]
        assert three[1]["estimate"] == pytest.approx(three[0]["estimate"] + three[2]["estimate"])
        p = np.array([cell["p"] for cell in three])
        wanted = stats.false_discovery_control(p)
        assert [cell["p_adjusted"] for cell in three] == pytest.approx(wanted)
    (one,) = cells(source, difference("proportion", "q", categories=["2"], where="h == 'k'"))
    same = next(
        cell
        for cell in found
        if (cell["category"], cell["level"], cell["against"]) == ("2", "c", "a")
    )
    assert one["estimate"] == pytest.approx(same["estimate"])
    assert one["se"] == pytest.approx(same["se"])
    assert (one["level_count"], one["level_n"]) == (same["level_count"], same["level_n"])


def test_missing_categories_leave_the_base() -> None:
    source = survey(14)
    named = difference("top_box", "q", categories=["4"], missing=["5"])
    (cell,) = cells(source, named)
    (alone,) = cells(source, difference("top_box", "q", categories=["4"], where="q != '5'"))
    assert cell == alone


def test_without_variance_there_is_no_interval_and_no_p() -> None:
    columns = {"g": Column("g", "category", ("a", "c")), "q": Column("q", "category", ("n", "y"))}
    arrays = {"g": np.repeat([1, 2], 40).astype(np.uint8), "q": np.full(80, 2, dtype=np.uint8)}
    source = ArraySource(columns, arrays)
    (cell,) = cells(source, difference("top_box", "q", categories=["y"]))
    assert (cell["estimate"], cell["se"]) == (0, 0)
    assert (cell["low"], cell["high"], cell["p"]) == (None, None, None)


def test_an_empty_level_and_a_level_of_one() -> None:
    columns = {"g": Column("g", "category", ("a", "b", "c")), "y": Column("y", "number")}
    arrays = {"g": np.array([1, 1, 1, 3], dtype=np.uint8), "y": np.array([1.0, 2.0, 4.0, 9.0])}
    found = cells(ArraySource(columns, arrays), difference(levels=[]))
    assert [(cell["level"], cell["estimate"], cell["se"]) for cell in found] == [
        ("b", None, None),
        ("c", pytest.approx(9 - 7 / 3), None),
        ("c", None, None),
    ]
    assert all("too_few" in cell["flags"] for cell in found)


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        ({"levels": ["c"]}, "bad_plan", "two different levels"),
        ({"levels": ["c", "c"]}, "bad_plan", "two different levels"),
        ({"levels": ["c", "z"]}, "level_not_in_data", "'z' does not occur in 'g'"),
        ({"measure": "median"}, "unknown_key", "measure must be one of"),
        ({"measure": "top_box"}, "bad_plan", "categories must be"),
        ({"categories": ["1"]}, "bad_plan", "measure must be"),
        ({"correction": "tukey"}, "unknown_key", "correction must be one of"),
        ({"deff": True}, "bad_plan", "deff must be"),
        ({"variable": "q"}, "not_a_number", "'q'"),
        ({"group": "nobody"}, "unknown_column", "'nobody'"),
    ],
)
def test_refusals_name_what_is_wrong(change: dict[str, Any], code: str, told: str) -> None:
    with pytest.raises((AnalysisError, PlanError)) as refused:
        cells(
            survey(),
            difference(**change) if "measure" not in change else {**difference(), **change},
        )
    assert refused.value.code == code
    assert told in refused.value.detail
