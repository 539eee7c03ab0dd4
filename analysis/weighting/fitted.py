"""Fitted weighting: what turns the base weight of a row into its final weight.

Steps that depend on categories only (raking, post-stratification, calibration on categories) are
one factor per weighting cell, a cell being a combination of levels of all their variables that
occurs. Calibration on numbers has a factor per row; trimming depends on the weight itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from analysis.source import Array
from analysis.sums.coding import Codes, Floats
from analysis.sums.frame import Frame
from analysis.sums.keys import KeySet, combine
from analysis.sums.replicates import Replicates
from analysis.sums.rows import Rows
from analysis.sums.where import Bools
from analysis.weighting.calibrate import Distance
from analysis.weighting.rake import Margin

Residuals = Literal["unit", "design"]
Batch = Mapping[str, Array]
SLACK = 1e-12


@dataclass(frozen=True, eq=False)
class CellFactors:
    """One calibration step: a factor per weighting cell, and the margins it meets."""

    factors: Floats
    margins: tuple[Margin, ...]
    residuals: Residuals

    def apply(self, weights: Floats, cells: Codes, _batch: Batch) -> Floats:
        """Return the weights of rows after the step."""
        return weights * self.factors[cells]


@dataclass(frozen=True, eq=False)
class RowFactors:
    """Calibration on numbers as well: the factor of a row is F(x′λ).

    `by_cell` is x′λ of the indicators by weighting cell; `numbers` gives the λ of each number
    column. `before` are the weights of the cells before the step, `totals_before` the totals of
    the numbers, `totals` those they were to have.
    """

    distance: Distance
    margins: tuple[Margin, ...]
    by_cell: Floats
    numbers: Mapping[str, float]
    residuals: Residuals
    before: Floats
    totals_before: Floats
    totals: Floats

    @property
    def means(self) -> Floats:
        """The means of the numbers before the step."""
        return np.asarray(self.totals_before / self.before.sum())

    def row_factors(self, cells: Codes, batch: Batch) -> Floats:
        """Return the factor of every row of a batch."""
        argument = self.by_cell[cells]
        for name, slope in self.numbers.items():
            argument = argument + slope * batch[name].astype(np.float64, copy=False)
        return self.distance.evaluate(argument)[1]

    def apply(self, weights: Floats, cells: Codes, batch: Batch) -> Floats:
        """Return the weights of rows after the step."""
        return weights * self.row_factors(cells, batch)


@dataclass(frozen=True, slots=True)
class Clip:
    """One round of trimming: weights are held in [lower, upper], the others get `spread` each."""

    lower: float
    upper: float
    spread: float

    def outside(self, weights: Floats) -> Bools:
        """Return which weights are outside by more than rounding."""
        slack = SLACK * (self.upper if np.isfinite(self.upper) else max(self.lower, 1.0))
        return np.asarray((weights < self.lower - slack) | (weights > self.upper + slack))

    def apply(self, weights: Floats, _cells: Codes, _batch: Batch) -> Floats:
        """Return the weights of rows after the round."""
        held = np.clip(weights, self.lower, self.upper)
        return np.where(self.outside(weights), held, weights + self.spread)


@dataclass(eq=False)
class Weighting:
    """The fitted steps over a frame. Without steps the base weights are final."""

    frame: Frame
    variables: tuple[str, ...] = ()
    keys: KeySet | None = None
    steps: list[CellFactors | RowFactors | Clip] = field(default_factory=list)
    numbers: tuple[str, ...] = ()
    replicates: Replicates | None = None

    @property
    def columns(self) -> frozenset[str]:
        """Every column that the weight of a row depends on."""
        return frozenset((*self.frame.design.column_names, *self.variables, *self.numbers))

    @property
    def cell_count(self) -> int:
        """The number of weighting cells (1 without calibration)."""
        return max(1, len(self.keys.keys)) if self.keys is not None else 1

    @property
    def calibrations(self) -> list[CellFactors]:
        """The steps with a factor per weighting cell, in order."""
        return [step for step in self.steps if isinstance(step, CellFactors)]

    @property
    def row_step(self) -> RowFactors | None:
        """The calibration on numbers; there is no other calibration step then."""
        found = [step for step in self.steps if isinstance(step, RowFactors)]
        return found[0] if found else None

    @property
    def is_clipped(self) -> bool:
        """Whether any step adds to weights, those of 0 included."""
        return any(isinstance(step, Clip) for step in self.steps)

    @property
    def is_trimmed(self) -> bool:
        """Whether weights are trimmed after a calibration."""
        kinds = [isinstance(step, Clip) for step in self.steps]
        return not all(kinds) and kinds[-1]

    def cells(self, rows: Rows) -> Codes:
        """Return the weighting cell of every row."""
        if self.keys is None:
            return np.zeros(rows.count, dtype=np.intp)
        codes = [rows.codes(name) for name in self.variables]
        return self.keys.codes(combine(codes, self.keys.sizes))

    def weights(self, rows: Rows) -> Floats:
        """Return the final weight of every row (of a line: of all its rows)."""
        return rows.weigh(self.multiples(rows))

    def multiples(self, rows: Rows) -> Floats:
        """Return the final weight of every row; of summed weights what they are multiplied by."""
        return self._apply(self.steps, rows)

    def calibrated_multiples(self, rows: Rows) -> Floats:
        """Return the same before the trimming that ends the steps."""
        last = max(i for i, step in enumerate(self.steps) if not isinstance(step, Clip))
        return self._apply(self.steps[: last + 1], rows)

    def around_numbers(self, rows: Rows) -> tuple[Floats, Floats]:
        """Return D of the calibration on numbers, and the weights right after it."""
        step = self.row_step
        assert step is not None  # noqa: S101  # callers have asked
        place = self.steps.index(step)
        before = self._apply(self.steps[:place], rows)
        after = step.apply(before, self.cells(rows), rows.batch)
        return (before if step.residuals == "design" else (before > 0).astype(np.float64)), after

    def _apply(self, steps: Sequence[CellFactors | RowFactors | Clip], rows: Rows) -> Floats:
        weights = self.frame.multiples(rows)
        if steps:
            cells = self.cells(rows)
            for step in steps:
                weights = step.apply(weights, cells, rows.batch)
        return weights

    def weight_range(self, rows: Rows) -> tuple[Floats, Floats]:
        """Return the least and greatest final weight of every row or line."""
        multiples = self.multiples(rows)
        if not rows.has_summed_weights:
            return multiples, multiples
        ends = np.stack([multiples * edge for edge in self.frame.weight_range(rows)])
        return ends.min(axis=0), ends.max(axis=0)
