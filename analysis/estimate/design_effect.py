"""Design effects of linearised statistics."""

from typing import Literal

import numpy as np

from analysis.sums.coding import Floats
from analysis.sums.group import NOISE, Group
from analysis.sums.where import Bools

Deff = Literal["no", "yes", "replace"]


def design_effects(
    group: Group,
    derivatives: Floats,
    variances: Floats,
    deff: Deff,
    *,
    cells: Bools | None = None,
) -> Floats:
    """Return variance / variance of a simple random sample of the same size, NaN if not asked.

    `derivatives` are those of the outputs (outputs × basis). With `yes` the simple sample is drawn
    without replacement from a population of Σw, with `replace` with replacement. Source: R
    `svymean(deff =)`; the size counts rows that weigh more than 0. `cells` says which
    of the group's cells make up the base, all when it is left out. A constant has none: what is
    left of its variance is rounding.
    """
    if deff == "no":
        return np.full(len(variances), np.nan)
    base = np.ones(len(group.n), dtype=bool) if cells is None else cells
    weight, live = group.weight[base].sum(), group.live[base].sum()
    with np.errstate(all="ignore"):
        means = derivatives @ group.totals.ravel() / weight
        centred = derivatives.reshape(len(derivatives), len(base), -1).copy()
        centred[:, :, 0] -= means[:, None] * base
        spread = group.spread(centred.reshape(derivatives.shape))
        rounding = (NOISE * (np.abs(derivatives) @ np.abs(group.totals.ravel()))) ** 2 / weight
        simple = weight / (live - 1) * np.where((spread > rounding) & (live > 1), spread, np.nan)
        if deff == "yes":
            left = (weight - live) / weight
            simple = simple * (left if left > 0 else np.nan)
        return np.asarray(np.where(simple > 0, variances / simple, np.nan))
