"""Calibration variance: the residual of every total on the margins of the weighting.

After raking or post-stratification the variance of a total is that of its residuals e = b − x′B,
x being the indicators of the margins' levels and B = (X′DX)⁻ X′Db. With `design` residuals D are
the weights before the step (R `calibrate`, `postStratify`), with `unit` residuals D is 1 for every
row that weighs something (R `rake`). X is constant inside a weighting cell, so B comes from sums by
cell. Several steps are taken off in turn, as R does with its list `postStrata`.
Source: Deville and Särndal (1992); R `survey:::svyrecvar`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from analysis.sums.coding import Floats
from analysis.sums.collect import Collector
from analysis.weighting.fitted import CellFactors
from analysis.weighting.rake import indicators

RANK = 1e-11

CellSums = Callable[[str], Floats]
"""Gives the sums by weighting cell of a kind: cells × basis."""


@dataclass(frozen=True, eq=False)
class StepProjection:
    """One calibration step: its indicators by cell and what its least squares need."""

    indicators: Floats  # cells × levels, as they were at the step
    inverse: Floats  # of X′DX
    ahead: Floats  # by cell: weight after all steps / weight after this step
    divisor: Floats  # by cell: final weight / D, for design residuals; 1 for unit residuals
    is_unit: bool
    by_cell: Floats  # Σ D by cell


@dataclass(frozen=True, eq=False)
class Projection:
    """All steps together: indicators as seen from the final weights, and their sums."""

    steps: tuple[StepProjection, ...]
    indicators: Floats  # cells × all levels
    by_unit: Floats  # units (strata for element samples) × all levels: Σ w x
    squares: Floats  # Σ c w² x x′, element samples only
    by_cell: Floats | None  # Σ c w² by weighting cell (cells × 1 × 1), element samples only
    is_trimmed: bool  # after the steps: then w is what it was before, and values change instead
    weights: str = "w"  # the sums of weights over the rows that the steps weighed
    numbers: ClassVar[int] = 0

    def slopes(self, sums_of: CellSums) -> Floats:
        """Return B (levels × totals)."""
        weighted, counted = sums_of(self.weights), sums_of("t" if self.is_trimmed else "live")
        slopes = np.zeros((self.indicators.shape[1], weighted.shape[1]))
        start = 0
        for step in self.steps:
            sums = counted if step.is_unit else weighted / step.divisor[:, None]
            if start:
                earlier = self.indicators[:, :start] @ slopes[:start]
                sums = sums - step.by_cell[:, None] * earlier
            stop = start + step.indicators.shape[1]
            scaled = step.ahead[:, None] * sums
            slopes[start:stop] = step.inverse @ (step.indicators.T @ scaled)
            start = stop
        return slopes

    def fitted(self, slopes: Floats) -> Floats:
        """Return what is fitted to one output in every cell (cells × 1)."""
        return np.asarray(self.indicators @ slopes)[:, None]

    def crossed(self, sums_of: CellSums) -> Floats:
        """Return Σ c w² x b (levels × totals), element samples."""
        return np.asarray(self.indicators.T @ sums_of("cv" if self.is_trimmed else "v"))


def residual_moment(
    fitted: Floats, derivatives: Floats, inside: Floats, whole: Floats
) -> tuple[float, float]:
    """Return Σ c w² e² of one output, and the size of its terms, by which it may be rounded.

    `fitted` is what is fitted to it (weighting cells × (1 + numbers)), `derivatives` its
    derivatives by the basis (cells × basis), `inside` Σ c w² z z′ with z the basis and the numbers
    (weighting cells × cells × z × z) and `whole` the same of 1 and the numbers over all rows. Far
    from 0, values and what is fitted to them cancel: their squares must not be left to.
    """
    width = derivatives.shape[1]
    residuals = np.zeros(inside.shape[:3])
    residuals[:, :, :width] = derivatives
    residuals[:, :, 0] -= fitted[:, :1]
    residuals[:, :, width:] = -fitted[:, None, 1:]
    both = [0, *range(width, inside.shape[2])]
    outside = whole - inside[:, :, both][:, :, :, both].sum(axis=1)
    found = np.einsum("kcb,kcbd,kcd->kc", residuals, inside, residuals).sum()
    found += np.einsum("kb,kbd,kd->k", fitted, outside, fitted).sum()
    terms = np.einsum("kcb,kcbd,kcd->", *map(np.abs, (residuals, inside, residuals)))
    terms += np.einsum("kb,kbd,kd->", *map(np.abs, (fitted, outside, fitted)))
    return float(found), float(terms)


def make_projection(
    collector: Collector, weighted: Floats, counted: Floats, squared: Floats | None
) -> Projection | None:
    """Return the projection of a weighting, None without calibration steps.

    `weighted`, `counted` and `squared` are Σw, rows that weigh something and Σ c w² of all rows by
    weighting cell, w being the weights before the trimming that ends the steps.
    """
    steps = collector.weighting.calibrations
    if not steps:
        return None
    made, seen, scales = [], [], []
    for position, step in enumerate(steps):
        ahead = _product(steps[position + 1 :], len(weighted))
        divisor = np.ones_like(ahead) if step.residuals == "unit" else ahead * step.factors
        divisor = np.where(divisor != 0, divisor, 1.0)
        by_cell = counted if step.residuals == "unit" else weighted / divisor
        columns = indicators(step.margins, len(weighted))
        normal = columns.T @ (by_cell[:, None] * columns)
        inverse = np.asarray(np.linalg.pinv(normal, rcond=RANK, hermitian=True), dtype=np.float64)
        made.append(
            StepProjection(columns, inverse, ahead, divisor, step.residuals == "unit", by_cell)
        )
        scale = np.divide(1.0, ahead, out=np.zeros_like(ahead), where=ahead != 0)
        seen.append(columns * scale[:, None])
        scales.append(scale)
    together = np.concatenate(seen, axis=1)
    squares = together.T @ ((squared if squared is not None else weighted)[:, None] * together)
    by_unit = _by_unit(collector, steps, scales, weighted, together)
    trimmed = collector.weighting.is_trimmed
    own = None if squared is None else squared[:, None, None]
    weights = "held w" if "held w" in collector.kinds else "w"
    return Projection(tuple(made), together, by_unit, squares, own, trimmed, weights)


def _product(steps: Sequence[CellFactors], cells: int) -> Floats:
    product = np.ones(cells)
    for step in steps:
        product = product * step.factors
    return product


def _by_unit(
    collector: Collector,
    steps: Sequence[CellFactors],
    scales: Sequence[Floats],
    weighted: Floats,
    together: Floats,
) -> Floats:
    """Sum w x by unit: one pass over the columns of the design and the margins."""
    if not collector.needs_units:
        return (weighted @ together)[None, :]
    frame, weighting = collector.frame, collector.weighting
    sums = np.zeros((collector.units, together.shape[1]))
    for rows in frame.scan(weighting.columns):
        cells, units = weighting.cells(rows), frame.row_units(rows)
        weights = rows.weigh(weighting.calibrated_multiples(rows))
        start = 0
        for step, scale in zip(steps, scales, strict=True):
            scaled = weights * scale[cells]
            for margin in step.margins:
                levels = len(margin.targets)
                index = units * levels + margin.levels[cells]
                found = np.bincount(index, scaled, sums.shape[0] * levels)
                sums[:, start : start + levels] += found.reshape(-1, levels)
                start += levels
    return sums
