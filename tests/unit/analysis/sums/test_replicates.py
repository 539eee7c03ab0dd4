"""Replicate variances equal those of a plan run once per replicate with its own weights."""

from typing import Any

import numpy as np
import pytest
from scipy.linalg import hadamard

from analysis.error import AnalysisError
from analysis.plan import parse_plan
from analysis.source import ArraySource, Column
from analysis.sums.replicates import Replicates, deviations
from tests.unit.analysis.making import answer, cells, survey

TARGETS = {"g": {"a": 90.0, "b": 80.0, "c": 70.0}}
RAKE = {"method": "rake", "targets": TARGETS}
LINEAR = {"method": "calibrate", "function": "linear", "targets": TARGETS}
LOGIT = {"method": "calibrate", "function": "logit", "targets": TARGETS, "bounds": [0.2, 4]}
PLAIN = {"weight": "w", "clusters": ["cluster"]}
STRATIFIED = {"weight": "w", "strata": "stratum", "clusters": ["cluster"], "nest": True}
ESTIMATES = [
    {"statistic": "mean", "variables": ["y"]},
    {"statistic": "total", "variables": ["y"], "where": "g == 'b'"},
    {"statistic": "ratio", "numerator": "y", "denominator": "z", "by": ["h"]},
    {"statistic": "proportion", "variable": "q", "ci": "beta"},
    {"statistic": "crosstab", "rows": "q", "columns": "h"},
    {"statistic": "top_box", "variable": "q", "categories": ["4", "5"], "missing": ["1"]},
    {"statistic": "nps", "variable": "score"},
    {"statistic": "multiple", "variables": ["t1", "t2"]},
    {"statistic": "multiple", "variables": ["t1", "t2"], "base": "responses"},
    {"statistic": "mean_top_box", "variables": ["q"], "categories": ["4", "5"]},
    {"statistic": "difference", "group": "h", "measure": "proportion", "variable": "q"},
    {"statistic": "difference", "group": "h", "measure": "mean", "variable": "y", "by": ["g"]},
    {"statistic": "letters", "variable": "q", "columns": "h"},
]


def paired(seed: int = 3, **keys: Any) -> ArraySource:
    """Return a survey with two clusters in each stratum."""
    source = survey(seed, **keys)
    chance = np.random.default_rng(1000 + seed)
    cluster = chance.integers(1, 3, source.rows).astype(np.uint8)
    score = chance.integers(6, 11, source.rows).astype(float)
    ticks = {name: chance.integers(0, 2, source.rows).astype(float) for name in ("t1", "t2")}
    return changed(source, cluster=cluster, score=score, **ticks)


def changed(source: ArraySource, **arrays: Any) -> ArraySource:
    columns = {**source.columns}
    for name in arrays:
        columns.setdefault(name, Column(name, "number"))
    return ArraySource(columns, {**source.arrays, **arrays}, batch_rows=64)


def left_out(source: ArraySource, *, by_stratum: bool) -> tuple[list[Any], list[float]]:
    stratum = source.arrays["stratum"] if by_stratum else np.ones(source.rows, dtype=int)
    cluster = source.arrays["cluster"]
    multipliers, scales = [], []
    for h in np.unique(stratum):
        units = np.unique(cluster[stratum == h])
        for unit in units:
            own = np.where(stratum == h, len(units) / (len(units) - 1), 1.0)
            own[(stratum == h) & (cluster == unit)] = 0.0
            multipliers.append(own)
            scales.append((len(units) - 1) / len(units))
    return multipliers, scales


def halves(source: ArraySource, rho: float) -> tuple[list[Any], list[float]]:
    stratum, cluster = source.arrays["stratum"], source.arrays["cluster"]
    lines = hadamard(4)[1:4].T
    multipliers = [
        np.where((line[stratum - 1] > 0) == (cluster == 2), 2 - rho, rho) for line in lines
    ]
    return multipliers, [1 / (4 * (1 - rho) ** 2)] * 4


def numbers(found: dict[str, Any], key: str) -> Any:
    lines = [cell for one in found["estimates"] for cell in one["cells"]]
    return np.array([np.nan if cell.get(key) is None else cell[key] for cell in lines])


DESIGNS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "JK1": (PLAIN, {"type": "JK1"}),
    "JKn": (STRATIFIED, {"type": "JKn"}),
    "BRR": (STRATIFIED, {"type": "BRR"}),
    "Fay": (STRATIFIED, {"type": "Fay", "rho": 0.4}),
    "mse": (STRATIFIED, {"type": "JKn", "mse": True}),
}


def replicate_weights(name: str, source: ArraySource) -> tuple[list[Any], list[float]]:
    if name in ("BRR", "Fay"):
        return halves(source, 0.4 if name == "Fay" else 0.0)
    return left_out(source, by_stratum=name != "JK1")


@pytest.mark.parametrize("steps", [[], [RAKE], [LINEAR], [RAKE, LOGIT]])
@pytest.mark.parametrize("name", DESIGNS)
def test_variance_equals_that_of_a_plan_per_replicate(name: str, steps: list[Any]) -> None:
    source = paired()
    design, replicates = DESIGNS[name]
    found = answer(source, *ESTIMATES, design={**design, "replicates": replicates}, weighting=steps)
    assert "residuals" not in found["weights"]
    multipliers, scales = replicate_weights(name, source)
    weighed = [changed(source, w=source.arrays["w"] * one) for one in multipliers]
    answers = [answer(one, *ESTIMATES, design={"weight": "w"}, weighting=steps) for one in weighed]
    for value, error in (("estimate", "se"), ("row_share", "row_share_se")):
        each = np.array([numbers(one, value) for one in answers])
        centre = numbers(found, value) if name == "mse" else each.mean(axis=0)
        expected = np.sqrt((np.array(scales)[:, None] * (each - centre) ** 2).sum(axis=0))
        known = ~np.isnan(expected)
        assert known.any()
        assert numbers(found, error)[known] == pytest.approx(expected[known], rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("steps", [[], [RAKE], [LINEAR]])
def test_weights_in_columns_equal_those_made_from_clusters(steps: list[Any]) -> None:
    source = paired(missing=False)
    multipliers, scales = left_out(source, by_stratum=True)
    names = [f"r{i}" for i in range(len(multipliers))]
    weights = {name: source.arrays["w"] * one for name, one in zip(names, multipliers, strict=True)}
    columns = {"columns": names, "scale": 1.0, "rscales": scales}
    made = {**STRATIFIED, "replicates": {"type": "JKn"}}
    read = {"weight": "w", "replicates": columns}
    one = answer(source, *ESTIMATES, design=made, weighting=steps)
    two = answer(changed(source, **weights), *ESTIMATES, design=read, weighting=steps)
    for key in ("estimate", "se", "row_share_se", "low", "high", "df"):
        assert numbers(two, key) == pytest.approx(numbers(one, key), rel=1e-9, nan_ok=True)


def test_bootstrap_repeats_itself_and_is_near_the_linearised_error() -> None:
    made = survey(2, rows=600, missing=False)
    source = changed(made, part=(np.arange(600) % 20 + 1).astype(float))
    mean = {"statistic": "mean", "variables": ["y"]}
    design = {"weight": "w", "clusters": ["part"]}
    (plain,) = cells(source, mean, design=design)
    asked = {"type": "bootstrap", "replicates": 1000, "seed": 5}
    (first,) = cells(source, mean, design={**design, "replicates": asked})
    (again,) = cells(source, mean, design={**design, "replicates": asked})
    assert first == again
    assert first["se"] == pytest.approx(plain["se"], rel=0.1)
    assert first["df"] == 19


@pytest.mark.parametrize(
    ("design", "code"),
    [
        ({**STRATIFIED, "replicates": {"type": "JK1"}}, "bad_design"),
        ({"weight": "w", "replicates": {"type": "JKn"}}, "bad_design"),
        ({**STRATIFIED, "fpc": ["ten"], "replicates": {"type": "BRR"}}, "bad_design"),
        ({**PLAIN, "replicates": {"type": "BRR"}}, None),
        ({**PLAIN, "clusters": ["h"], "replicates": {"type": "BRR"}}, "bad_design"),
        ({**PLAIN, "replicates": {"type": "Fay"}}, "bad_plan"),
        ({**PLAIN, "replicates": {"type": "Fay", "rho": 1}}, "bad_plan"),
        ({**PLAIN, "replicates": {"type": "SDR"}}, "unknown_key"),
        ({**PLAIN, "replicates": {"type": "bootstrap", "replicates": 1}}, "bad_plan"),
        ({**PLAIN, "replicates": {"type": "JK1", "rho": 0.3}}, "unknown_key"),
        ({"weight": "w", "replicates": {"columns": ["nowhere"], "scale": 1}}, "unknown_column"),
        ({"weight": "w", "replicates": {"columns": ["q"], "scale": 1}}, "not_a_number"),
        ({"weight": "w", "replicates": {"columns": ["y"], "scale": 1}}, "bad_weights"),
        ({"weight": "w", "replicates": {"columns": ["w"]}}, "bad_plan"),
        ({"weight": "w", "replicates": {"columns": ["w"], "scale": 0}}, "bad_plan"),
        ({"weight": "w", "replicates": {"columns": ["w"], "scale": 1, "rscales": []}}, "bad_plan"),
    ],
)
def test_design_without_replicates_is_refused(design: dict[str, Any], code: str | None) -> None:
    source = changed(paired(), ten=np.full(240, 10.0))
    if code is None:
        assert answer(source, design=design)["errors"] == []
        return
    with pytest.raises(AnalysisError) as error:
        answer(source, design=design)
    assert error.value.code == code


def test_what_replicates_cannot_do_is_refused() -> None:
    design = {**STRATIFIED, "replicates": {"type": "JKn"}}
    on_numbers = {"method": "calibrate", "function": "linear", "totals": {"z": 800}}
    trim = {"method": "trim", "upper": 2.0}
    for step in (on_numbers, trim):
        with pytest.raises(AnalysisError) as error:
            answer(paired(), design=design, weighting=[step])
        assert error.value.code == "no_replicates"


def test_replicate_that_cannot_meet_the_margins_is_refused_by_its_number() -> None:
    design = {"weight": "w", "clusters": ["g"], "replicates": {"type": "JK1"}}
    with pytest.raises(AnalysisError) as error:
        answer(paired(missing=False), design=design, weighting=[RAKE])
    assert error.value.code == "impossible_cell"
    assert "replicate 1" in error.value.detail
    narrow = {**LINEAR, "bounds": [0.5, 1.5]}
    with pytest.raises(AnalysisError) as error:
        answer(
            paired(missing=False),
            design={**STRATIFIED, "replicates": {"type": "Fay", "rho": 0.1}},
            weighting=[{**narrow, "bounds": [0.7, 1.35]}],
        )
    assert error.value.code == "bounds_infeasible"


def test_ratio_without_its_denominator_is_refused_and_a_total_is_not() -> None:
    totals, replicated = np.array([4.0, 8.0]), np.array([[3.0, 9.0], [5.0, 7.0]])
    mean = np.array([[-2.0, 1.0]]) / 4
    with pytest.raises(AnalysisError) as error:
        deviations(mean, None, totals, replicated)
    assert error.value.code == "no_replicates"
    exact = deviations(mean, np.array([[1.0, 0.0]]), totals, replicated)
    assert exact[:, 0] == pytest.approx([9 / 3 - 2, 7 / 5 - 2])
    total = deviations(np.array([[0.0, 1.0]]), None, totals, replicated)
    assert total[:, 0] == pytest.approx([1.0, -1.0])


def test_plan_takes_replicates_as_written() -> None:
    columns = {"columns": ["r1", "r2"], "scale": 0.5, "rscales": [1, 1]}
    plan = parse_plan({"format": "ydan-analysis/1", "design": {"replicates": columns}})
    assert plan.design.replicates is not None
    assert plan.design.replicates.columns == ("r1", "r2")
    assert "r2" in plan.design.column_names


def test_replicates_left_that_agree_but_for_rounding_show_no_variance() -> None:
    """One replicate has nobody of the base; the other two hold the same people."""
    replicates = Replicates(None, (), np.full(3, 0.5), mse=False, df=2)
    near = np.nextafter(0.3, 1)
    assert np.isnan(replicates.variances(np.array([[np.nan], [0.3], [near]]))).all()
    assert replicates.variances(np.array([[np.nan], [0.3], [0.4]])) == pytest.approx([0.0025])


def test_a_difference_counts_replicates_that_have_all_levels() -> None:
    """As R `svyby(covmat = TRUE)`: the first lacks a third level, the others show its variance."""
    replicates = Replicates(None, (), np.full(3, 0.5), mse=False, df=2)
    moved = np.array([[0.9, 0.0, np.nan], [0.3, 0.0, 0.1], [0.1, 0.0, 0.2]])
    found = replicates.contrasts(moved, np.array([[1, 0], [2, 1]]))
    assert found == pytest.approx([0.01, 0.0025])
