"""Calibration variance from sums equals the row-by-row residuals of R's svyrecvar."""

from typing import Any

import numpy as np
import pytest

from analysis.source import ArraySource
from tests.unit.analysis import rowwise
from tests.unit.analysis.making import cells, survey

TARGETS = {
    "g": {"a": 90.0, "b": 80.0, "c": 70.0},
    "h": {"k": 70.0, "l": 60.0, "m": 60.0, "n": 50.0},
}
SECOND = {"h": {"k": 75.0, "l": 55.0, "m": 65.0, "n": 45.0}}
DESIGNS = {
    "unweighted": {},
    "weighted": {"weight": "w"},
    "stratified": {"weight": "w", "strata": "stratum"},
    "equal stratified": {"strata": "stratum"},
    "clustered": {"weight": "w", "strata": "stratum", "clusters": ["cluster"], "nest": True},
    "equal clustered": {"strata": "stratum", "clusters": ["cluster"], "nest": True},
}


def margins_of(source: ArraySource, targets: dict[str, dict[str, float]]) -> list[Any]:
    found = []
    for name, levels in targets.items():
        labels = source.columns[name].labels
        found.append(
            (source.arrays[name], {labels.index(label) + 1: t for label, t in levels.items()})
        )
    return found


def expected(
    source: ArraySource, design: dict[str, Any], influence: Any, steps: list[Any]
) -> tuple[Any, float]:
    """Return final weights and the variance of the total of `influence(final weights)`."""
    base = source.arrays["w"] if "weight" in design else np.ones(source.rows)
    weights, taken = [np.asarray(base, dtype=float)], []
    for targets, kind in steps:
        margins = margins_of(source, targets)
        weights.append(rowwise.rake(weights[-1], margins))
        taken.append(([values for values, _ in margins], kind))
    x = rowwise.residuals(influence(weights[-1]), weights, taken)
    strata = source.arrays["stratum"] if "strata" in design else np.zeros(source.rows)
    clusters = source.arrays["cluster"] if "clusters" in design else None
    return weights[-1], rowwise.variance(x, strata, clusters)


def step(targets: Any, kind: str) -> dict[str, Any]:
    if kind == "post":
        return {"method": "poststratify", "targets": targets}
    return {"method": "rake", "targets": targets, "residuals": kind}


CHAINS = {
    "unit": [(TARGETS, "unit")],
    "design": [(TARGETS, "design")],
    "post": [(SECOND, "post")],
    "rake then post": [(TARGETS, "unit"), (SECOND, "post")],
    "post then rake": [(SECOND, "post"), (TARGETS, "design")],
}


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
@pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS)
def test_mean_after_weighting_equals_rowwise_variance(design: Any, chain: Any) -> None:
    source = survey(3)
    y = np.nan_to_num(source.arrays["y"])
    present = ~np.isnan(source.arrays["y"])

    def influence(w: Any) -> Any:
        mean = (w * y).sum() / (w * present).sum()
        return np.where(present, y - mean, 0.0) / (w * present).sum()

    rowwise_steps = [(targets, "design" if kind == "post" else kind) for targets, kind in chain]
    weights, variance = expected(source, design, influence, rowwise_steps)
    plan = {"design": design, "weighting": [step(*one) for one in chain]}
    (cell,) = cells(source, {"statistic": "mean", "variables": ["y"]}, **plan)
    mean = (weights * y).sum() / (weights * present).sum()
    assert cell["estimate"] == pytest.approx(mean, rel=1e-10)
    assert cell["se"] == pytest.approx(np.sqrt(variance), rel=1e-8)


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
@pytest.mark.parametrize("kind", ["unit", "design"])
def test_crosstab_and_domain_shares_equal_rowwise_variance(design: Any, kind: str) -> None:
    source = survey(5)
    q, h, g = (source.arrays[name] for name in "qhg")
    inside = (q > 0) & (g == 2)

    def row_share(w: Any) -> Any:
        base = inside & (q == 3)
        p = (w * (base & (h == 2))).sum() / (w * base).sum()
        return base * ((h == 2) - p) / (w * base).sum()

    weights, variance = expected(source, design, row_share, [(TARGETS, kind)])
    plan = {"design": design, "weighting": [step(TARGETS, kind)]}
    estimate = {"statistic": "crosstab", "rows": "q", "columns": "h", "where": "g == 'b'"}
    found = cells(source, estimate, **plan)
    cell = next(one for one in found if (one["row"], one["column"]) == ("3", "l"))
    base = inside & (q == 3)
    assert cell["row_share"] == pytest.approx(
        weights[base & (h == 2)].sum() / weights[base].sum(), rel=1e-10
    )
    assert cell["row_share_se"] == pytest.approx(np.sqrt(variance), rel=1e-8)
    assert cell["count"] == int((base & (h == 2)).sum())


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
def test_ratio_and_total_without_weighting_equal_rowwise_variance(design: Any) -> None:
    source = survey(7)
    y, z = np.nan_to_num(source.arrays["y"]), source.arrays["z"]
    present = ~np.isnan(source.arrays["y"])

    def ratio(w: Any) -> Any:
        r = (w * y).sum() / (w * z * present).sum()
        return present * (y - r * z) / (w * z * present).sum()

    _, variance = expected(source, design, ratio, [])
    estimate = {"statistic": "ratio", "numerator": "y", "denominator": "z"}
    (cell,) = cells(source, estimate, design=design)
    assert cell["se"] == pytest.approx(np.sqrt(variance), rel=1e-9)
    _, variance = expected(source, design, lambda w: y + 0 * w, [])
    (cell,) = cells(source, {"statistic": "total", "variables": ["y"]}, design=design)
    assert cell["se"] == pytest.approx(np.sqrt(variance), rel=1e-9)


@pytest.mark.parametrize("kind", ["unit", "design"])
def test_rows_that_only_trimming_gives_weight_have_no_residual(kind: str) -> None:
    """They weigh 0 in the raking, so take no part in its fit, and nothing is taken off them."""
    source = survey(9, missing=False)
    base = source.arrays["w"] * (np.arange(source.rows) % 8 > 0)
    source = ArraySource(source.columns, {**source.arrays, "w": base}, batch_rows=64)
    lower = 0.4
    weighting = [step(TARGETS, kind), {"method": "trim", "lower": lower}]
    raked = rowwise.rake(base, margins_of(source, TARGETS))
    out = raked < lower
    final = np.where(out, lower, raked - (lower - raked[out]).sum() / (~out).sum())
    y = source.arrays["y"]
    x = final * (y - final @ y / final.sum()) / final.sum()
    values = np.divide(x, raked, out=np.zeros_like(x), where=raked > 0)
    left = rowwise.residuals(
        values, [base, raked], [([values for values, _ in margins_of(source, TARGETS)], kind)]
    )
    design = {"weight": "w", "strata": "stratum", "clusters": ["cluster"], "nest": True}
    (cell,) = cells(
        source,
        {"statistic": "mean", "variables": ["y"], "deff": "replace"},
        design=design,
        weighting=weighting,
    )
    u = np.where(raked > 0, left, x)
    error = rowwise.variance(u, source.arrays["stratum"], source.arrays["cluster"]) ** 0.5
    assert cell["se"] == pytest.approx(error, rel=1e-8)
