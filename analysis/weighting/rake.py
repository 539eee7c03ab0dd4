"""Raking (iterative proportional fitting) on the table of weighting cells, not on rows.

Source: Deming and Stephan (1940); R `survey::rake`. Bounds on the factors are met by raking and
clipping in turn, which are projections in the Kullback-Leibler sense on two convex sets, so the
sequence ends in a point of both where there is one (Bregman 1967).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.error import AnalysisError
from analysis.sums.coding import Codes, Floats

SWEEPS = 20_000
DOUBT = 100
MET = 1e-13
ACCEPTED = 1e-8


@dataclass(frozen=True, eq=False)
class Margin:
    """One margin: the level of every weighting cell and the target of every level."""

    variable: str
    labels: tuple[str, ...]
    levels: Codes
    targets: Floats

    def sums(self, weights: Floats) -> Floats:
        """Return the weight of every level."""
        return np.asarray(np.bincount(self.levels, weights, len(self.targets)), dtype=np.float64)

    def error(self, weights: Floats) -> float:
        """Return the largest difference from a target as a share of the total."""
        return float(np.abs(self.sums(weights) - self.targets).max() / self.targets.sum())


def indicators(margins: Sequence[Margin], cells: int) -> Floats:
    """Return the indicators of all levels of all margins: cells × levels."""
    parts = [np.eye(len(margin.targets))[margin.levels] for margin in margins]
    return np.concatenate([np.empty((cells, 0)), *parts], axis=1)


def rake(
    weights: Floats, margins: Sequence[Margin], bounds: tuple[float, float] | None = None
) -> Floats:
    """Return the factor of every cell that makes the cells' weights meet all margins.

    Raises AnalysisError: `impossible_cell` when the cells that occur cannot meet the margins,
    `no_convergence` when the factors (inside `bounds`) do not settle.
    """
    factors = np.ones(len(weights))
    best = np.inf
    for sweep in range(SWEEPS):
        for margin in margins:
            factors *= _ratio(margin, weights * factors)[margin.levels]
        error = max(margin.error(weights * factors) for margin in margins)
        if bounds is not None:
            outside = max(bounds[0] - factors.min(), factors.max() - bounds[1])
            error = max(error, outside)
        if error < MET or (error < ACCEPTED / 100 and error >= best and sweep > 50):
            return factors
        if sweep == DOUBT and error > ACCEPTED and not is_feasible(weights, margins, None):
            break
        best = min(best, error)
        if bounds is not None:
            factors = np.clip(factors, *bounds)
    raise refusal(weights, margins, bounds)


def _ratio(margin: Margin, weights: Floats) -> Floats:
    sums = margin.sums(weights)
    return np.divide(margin.targets, sums, out=np.ones_like(sums), where=sums > 0)


def refusal(
    weights: Floats, margins: Sequence[Margin], bounds: tuple[float, float] | None
) -> AnalysisError:
    """Say why raking did not settle: no table on these cells has the margins, or bounds forbid it.

    Asks a linear program, once, after failure only.
    """
    names = ", ".join(margin.variable for margin in margins)
    if not is_feasible(weights, margins, None):
        return AnalysisError(
            "impossible_cell",
            f"no weights meet the targets of {names}: combinations that would have to weigh "
            "something do not occur in the data",
        )
    detail = f"raking on {names} did not meet all targets in {SWEEPS} sweeps"
    if bounds is not None and not is_feasible(weights, margins, bounds):
        detail = f"no factors between {bounds[0]} and {bounds[1]} meet the targets of {names}"
    return AnalysisError("no_convergence", detail)


def is_feasible(
    weights: Floats, margins: Sequence[Margin], bounds: tuple[float, float] | None
) -> bool:
    """Say whether weights of the cells (at least 0, or `bounds` times these) meet the margins."""
    from scipy.optimize import linprog  # noqa: PLC0415  # heavy, needed after failure only

    used = weights > 0
    rows, targets = [], []
    for margin in margins:
        for level in range(len(margin.targets)):
            rows.append((margin.levels[used] == level).astype(float))
            targets.append(margin.targets[level])
    own = weights[used]
    limits = [(0.0, None)] * len(own)
    if bounds is not None:
        limits = [(bounds[0] * weight, bounds[1] * weight) for weight in own]
    result = linprog(np.zeros(len(own)), A_eq=np.array(rows), b_eq=targets, bounds=limits)
    return bool(result.status == 0)
