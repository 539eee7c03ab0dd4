"""Calibration variance when numbers are among the auxiliaries (see analysis.sums.residuals).

Auxiliaries of a row follow from its weighting cell and the numbers less their means: the cell's
levels first, then the numbers. Where the levels make up for a constant taken off, it stays off.
"""

from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

from analysis.sums.coding import Codes, Floats
from analysis.sums.collect import Collector
from analysis.sums.number_scales import centred
from analysis.sums.residuals import RANK, CellSums
from analysis.sums.rows import Rows, Scale
from analysis.weighting.rake import indicators


@dataclass(frozen=True, eq=False)
class RowProjection:
    """The least squares of one calibration on indicators and numbers."""

    auxiliaries: Floats  # cells × auxiliaries × (1 + numbers): x from 1 and the numbers less means
    inverse: Floats  # of X′DX
    by_unit: Floats  # units (strata for element samples) × auxiliaries: Σ w x
    squares: Floats  # Σ c w² x x′, element samples only
    by_cell: Floats  # cells × (1 + numbers)²: Σ c w² of products of these, element samples only
    is_trimmed: bool  # after the step: then w is what it was before, and values change instead
    achieved: Floats  # the numbers' totals under the final weights

    @property
    def numbers(self) -> int:
        """How many numbers are calibrated on."""
        return int(self.auxiliaries.shape[2]) - 1

    def slopes(self, sums: CellSums) -> Floats:
        """Return B (auxiliaries × totals)."""
        return np.asarray(self.inverse @ self._products(sums, "d"))

    def crossed(self, sums: CellSums) -> Floats:
        """Return Σ c w² x b (auxiliaries × totals), element samples."""
        return self._products(sums, "cv" if self.is_trimmed else "v")

    def fitted(self, slopes: Floats) -> Floats:
        """Return what is fitted to one output in every cell, by 1 and the numbers less means."""
        return np.asarray(np.einsum("kai,a->ki", self.auxiliaries, slopes))

    def _products(self, sums: CellSums, kind: str) -> Floats:
        kinds = [kind, *(f"{kind}.{place}" for place in range(self.numbers))]
        return np.asarray(
            np.einsum("kai,ikb->ab", self.auxiliaries, np.stack(list(map(sums, kinds))))
        )


def make_row_projection(collector: Collector) -> RowProjection:
    """Return the projection of a calibration on numbers: one pass over its columns."""
    frame, weighting = collector.frame, collector.weighting
    step = weighting.row_step
    assert step is not None  # noqa: S101  # the only caller has asked
    auxiliaries = _auxiliaries(indicators(step.margins, len(step.before)), step.means)
    cells, size, width = auxiliaries.shape
    normal, squares = np.zeros((cells, width, width)), np.zeros((cells, width, width))
    by_unit = np.zeros((collector.units if collector.needs_units else 1, size))
    achieved = np.zeros(width - 1)
    for rows in frame.scan(weighting.columns):
        codes, numbers = weighting.cells(rows), [np.ones(rows.count), *centred(step, rows)]
        before, weights = weighting.around_numbers(rows)
        normal += _gram(codes, numbers, _total(rows, before), cells)
        if frame.sampling.is_element:
            own = frame.sampling.stages[0].coefficients[frame.strata(rows)]
            squares += _gram(codes, numbers, _total(rows, own * weights * weights), cells)
        units = np.zeros(rows.count, dtype=np.intp)
        if collector.needs_units:
            units = frame.row_units(rows)
        final = weighting.weights(rows)
        achieved += [
            (final * (one + mean)).sum() for one, mean in zip(numbers[1:], step.means, strict=True)
        ]
        weights = _total(rows, weights)
        for place in range(size):
            x = sum(auxiliaries[codes, place, i] * one for i, one in enumerate(numbers))
            by_unit[:, place] += np.bincount(units, weights * x, len(by_unit))
    found = _spread(auxiliaries, normal)
    scale = 1 / np.sqrt(np.maximum(found.diagonal(), np.finfo(float).tiny))
    scaled = np.linalg.pinv(scale[:, None] * found * scale, rcond=RANK, hermitian=True)
    inverse = np.asarray(scale[:, None] * scaled * scale, dtype=np.float64)
    spread = _spread(auxiliaries, squares)
    return RowProjection(
        auxiliaries, inverse, by_unit, spread, squares, weighting.is_trimmed, achieved
    )


def _auxiliaries(columns: Floats, means: Floats) -> Floats:
    """Return the auxiliaries of a cell's rows from 1 and the numbers less their means."""
    levels, numbers = columns.shape[1], len(means)
    found = np.zeros((len(columns), levels + numbers, 1 + numbers))
    found[:, :levels, 0] = columns
    found[:, levels:, 0] = 0.0 if levels else means
    found[:, levels:, 1:] = np.eye(numbers)
    return found


def _spread(auxiliaries: Floats, grams: Floats) -> Floats:
    """Return Σ f x x′ from those of 1 and the numbers by cell."""
    return np.asarray(np.tensordot(auxiliaries @ grams, auxiliaries, ([0, 2], [0, 2])))


def _gram(codes: Codes, numbers: list[Floats], weights: Floats, cells: int) -> Floats:
    """Return Σ f x x′ of 1 and the numbers by cell."""
    gram = np.empty((cells, len(numbers), len(numbers)))
    for i, j in combinations_with_replacement(range(len(numbers)), 2):
        product = weights * numbers[i] * numbers[j]
        gram[:, i, j] = gram[:, j, i] = np.bincount(codes, product, cells)
    return gram


def _total(rows: Rows, multiples: Floats) -> Floats:
    """Return what every row has, a line that of all its rows."""
    found = rows.total(Scale(multiples))
    assert found is not None  # noqa: S101  # multiples are given
    return found
