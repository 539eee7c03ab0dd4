"""Confidence intervals. Arrays in, arrays out; NaN where an interval is not defined.

The proportion intervals equal R `svyciprop` (docs/methods/proportion.md names each); at 0 and 1,
where R fails or gives a point, the interval is one-sided and exact on the effective n.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, ndtri, stdtrit

from analysis.sums.coding import Floats
from analysis.sums.presence import Presence


def quantile(level: float, df: float | None) -> float:
    """Return the two-sided critical value: of t with `df`, of the normal for None.

    NaN when df is not positive.
    """
    upper = 0.5 + level / 2
    if df is None:
        return float(ndtri(upper))
    return float(stdtrit(df, upper)) if df > 0 else float("nan")


@dataclass(frozen=True, slots=True)
class Shares:
    """Proportions of one base with what their intervals need.

    `presence` is that of the domain, with missing answers; `dispersion` is that of R's
    quasibinomial fit (see `dispersion`); `domain_df` are the domain's degrees of freedom,
    `design_df` the whole design's (both None for normal intervals).
    """

    p: Floats
    se: Floats
    n_effective: float | Floats
    presence: Presence
    dispersion: float | Floats
    domain_df: float | None
    design_df: float | None
    level: float


def logit(shares: Shares) -> tuple[Floats, Floats]:
    """Symmetric on the log odds."""
    p = shares.p
    half = quantile(shares.level, shares.domain_df) * shares.se / (p * (1 - p))
    middle = np.log(p / (1 - p))
    low, high = 1 / (1 + np.exp(half - middle)), 1 / (1 + np.exp(-half - middle))
    return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)


def mean(shares: Shares) -> tuple[Floats, Floats]:
    """Symmetric on the share itself, with the whole design's degrees of freedom."""
    half = quantile(shares.level, shares.design_df) * shares.se
    return shares.p - half, shares.p + half


def asin(shares: Shares) -> tuple[Floats, Floats]:
    """Symmetric on the arcsine of the root, held inside 0 … 1."""
    p = shares.p
    half = quantile(shares.level, shares.domain_df) * shares.se / (2 * np.sqrt(p * (1 - p)))
    middle = np.arcsin(np.sqrt(p))
    low, high = np.clip(middle - half, 0, None), np.clip(middle + half, None, np.pi / 2)
    return np.sin(low) ** 2, np.sin(high) ** 2


def beta(shares: Shares) -> tuple[Floats, Floats]:
    """Korn and Graubard (1998): exact binomial on the design-based n, adjusted for its df.

    The adjustment stays when the normal is asked for, as in R.
    """
    p, presence = shares.p, shares.presence
    ratio = quantile(shares.level, presence.kept - 1) / quantile(shares.level, presence.df)
    n = p * (1 - p) / shares.se**2 * ratio**2
    tail = (1 - shares.level) / 2
    low = betaincinv(n * p, n * (1 - p) + 1, tail)
    high = betaincinv(n * p + 1, n * (1 - p), 1 - tail)
    return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)


def wilson(shares: Shares) -> tuple[Floats, Floats]:
    """Wilson (1927) on Kish's effective n."""
    z, n, p = quantile(shares.level, None), shares.n_effective, shares.p
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return np.asarray(middle - half), np.asarray(middle + half)


def likelihood(shares: Shares) -> tuple[Floats, Floats]:
    """Where the scaled binomial deviance passes t²; the scale is that of R's quasibinomial fit."""
    p = shares.p
    critical = quantile(shares.level, shares.domain_df) ** 2
    bound = critical * shares.dispersion * shares.se**2 / (p * (1 - p))
    return _solve(p, bound, np.zeros_like(p)), _solve(p, bound, np.ones_like(p))


def dispersion(
    presence: Presence, weight: float | Floats, n: float | Floats, live: float | Floats
) -> float | Floats:
    """Return the dispersion of R's quasibinomial fit to n answers, `live` of them weighing > 0.

    R scales the weights to mean 1 over the domain's rows, missing answers too; with no answer
    missing this is live / (live − 1).
    """
    if not presence.weight > 0:
        return float("nan")
    rescaled = presence.rows * weight / presence.weight / np.maximum(n, 1)
    return np.asarray(rescaled * live / np.maximum(live - 1, 1))


def _solve(p: Floats, bound: Floats, end: Floats) -> Floats:
    """Bisect between p and an end of 0 … 1 for deviance(q) = bound."""
    near, far = p.copy(), end
    for _ in range(80):
        middle = (near + far) / 2
        deviance = 2 * (p * np.log(p / middle) + (1 - p) * np.log((1 - p) / (1 - middle)))
        inside = deviance < bound
        near, far = np.where(inside, middle, near), np.where(inside, far, middle)
    return np.asarray(np.where(np.isfinite(bound), near, np.nan))


METHODS: dict[str, Callable[[Shares], tuple[Floats, Floats]]] = {
    "logit": logit,
    "xlogit": logit,
    "mean": mean,
    "asin": asin,
    "beta": beta,
    "likelihood": likelihood,
    "wilson": wilson,
}


def interval(method: str, shares: Shares) -> tuple[Floats, Floats]:
    """Return the bounds of proportions by a method; one-sided and exact at 0 and 1."""
    inside = (shares.p > 0) & (shares.p < 1)
    with np.errstate(all="ignore"):
        low, high = METHODS[method](shares)
        edge = (1 - shares.level) ** (1 / shares.n_effective)
    low = np.where(shares.p == 0, 0.0, np.where(shares.p == 1, edge, low))
    high = np.where(shares.p == 0, 1 - edge, np.where(shares.p == 1, 1.0, high))
    known = ~inside | np.isfinite(shares.se)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)
