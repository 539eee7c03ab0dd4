"""The same variances computed row by row, as R's `svyrecvar` does: slow, plain, independent."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def residuals(
    influence: Floats, weights: Sequence[Floats], steps: Sequence[tuple[list[Any], str]]
) -> Floats:
    """Return w·e after taking every step's margins off.

    `influence` is per row; `weights[s]` are the weights before step s, the last entry the final
    ones; a step is its margins (label arrays) and its kind of residuals.
    """
    x = weights[-1] * influence
    for number, (margins, kind) in enumerate(steps):
        old, new = weights[number], weights[number + 1]
        design = np.concatenate([m[:, None] == np.unique(m)[None, :] for m in margins], axis=1)
        design = design.astype(float)
        d = old if kind == "design" else (new > 0).astype(float)
        value = np.divide(x, new, out=np.zeros_like(x), where=new > 0)
        root = np.sqrt(d)[:, None]
        beta = np.linalg.lstsq(design * root, value * root[:, 0], rcond=1e-11)[0]
        x = new * (value - design @ beta)
    return x


def variance(x: Floats, strata: Any, clusters: Any | None, fpc: Floats | None = None) -> float:
    """Return the variance of Σ x: stratified sampling of clusters (None: of rows)."""
    total = 0.0
    for stratum in np.unique(strata):
        inside = strata == stratum
        if clusters is None:
            sums = x[inside]
        else:
            sums = np.array(
                [x[inside & (clusters == c)].sum() for c in np.unique(clusters[inside])]
            )
        n = len(sums)
        f = 0.0 if fpc is None else n / fpc[inside][0]
        total += (1 - f) * n / (n - 1) * ((sums - sums.mean()) ** 2).sum()
    return total


def rake(weights: Floats, margins: Sequence[tuple[Any, dict[Any, float]]]) -> Floats:
    """Return raked weights, row by row."""
    new = weights.copy()
    for _ in range(500):
        for values, targets in margins:
            for level, target in targets.items():
                new[values == level] *= target / new[values == level].sum()
    return new
