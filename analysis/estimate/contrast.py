"""Differences of levels with their covariance, and p values corrected for many of them.

The levels are cells of one table, so a contrast c′(p₁, …) has the variance J Cov J′ with J the
contrast of the levels' derivatives: units that hold people of several levels (a cluster, a panel)
and calibration are taken care of. Equals R `svycontrast(svyby(…, covmat = TRUE), …)`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import ndtr, stdtr

from analysis.estimate.classes import Levels
from analysis.sums.coding import Codes, Floats
from analysis.sums.group import Group

SLICE = 64


@dataclass(frozen=True, slots=True)
class Contrasts:
    """Differences of pairs of levels, their errors and two-sided p values; NaN if not defined."""

    values: Floats
    errors: Floats
    p: Floats


def all_pairs(levels: int) -> Codes:
    """Return the places of every pair (pairs × 2): the later level, then the earlier."""
    found = [(two, one) for one, two in combinations(range(levels), 2)]
    return np.array(found, dtype=np.intp).reshape(-1, 2)


def contrast(
    group: Group, levels: Levels, output: int, pairs: Codes, df: float | None
) -> Contrasts:
    """Return what one output of the levels is at the first of each pair less at the second.

    A level of one respondent has no error; without variance there is no p value.
    """
    one, two = pairs.T
    values = levels.values[one, output] - levels.values[two, output]
    known = np.isfinite(values) & (levels.n[pairs] > 1).all(axis=1)
    errors = np.full(len(pairs), np.nan)
    if known.any():
        variances = _variances(group, levels, output, pairs[known])
        errors[known] = np.sqrt(np.maximum(variances, 0))
    return Contrasts(values, errors, p_value(values, errors, df))


def _variances(group: Group, levels: Levels, output: int, pairs: Codes) -> Floats:
    one, two = pairs.T
    derivatives = levels.derivatives[:, output]
    if group.replicates is None:
        slices = [slice(start, start + SLICE) for start in range(0, len(pairs), SLICE)]
        parts = [group.variances(derivatives[one[s]] - derivatives[two[s]]) for s in slices]
        return np.concatenate(parts)
    used = np.unique(pairs)
    return group.over(levels.bases[used]).contrasts(derivatives[used], np.searchsorted(used, pairs))


def p_value(differences: Floats, errors: Floats, df: float | None) -> Floats:
    """Return two-sided p values of t (of the normal for None); NaN without an error."""
    with np.errstate(all="ignore"):
        t = -np.abs(differences) / np.where(errors > 0, errors, np.nan)
        if df is None:
            return np.asarray(2 * ndtr(t))
        return np.asarray(2 * stdtr(df, t)) if df > 0 else np.full(np.shape(t), np.nan)


def unadjusted(p: Floats) -> Floats:
    """Return the p values as they are."""
    return p


def bonferroni(p: Floats) -> Floats:
    """Times the number of comparisons. Source: Dunn (1961); R `p.adjust`."""
    return np.minimum(1.0, p * len(p))


def holm(p: Floats) -> Floats:
    """Step down: the smallest times m, the next times m − 1, … Source: Holm (1979)."""
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(1.0, stepped)
    return adjusted


def bh(p: Floats) -> Floats:
    """Step up for the false discovery rate. Source: Benjamini and Hochberg (1995)."""
    order = np.argsort(p, kind="stable")[::-1]
    ranks = np.arange(len(p), 0, -1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(p[order] * len(p) / ranks))
    return adjusted


CORRECTIONS: dict[str, Callable[[Floats], Floats]] = {
    "none": unadjusted,
    "holm": holm,
    "bonferroni": bonferroni,
    "bh": bh,
}


def corrected(p: Floats, correction: str) -> Floats:
    """Return p values corrected over those that are defined; the others stay NaN."""
    adjusted = np.full(p.shape, np.nan)
    known = np.isfinite(p)
    adjusted[known] = CORRECTIONS[correction](p[known])
    return adjusted
