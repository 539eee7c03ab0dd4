"""The difference of two estimates from samples of their own, as two waves of a survey are.

With nobody in both samples the covariance is 0, so Var(a − b) = Var(a) + Var(b), with the degrees
of freedom of both together. (People who may be in both: `difference` with the waves as levels.)
"""

from dataclasses import dataclass
from math import hypot

import numpy as np

from analysis.estimate.contrast import corrected, p_value
from analysis.estimate.interval import quantile

Triple = tuple[float, float, float | None]
"""An estimate, its standard error, its degrees of freedom (None: the normal)."""


@dataclass(frozen=True, slots=True)
class Apart:
    """The first estimate less the second, its 95 % interval, its p value (None: not defined)."""

    value: float
    se: float
    low: float
    high: float
    p: float | None


def difference_apart(one: Triple, two: Triple, level: float = 0.95) -> Apart:
    """Return the difference of two estimates of independent samples.

    Example: `difference_apart((0.6, 0.02, 400), (0.5, 0.02, 400)).value` is 0.1 with se 0.0283.
    """
    value, se = one[0] - two[0], hypot(one[1], two[1])
    df = None if one[2] is None or two[2] is None else one[2] + two[2]
    half = quantile(level, df) * se
    p = float(p_value(np.array([value]), np.array([se]), df)[0])
    return Apart(value, se, value - half, value + half, p if np.isfinite(p) else None)


def adjust(p_values: list[float | None], correction: str = "holm") -> list[float | None]:
    """Return p values corrected for each other; those that are not defined stay None."""
    given = np.array([np.nan if p is None else p for p in p_values], dtype=np.float64)
    return [float(p) if np.isfinite(p) else None for p in corrected(given, correction)]
