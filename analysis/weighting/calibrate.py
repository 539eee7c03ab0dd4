"""Calibration: the factors nearest to 1 that make weighted totals equal to known ones.

The factor of a row is F(x′λ), x being its auxiliaries; λ minimises the convex dual
Σ d G(x′λ) − t′λ with G′ = F, by Newton's method with a line search. `Distance` holds F and G for
the three functions. Source: Deville and Särndal (1992), cases 1, 2, 6 and 7; R `calibrate`.

Auxiliaries are indicators, constant inside a weighting cell, and numbers that differ by row. With
indicators alone a cell is a row, and no row is read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.sums.coding import Codes, Floats

Function = Literal["linear", "raking", "logit"]
FUNCTIONS: tuple[Function, ...] = ("linear", "raking", "logit")
ITERATIONS, HALVINGS = 200, 50
MET = 1e-14
DEPENDENT = 1e-11
FLAT = 1e-12
NOISE = 1e-10

Part = tuple[Codes, Floats, Floats]
"""Weighting cells, weights and numbers (rows × numbers) of some rows."""


@dataclass(frozen=True, slots=True)
class Distance:
    """The function F of a calibration; factors stay in [low, high].

    `linear` is 1 + u and `raking` exp(u), both cut at the bounds; `logit` approaches its bounds,
    which must lie around 1.
    """

    function: Function
    low: float = -np.inf
    high: float = np.inf

    def evaluate(self, u: Floats) -> tuple[Floats, Floats, Floats]:
        """Return the integral G, the factor F and its slope F′ at u."""
        if self.function == "logit":
            return self._logit(u)
        linear = self.function == "linear"
        ends = np.array([self.low, self.high])
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            first, last = ends - 1 if linear else np.log(np.maximum(ends, 0.0))
            v = np.clip(u, first, last)
            factor = 1 + v if linear else np.exp(v)
            integral = (v + v * v / 2 if linear else factor) + factor * (u - v)
        free = (u > first) & (u < last)
        return integral, factor, np.where(free, 1.0 if linear else factor, 0.0)

    def _logit(self, u: Floats) -> tuple[Floats, Floats, Floats]:
        low, high = self.low, self.high
        rate = (high - low) / ((1 - low) * (high - 1))
        start = np.log(high - 1)
        together = np.logaddexp(start, np.log(1 - low) + rate * u)
        share = 1 - np.exp(start - together)
        factor = low + (high - low) * share
        slope = (high - low) * rate * share * (1 - share)
        return low * u + (high - low) / rate * together, factor, slope


@dataclass(frozen=True, eq=False)
class Point:
    """The dual at some λ: Σ d G, the calibrated totals of the auxiliaries, and their Jacobian."""

    value: float
    totals: Floats
    jacobian: Floats


@dataclass(frozen=True, eq=False)
class Auxiliaries:
    """What is calibrated on: indicators (cells × levels) and the rows, readable again and again."""

    indicators: Floats
    numbers: int
    parts: Callable[[], Iterator[Part]]

    def arguments(self, multipliers: Floats) -> tuple[Floats, Floats]:
        """Return x′λ of the indicators by cell, and the λ of the numbers."""
        levels = self.indicators.shape[1]
        return self.indicators @ multipliers[:levels], multipliers[levels:]

    def at(self, multipliers: Floats, distance: Distance) -> Point:
        """Evaluate the dual: one pass over the rows."""
        by_cell, slopes = self.arguments(multipliers)
        cells, value = len(by_cell), 0.0
        new, curve = np.zeros(cells), np.zeros(cells)
        totals, inner = np.zeros(self.numbers), np.zeros((self.numbers, self.numbers))
        cross = np.zeros((cells, self.numbers))
        for places, weights, numbers in self.parts():
            integral, factor, slope = distance.evaluate(by_cell[places] + numbers @ slopes)
            used = weights != 0
            value += float(np.where(used, weights * integral, 0.0).sum())
            scaled, curved = weights * factor, weights * slope
            new += np.bincount(places, scaled, cells)
            curve += np.bincount(places, curved, cells)
            totals += scaled @ numbers
            inner += numbers.T @ (curved[:, None] * numbers)
            for k in range(self.numbers):
                cross[:, k] += np.bincount(places, curved * numbers[:, k], cells)
        x = self.indicators
        outer = x.T @ cross
        jacobian = np.block([[x.T @ (curve[:, None] * x), outer], [outer.T, inner]])
        return Point(value, np.concatenate([x.T @ new, totals]), jacobian)


@dataclass(frozen=True, eq=False)
class Calibration:
    """What is to be solved: auxiliaries that shall have totals, by factors of a distance.

    `sizes` says what a difference is measured against, one per auxiliary.
    """

    auxiliaries: Auxiliaries
    targets: Floats
    sizes: Floats
    distance: Distance

    def solve(self) -> tuple[Floats, Floats]:
        """Return λ and the totals it leads to, as near to the targets as they come.

        Whoever calls decides whether that is near enough (`error`).
        """
        multipliers = np.zeros(len(self.targets))
        gram = self.auxiliaries.at(multipliers, Distance("linear")).jacobian
        kept = _independent(gram)
        now = self.auxiliaries.at(multipliers, self.distance)
        for _ in range(ITERATIONS):
            gap = self.targets - now.totals
            if self.error(now.totals) < MET:
                break
            direction = np.zeros(len(gap))
            own = now.jacobian[np.ix_(kept, kept)]
            direction[kept] = _newton(own, gram.diagonal()[kept], gap[kept])
            found = self._search(multipliers, now, direction)
            if found is None:
                break
            multipliers, now = found
        return multipliers, now.totals

    def error(self, totals: Floats) -> float:
        """Return the largest difference from a target against its size."""
        return float(np.abs((totals - self.targets) / self.sizes).max())

    def _search(
        self, multipliers: Floats, now: Point, direction: Floats
    ) -> tuple[Floats, Point] | None:
        """Go along a direction until the dual falls; where that is noise, until nearer."""
        fall = float((self.targets - now.totals) @ direction)
        pull = float(self.targets @ multipliers)
        error, noise = self.error(now.totals), NOISE * (abs(now.value) + abs(pull))
        step = 1.0
        for _ in range(HALVINGS):
            moved = multipliers + step * direction
            with np.errstate(over="ignore", invalid="ignore"):
                point = self.auxiliaries.at(moved, self.distance)
                change = point.value - now.value - float(self.targets @ moved) + pull
                is_closer = self.error(point.totals) < error
            is_lower = change <= -1e-4 * step * fall
            if np.isfinite(change) and (is_closer if step * fall < noise else is_lower):
                return moved, point
            step /= 2
        return None


def _newton(jacobian: Floats, reference: Floats, gap: Floats) -> Floats:
    """Return the Newton step; directions in which nothing moves (all at a bound) are let go far."""
    diagonal = np.maximum(jacobian.diagonal(), FLAT * reference)
    scale = 1 / np.sqrt(diagonal)
    values, vectors = np.linalg.eigh(scale[:, None] * jacobian * scale)
    inner = (vectors.T @ (scale * gap)) / np.maximum(values, FLAT)
    return np.asarray(scale * (vectors @ inner))


def _independent(gram: Floats) -> Codes:
    """Return auxiliaries none of which follows from those before (by their Gram matrix)."""
    diagonal = gram.diagonal()
    scale = np.where(diagonal > 0, 1 / np.sqrt(np.maximum(diagonal, np.finfo(float).tiny)), 0.0)
    left = scale[:, None] * gram * scale
    kept = []
    for k in range(len(left)):
        pivot = left[k, k]
        if pivot > DEPENDENT:
            kept.append(k)
            left = left - np.outer(left[:, k], left[k]) / pivot
    return np.array(kept, dtype=np.intp)
