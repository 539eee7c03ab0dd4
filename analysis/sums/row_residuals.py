"""Calibration variance when numbers are among the auxiliaries (see analysis.sums.residuals).

The factor then differs by row, so the sums by weighting cell that least squares need are collected
beside the others: `d` is Σ D b, `d.<number>` Σ D x b and, for element samples, `v.<number>`
Σ c w² x b.
"""

from dataclasses import dataclass

import numpy as np

from analysis.sums.coding import Codes, Floats
from analysis.sums.collect import Collector, row_factors
from analysis.sums.residuals import RANK, CellSums
from analysis.weighting.rake import indicators


@dataclass(frozen=True, eq=False)
class RowProjection:
    """The least squares of one calibration on indicators and numbers."""

    indicators: Floats  # cells × levels
    numbers: tuple[str, ...]
    inverse: Floats  # of X′DX
    by_unit: Floats  # units (strata for element samples) × auxiliaries: Σ w x
    squares: Floats  # Σ c w² x x′, element samples only

    def slopes(self, sums: CellSums) -> Floats:
        """Return B (auxiliaries × totals)."""
        return np.asarray(self.inverse @ self._products(sums, "d"))

    def crossed(self, sums: CellSums) -> Floats:
        """Return Σ c w² x b (auxiliaries × totals), element samples."""
        return self._products(sums, "v")

    def _products(self, sums: CellSums, kind: str) -> Floats:
        numbers = [sums(f"{kind}.{name}").sum(axis=0)[None, :] for name in self.numbers]
        return np.concatenate([self.indicators.T @ sums(kind), *numbers])


def make_row_projection(collector: Collector) -> RowProjection:
    """Return the projection of a calibration on numbers: one pass over its columns."""
    step = collector.weighting.row_step
    assert step is not None  # noqa: S101  # the only caller has asked
    columns, numbers = indicators(step.margins, len(step.before)), tuple(step.numbers)
    size = columns.shape[1] + len(numbers)
    normal, squares = np.zeros((size, size)), np.zeros((size, size))
    by_unit = np.zeros((collector.units if collector.needs_units else 1, size))
    for rows in collector.frame.scan(collector.weighting.columns):
        cells = collector.weighting.cells(rows)
        x = [rows.batch[name].astype(np.float64, copy=False) for name in numbers]
        factors = row_factors(collector, rows)
        normal += _gram(columns, cells, x, factors["d"])
        if collector.frame.sampling.is_element:
            squares += _gram(columns, cells, x, factors["v"])
        units = np.zeros(rows.count, dtype=np.intp)
        if collector.needs_units:
            units = collector.frame.row_units(rows)
        for k in range(size):
            values = columns[cells, k] if k < columns.shape[1] else x[k - columns.shape[1]]
            by_unit[:, k] += np.bincount(units, values * factors["w"], len(by_unit))
    scale = 1 / np.sqrt(np.maximum(normal.diagonal(), np.finfo(float).tiny))
    scaled = np.linalg.pinv(scale[:, None] * normal * scale, rcond=RANK, hermitian=True)
    inverse = np.asarray(scale[:, None] * scaled * scale, dtype=np.float64)
    return RowProjection(columns, numbers, inverse, by_unit, squares)


def _gram(columns: Floats, cells: Codes, x: list[Floats], weights: Floats | None) -> Floats:
    """Return Σ f x x′ of indicators and numbers."""
    by_cell = np.bincount(cells, weights, len(columns))
    own = np.ones(len(cells)) if weights is None else weights
    sums = [np.bincount(cells, own * one, len(columns)) for one in x]
    cross = columns.T @ np.column_stack(sums)
    numbers = np.column_stack(x)
    inner = numbers.T @ (own[:, None] * numbers)
    return np.block([[columns.T @ (by_cell[:, None] * columns), cross], [cross.T, inner]])
