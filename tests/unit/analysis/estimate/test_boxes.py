"""Top boxes, their mean over columns, and scores, against columns worked out beforehand."""

from typing import Any

import numpy as np
import pytest

from analysis.error import AnalysisError, PlanError
from analysis.source import ArraySource, Column
from tests.unit.analysis.making import cells, survey

CLUSTERED = {"weight": "w", "strata": "stratum", "clusters": ["cluster"], "nest": True}
RAKE = [{"method": "rake", "targets": {"h": {"k": 70.0, "l": 60.0, "m": 60.0, "n": 50.0}}}]
BOX = {"statistic": "top_box", "variable": "q", "categories": ["4", "5"]}
NUMBERS = ("estimate", "se", "low", "high", "df", "n", "n_effective", "deff")


def extended(seed: int) -> ArraySource:
    """Return a survey with the columns that boxes and scores stand for."""
    source, chance = survey(seed), np.random.default_rng(seed + 1000)
    score = chance.integers(0, 12, source.rows).astype(float)
    q, h = source.arrays["q"], source.arrays["h"]
    rated = (q > 0).astype(int) + (h > 0)
    more: dict[str, Any] = {
        "top": np.where(q == 0, 0, np.where(q >= 4, 2, 1)).astype(np.uint8),
        "nps": np.where(score == 11, np.nan, score),
        "points": np.where(score == 11, np.nan, 100.0 * (score >= 9) - 100.0 * (score <= 6)),
        "share": ((q == 1) + (h == 1).astype(int)) / np.maximum(rated, 1),
    }
    columns = {
        **source.columns,
        "top": Column("top", "category", ("no", "yes")),
        **{name: Column(name, "number") for name in ("nps", "points", "share")},
        "h": Column("h", "category", ("1", "2", "3", "4")),
    }
    return ArraySource(columns, {**source.arrays, **more}, batch_rows=64)


def same(one: dict[str, Any], two: dict[str, Any]) -> None:
    assert [one[key] for key in NUMBERS] == pytest.approx([two[key] for key in NUMBERS], rel=1e-9)
    assert one["flags"] == two["flags"]


@pytest.mark.parametrize("ci", ["logit", "mean", "beta", "wilson", "likelihood"])
@pytest.mark.parametrize("weighting", [[], RAKE], ids=["plain", "raked"])
def test_top_box_is_the_proportion_of_a_recoded_column(ci: str, weighting: Any) -> None:
    source = survey(21)
    codes = source.arrays["q"]
    top = np.where(codes == 0, 0, np.where(codes >= 4, 2, 1)).astype(np.uint8)
    columns = {**source.columns, "top": Column("top", "category", ("no", "yes"))}
    recoded = ArraySource(columns, {**source.arrays, "top": top})
    keys = {"by": ["g"], "ci": ci, "deff": "replace"}
    plan = {"design": CLUSTERED, "weighting": weighting}
    shares = cells(recoded, {"statistic": "proportion", "variable": "top", **keys}, **plan)
    for box, share in zip(cells(source, {**BOX, **keys}, **plan), shares[1::2], strict=True):
        same(box, share)
        assert (box["count"], box["categories"]) == (share["count"], ["4", "5"])


def test_missing_categories_are_as_if_never_answered() -> None:
    source = survey(22)
    codes = source.arrays["q"]
    without = {**source.arrays, "q": np.where(codes == 1, 0, codes).astype(np.uint8)}
    named = {**BOX, "missing": ["1"], "deff": "replace", "ci": "beta"}
    plain = {**BOX, "deff": "replace", "ci": "beta"}
    (one,) = cells(source, named, design=CLUSTERED)
    (two,) = cells(ArraySource(source.columns, without), plain, design=CLUSTERED)
    same(one, two)


def test_mean_top_box_is_the_mean_of_everybodys_share() -> None:
    source = extended(23)
    mean = {"statistic": "mean", "variables": ["share"], "by": ["g"], "deff": "replace"}
    box = {"statistic": "mean_top_box", "variables": ["q", "h"], "categories": ["1"]}
    found = cells(source, {**box, "by": ["g"], "deff": "replace"}, design=CLUSTERED)
    for one, two in zip(found, cells(source, mean, design=CLUSTERED), strict=True):
        same(one, two)
    assert found[0]["variables"] == ["q", "h"]


def test_mean_top_box_at_the_edge_has_an_interval() -> None:
    arrays = {name: np.full(50, 2, dtype=np.uint8) for name in "ab"}
    source = ArraySource({name: Column(name, "category", ("n", "y")) for name in "ab"}, arrays)
    for box, wanted in (("y", (0.05 ** (1 / 50), 1)), ("n", (0, 1 - 0.05 ** (1 / 50)))):
        plan = {"statistic": "mean_top_box", "variables": ["a", "b"], "categories": [box]}
        (cell,) = cells(source, plan)
        assert (cell["low"], cell["high"]) == pytest.approx(wanted)


@pytest.mark.parametrize("weighting", [[], RAKE], ids=["plain", "raked"])
def test_score_is_the_mean_of_points(weighting: Any) -> None:
    source = extended(24)
    if weighting:
        targets = dict(zip("1234", (70.0, 60.0, 60.0, 50.0), strict=True))
        weighting = [{"method": "rake", "targets": {"h": targets}}]
    plan: dict[str, Any] = {"design": CLUSTERED, "weighting": weighting}
    points = {"statistic": "mean", "variables": ["points"], "by": ["g"], "deff": "replace"}
    score = {"statistic": "nps", "variable": "nps", "by": ["g"], "deff": "replace"}
    for one, two in zip(cells(source, score, **plan), cells(source, points, **plan), strict=True):
        same(one, two)
        shares = one["shares"]
        assert sum(shares.values()) == pytest.approx(1)
        difference = 100 * (shares["promoters"] - shares["detractors"])
        assert difference == pytest.approx(one["estimate"])
        assert sum(one["counts"].values()) == one["n"]


def scores(*values: int) -> ArraySource:
    numbers = np.array(values, dtype=float)
    return ArraySource({"s": Column("s", "number")}, {"s": numbers})


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ([10] * 40, (100, 100 * (2 * 0.05 ** (1 / 40) - 1), 100)),
        ([3] * 40, (-100, -100, -100 * (2 * 0.05 ** (1 / 40) - 1))),
        ([8] * 40, (0, -100 * (1 - 0.025 ** (1 / 40)), 100 * (1 - 0.025 ** (1 / 40)))),
    ],
)
def test_a_score_without_variance_has_an_interval(given: list[int], wanted: Any) -> None:
    (cell,) = cells(scores(*given), {"statistic": "nps", "variable": "s"})
    assert (cell["estimate"], cell["low"], cell["high"]) == pytest.approx(wanted)


def test_nobody_and_one_respondent() -> None:
    for plan in (
        {"statistic": "nps", "variable": "s"},
        {**BOX, "variable": "s", "categories": "9"},
    ):
        (empty,) = cells(scores(9, 3), {**plan, "where": "s > 9"})
        assert (empty["estimate"], empty["se"], empty["n"]) == (None, None, 0)
        (one,) = cells(scores(9, 3), {**plan, "where": "s == 9"})
        assert (one["se"], one["n"]) == (None, 1)
        assert one["estimate"] in (1, 100)


@pytest.mark.parametrize("score", [11, -1, 99, 7.5])
def test_a_number_that_is_no_score_is_refused(score: Any) -> None:
    with pytest.raises(AnalysisError) as refused:
        cells(scores(score, 3, 10), {"statistic": "nps", "variable": "s"})
    assert refused.value.code == "bad_score"
    assert f"'{score}'" in refused.value.detail
    (cell,) = cells(
        scores(score, 3, 10), {"statistic": "nps", "variable": "s", "missing": f"{score}"}
    )
    assert (cell["estimate"], cell["n"]) == (0, 2)


@pytest.mark.parametrize("statistic", ["top_box", "mean_top_box"])
def test_a_category_that_does_not_occur_is_refused(statistic: str) -> None:
    plan = {**BOX, "statistic": statistic, "variables": ["q"], "categories": ["5", "9"]}
    del plan["variable"]
    with pytest.raises(AnalysisError) as refused:
        cells(survey(), plan)
    assert refused.value.code == "level_not_in_data"
    assert "'9' does not occur in 'q'" in refused.value.detail
    with pytest.raises(PlanError, match="categories must be apart from those of missing"):
        cells(survey(), {**plan, "categories": ["5"], "missing": ["5"]})
    with pytest.raises(PlanError, match="categories must be"):
        cells(survey(), {**plan, "categories": []})


def scored(given: Any, **more: Any) -> ArraySource:
    arrays = {"nps": np.asarray(given, dtype=float), **more}
    return ArraySource({name: Column(name, "number") for name in arrays}, arrays)


def test_a_mixed_score_without_error_has_no_interval_but_itself() -> None:
    """Each stratum has one cluster and `remove` leaves no error: that does not make all alike."""
    place = np.repeat([1.0, 2.0], 4)
    source = scored([10, 8, 7, 0, 9, 9, 6, 7], stratum=place, cluster=place)
    design = {"strata": "stratum", "clusters": ["cluster"], "lonely_psu": "remove"}
    (cell,) = cells(source, {"statistic": "nps", "variable": "nps", "df": None}, design=design)
    assert cell["se"] == 0
    assert cell["low"] == cell["high"] == cell["estimate"] == 12.5


def test_detractors_alone_score_the_least_however_they_weigh() -> None:
    """Weights by label and of the base are added in another order: no share is 1 − 1e-16 by it."""
    for seed in range(20):
        weights = np.random.default_rng(seed).lognormal(size=14)
        source = scored(np.arange(14) % 7, w=weights)
        design = {"weight": "w"}
        (cell,) = cells(source, {"statistic": "nps", "variable": "nps"}, design=design)
        assert (cell["estimate"], cell["se"], cell["low"]) == (-100, 0, -100)
        assert -100 < cell["high"] < 100
