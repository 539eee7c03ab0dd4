"""From totals and derivatives to estimates: what mean, total, ratio and proportion share."""

from collections.abc import Sequence

import numpy as np

from analysis.estimate.estimate import Estimate, base_flags, kish
from analysis.estimate.interval import quantile
from analysis.estimate.request import Deff
from analysis.sums.coding import Floats
from analysis.sums.moments import Group


def design_effects(group: Group, derivatives: Floats, variances: Floats, deff: Deff) -> Floats:
    """Return variance / variance of a simple random sample of the same size, NaN if not asked.

    `derivatives` are those of the outputs (outputs × basis). With `yes` the simple sample is drawn
    without replacement from a population of Σw, with `replace` with replacement. Source: R
    `svymean(deff =)`; the size counts rows that weigh more than 0.
    """
    if deff == "no":
        return np.full(len(variances), np.nan)
    weight, live = group.weight.sum(), group.live.sum()
    with np.errstate(all="ignore"):
        total = derivatives @ group.totals.ravel()
        simple = weight / (live - 1) * (group.spread(derivatives) - total**2 / weight)
        if deff == "yes":
            left = (weight - live) / weight
            simple = simple * (left if left > 0 else np.nan)
        return np.asarray(np.where(simple > 0, variances / simple, np.nan))


def linear_estimates(
    group: Group,
    values: Sequence[float],
    derivatives: Floats,
    *,
    df: float | None,
    level: float,
    deff: Deff = "no",
    needs_two: bool = True,
) -> list[Estimate]:
    """Return estimates with symmetric intervals; with `needs_two` one respondent has no se."""
    n = int(group.n.sum())
    effective = kish(group.weight.sum(), group.square.sum())
    flags = base_flags(n, effective)
    if not np.isfinite(values).all():
        empty = Estimate(None, None, None, None, None, n, effective, None, flags)
        return [empty] * len(values)
    variances = group.variances(derivatives)
    effects = design_effects(group, derivatives, variances, deff)
    errors = np.sqrt(np.maximum(variances, 0))
    if n == 1 and needs_two:
        errors[:] = effects[:] = np.nan
    half = quantile(level, df) * errors
    return [
        Estimate(value, se, value - h, value + h, df, n, effective, effect, flags)
        for value, se, h, effect in zip(values, errors, half, effects, strict=True)
    ]
