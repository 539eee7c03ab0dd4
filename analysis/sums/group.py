"""One group of a table: totals of its cells and the covariance of those totals.

The basis of a group is, for each of its cells, 1 and the values: position c (1 + K) + k. A
statistic is a function of the totals of the basis; given the derivatives J of its outputs, its
variance is J Cov Jᵀ. Values are summed with a constant taken off (their shift); derivatives are
given for the values as they are and translated here.
"""

from copy import copy
from functools import cached_property

import numpy as np

from analysis.lines import products
from analysis.sums.blocks import block_matrix, block_squares, interleave
from analysis.sums.coding import Codes, Floats
from analysis.sums.infinite import need_finite
from analysis.sums.lonely import Lonely, find_lonely
from analysis.sums.replicates import Replicates, deviations
from analysis.sums.residuals import Projection, residual_moment
from analysis.sums.row_residuals import RowProjection
from analysis.sums.sampling import Stage, at_stage
from analysis.sums.table import Table
from analysis.sums.variance_model import VarianceModel
from analysis.sums.where import Bools

NOISE = 1e-11
ROUNDING = 1e-13


class Group:
    """The sums of one group of a table: arrays over its cells (flat, C order)."""

    def __init__(
        self, model: VarianceModel, table: Table, number: int, arrays: dict[str, Floats]
    ) -> None:
        self.model, self.table, self.number = model, table, number
        self._arrays = arrays
        self.shifts = arrays["shifts"]
        self.width = 1 + len(table.values)
        self._bases: Floats | None = None

    @property
    def replicates(self) -> Replicates | None:
        """The replicates that errors are taken from; None when they follow from the sample."""
        return self.model.replicates

    @cached_property
    def n(self) -> Floats:
        """Unweighted rows by cell."""
        return np.asarray(self._arrays["n"][0].sum(axis=0))

    @cached_property
    def counted(self) -> Floats:
        """Unweighted sums of the values over all cells (for 0/1 values: how many are 1)."""
        sums = self._arrays["n"][: self.width].sum(axis=(1, 2))
        return np.asarray(sums[1:] + self.shifts * sums[0])

    @cached_property
    def live(self) -> Floats:
        """Rows that weigh more than 0 by cell."""
        return np.asarray(self._arrays["live"][0].sum(axis=0))

    @cached_property
    def weight(self) -> Floats:
        """Σw by cell."""
        return np.asarray(self._arrays["w"][0].sum(axis=0))

    @cached_property
    def square(self) -> Floats:
        """Σw² by cell."""
        return np.asarray(self._arrays["ww"][0].sum(axis=0))

    @cached_property
    def unit_weights(self) -> Floats:
        """Σw of the whole group by unit (by stratum for element samples; all if there is one)."""
        if "unit" in self._arrays:
            return np.asarray(self._arrays["unit"][0].sum(axis=1))
        return np.array([self.weight.sum()])

    @cached_property
    def seen_units(self) -> Floats:
        """What is above 0 for units (as in `unit_weights`) with a row in the group, weight or not.

        These are rows, or Σw where every row weighs something.
        """
        if "unit rows" in self._arrays:
            return np.asarray(self._arrays["unit rows"][0].sum(axis=1))
        return self.unit_weights if "unit" in self._arrays else np.array([self.n.sum()])

    @cached_property
    def totals(self) -> Floats:
        """Σw and Σwy by cell: cells × (1 + values), of the values as they are."""
        sums = self._arrays["w"][: self.width].sum(axis=1).T.copy()
        sums[:, 1:] += self.shifts * sums[:, :1]
        return np.asarray(sums)

    @property
    def means(self) -> Floats:
        """Σwy / Σw of the values by cell, from the shifted sums: exact for a constant value."""
        sums = self._arrays["w"][: self.width].sum(axis=1)
        with np.errstate(all="ignore"):
            return np.asarray((self.shifts[:, None] + sums[1:] / sums[0]).T)

    def over(self, bases: Floats | Bools) -> "Group":
        """Return the group for outputs that are ratios; `bases` are derivatives of denominators.

        They are outputs × basis, or one line for all outputs. Only replicates ask for them: what a
        ratio is in a replicate does not follow from its derivative alone.
        """
        group = copy(self)
        group._bases = np.asarray(bases, dtype=np.float64)
        return group

    def _deviations(self, derivatives: Floats) -> Floats:
        moved = self._translate(derivatives)
        bases = None if self._bases is None else self._translate(self._bases)
        totals = self._arrays["w"][: self.width].sum(axis=1).T.ravel()
        found = deviations(moved, bases, totals, self._replicated)
        rounding = ROUNDING * (np.abs(derivatives) @ np.abs(self.totals).ravel())
        return np.where(np.abs(found) <= rounding, 0.0, found)

    @cached_property
    def _replicated(self) -> Floats:
        """Return the totals of the basis in every replicate."""
        replicates = self.replicates
        assert replicates is not None  # noqa: S101  # callers have asked
        if replicates.multipliers is None:
            sums = np.array([self.by_weighting_cell(f"r.{name}") for name in replicates.columns])
            if replicates.factors is not None:
                sums *= replicates.factors[:, :, None]
            return np.asarray(sums.sum(axis=1))
        stage = self.model.stages[0]
        if replicates.factors is None:
            return replicates.multipliers @ at_stage(self._unit_totals, stage)
        pairs = interleave(self._arrays["pair"])
        cells = replicates.factors.shape[1]
        units = at_stage(pairs.reshape(len(pairs) // cells, -1), stage)
        by_cell = (replicates.multipliers @ units).reshape(len(replicates.scales), cells, -1)
        return np.asarray((by_cell * replicates.factors[:, :, None]).sum(axis=1))

    def spread(self, derivatives: Floats) -> Floats:
        """Return Σ w (Σ_k J_k b_k)² over all cells for every output (no sampling involved)."""
        return block_squares(self._translate(derivatives), self._second("w"))

    @np.errstate(over="ignore", invalid="ignore")
    def variances(self, derivatives: Floats) -> Floats:
        """Return the variance of every output (outputs × basis derivatives).

        Raises AnalysisError("too_large") when the squares of the values exceed a number.
        """
        found = self._all_variances(derivatives)
        self._need_finite(found, derivatives)
        return found

    def _all_variances(self, derivatives: Floats) -> Floats:
        replicates = self.replicates
        if replicates is not None:
            return replicates.variances(self._deviations(derivatives))
        moved = self._translate(derivatives)
        variances, seconds = np.zeros(len(moved)), np.zeros(len(moved))
        for start in range(0, len(moved), 256):
            part = moved[start : start + 256]
            found = self._variances(part)
            variances[start : start + 256], seconds[start : start + 256] = found
        cleared = np.where(variances < NOISE * seconds, 0.0, variances)
        return np.where(np.isinf(seconds), np.inf, cleared)

    @np.errstate(over="ignore", invalid="ignore")
    def covariance(self, derivatives: Floats | None = None) -> Floats:
        """Return the covariance of the outputs, or of the totals of the basis themselves.

        Raises AnalysisError("too_large") when the squares of the values exceed a number.
        """
        is_plain = self.width == 1 or not self.shifts.any()
        if derivatives is None and is_plain and self.replicates is None:
            return self._covariance
        given = np.eye(len(self.n) * self.width) if derivatives is None else derivatives
        found = self._all_covariance(given)
        self._need_finite(found, given)
        return found

    def contrasts(self, derivatives: Floats, pairs: Codes) -> Floats:
        """Return the variances of the outputs of pairs, the first less the second, by replicates.

        Raises AnalysisError("too_large") as `variances`.
        """
        replicates = self.replicates
        assert replicates is not None  # noqa: S101  # callers have asked
        found = replicates.contrasts(self._deviations(derivatives), pairs)
        self._need_finite(found, derivatives)
        return found

    def _need_finite(self, found: Floats, derivatives: Floats) -> None:
        """Refuse squares that exceed a number; NaN is what replicates or lonely strata leave."""
        if self.table.values and np.isfinite(derivatives).all():
            is_open = self.replicates is not None or np.isnan(self._lonely.scale)
            need_finite(
                self.model.frame, self.table, [found[~np.isnan(found)] if is_open else found]
            )

    def _all_covariance(self, given: Floats) -> Floats:
        replicates = self.replicates
        if replicates is not None:
            return replicates.covariance(self._deviations(given))
        moved = self._translate(given)
        return moved @ self._covariance @ moved.T

    @cached_property
    def _covariance(self) -> Floats:
        size = len(self.n) * self.width
        covariance = np.zeros((size, size))
        for factor in self._factors:
            covariance += factor.T @ factor
        if not self.model.is_element:
            return covariance
        covariance = block_matrix(self._second("v")) + covariance - self._taken.T @ self._taken
        if self.model.projection is not None:
            cross = self._slopes.T @ self._crossed
            squares = self.model.projection.squares
            covariance += self._slopes.T @ squares @ self._slopes - cross - cross.T
        return np.asarray(covariance * self._lonely.scale)

    def _variances(self, moved: Floats) -> tuple[Floats, Floats]:
        """Return variances and their second moments (what cancellation is measured against)."""
        variances = np.zeros(len(moved))
        for factor in self._factors:
            variances += ((factor @ moved.T) ** 2).sum(axis=0)
        if not self.model.is_element:
            seconds = (moved**2) @ sum((factor**2).sum(axis=0) for factor in self._raw_factors)
            return variances, seconds
        seconds = block_squares(moved, self._second("v"))
        taken = ((self._taken @ moved.T) ** 2).sum(axis=0)
        projection = self.model.projection
        if self.width > 1 and projection is not None and not projection.is_trimmed:
            left, sizes = self._residual_moments(moved, projection)
            return (variances + left - taken) * self._lonely.scale, sizes
        variances += seconds - taken
        if self.model.projection is not None:
            fitted = self._slopes @ moved.T
            variances -= 2 * (fitted * (self._crossed @ moved.T)).sum(axis=0)
            variances += (fitted * (self.model.projection.squares @ fitted)).sum(axis=0)
        return variances * self._lonely.scale, seconds

    def _residual_moments(
        self, moved: Floats, projection: Projection | RowProjection
    ) -> tuple[Floats, Floats]:
        inside, whole = self._with_numbers(projection.numbers), projection.by_cell
        assert whole is not None  # noqa: S101  # callers have an element sample
        slopes = self._slopes @ moved.T
        shape = (len(moved), -1, self.width)
        found = [
            residual_moment(projection.fitted(slopes[:, place]), one, inside, whole)
            for place, one in enumerate(moved.reshape(shape))
        ]
        left, sizes = np.array(found).T
        return left, sizes

    def _with_numbers(self, numbers: int) -> Floats:
        """Return Σ c w² z z′, z the basis and the numbers: weighting cells × cells × z × z."""
        sums, width = self._arrays["v"], self.width
        size = width + numbers
        blocks = np.empty((sums.shape[1], sums.shape[2], size, size))
        for cell, block in enumerate(blocks):
            block[:, :width, :width] = _blocks(sums[:, cell], width)
        for i in range(numbers):
            crossed = np.moveaxis(self._arrays[f"v.{i}"][:width], 0, -1)
            blocks[:, :, width + i, :width] = blocks[:, :, :width, width + i] = crossed
            for j in range(i, numbers):
                products = self._arrays[f"v.{i}.{j}"][0]
                blocks[:, :, width + i, width + j] = blocks[:, :, width + j, width + i] = products
        return blocks

    def _translate(self, derivatives: Floats) -> Floats:
        if self.width == 1 or not self.shifts.any():
            return derivatives
        moved = derivatives.reshape(len(derivatives), -1, self.width).copy()
        moved[:, :, 0] += moved[:, :, 1:] @ self.shifts
        return moved.reshape(derivatives.shape)

    def _second(self, kind: str) -> Floats:
        """Return Σ f b b′ by cell: cells × (1 + K) × (1 + K)."""
        return _blocks(self._arrays[kind].sum(axis=1), self.width)

    def by_weighting_cell(self, kind: str) -> Floats:
        """Return the sums by weighting cell: weighting cells × basis."""
        return interleave(self._arrays[kind][: self.width])

    @cached_property
    def _slopes(self) -> Floats:
        assert self.model.projection is not None  # noqa: S101  # callers have asked
        return self.model.projection.slopes(self.by_weighting_cell)

    @cached_property
    def _crossed(self) -> Floats:
        assert self.model.projection is not None  # noqa: S101  # callers have asked
        return self.model.projection.crossed(self.by_weighting_cell)

    @cached_property
    def _unit_totals(self) -> Floats:
        """Return the totals of the basis' residuals by unit (by stratum for element samples)."""
        if "unit" in self._arrays:
            totals = interleave(self._arrays["unit"])
        else:
            totals = self.by_weighting_cell("w").sum(axis=0, keepdims=True)
        if self.model.projection is not None:
            totals = totals - self.model.projection.by_unit @ self._slopes
        return totals

    @cached_property
    def _taken(self) -> Floats:
        """Element samples: what Σ (Σ_h w b)² / n_h takes off, as factors."""
        stage = self.model.stages[0]
        scale = np.sqrt(stage.coefficients / np.maximum(stage.sizes, 1))
        return np.asarray(scale[:, None] * self._unit_totals)

    @cached_property
    def _factors(self) -> list[Floats]:
        """Matrices F (rows × basis) whose F′F add to the covariance."""
        first = self.model.stages[0]
        lonely, totals = self._lonely, at_stage(self._unit_totals, first)
        alone = lonely.apart & first.lonely
        factors = []
        if alone.any():
            factors.append(_adjusted(totals, first, alone, lonely, self.model.is_element))
        if self.model.is_element:
            return factors
        factors.append(_centred(totals, first, lonely))
        for stage in self.model.stages[1:]:
            factors.append(_centred(at_stage(self._unit_totals, stage), stage))
        return factors

    @cached_property
    def _lonely(self) -> Lonely:
        """Which strata of the group are lonely; of a calibrated sample all strata stay."""
        model = self.model
        return find_lonely(
            model.stages[0],
            self.seen_units if model.projection is None else None,
            model.lonely_psu,
            is_element=model.is_element,
            in_domains=model.adjust_domain_lonely,
        )

    @cached_property
    def _raw_factors(self) -> list[Floats]:
        return [
            np.sqrt(stage.coefficients)[stage.group_of_unit][:, None]
            * at_stage(self._unit_totals, stage)
            for stage in self.model.stages
        ]


def _blocks(sums: Floats, width: int) -> Floats:
    """Return products × cells as cells × basis × basis."""
    block = np.empty((sums.shape[1], width, width))
    for row, product in enumerate(products(width - 1)):
        k, m = [0] * (2 - len(product)) + [one + 1 for one in product]
        block[:, k, m] = block[:, m, k] = sums[row]
    return block


def _centred(totals: Floats, stage: Stage, lonely: Lonely | None = None) -> Floats:
    """Return units' totals around the mean of their group, or of all units where it is apart."""
    means = np.zeros((len(stage.sizes), totals.shape[1]))
    np.add.at(means, stage.group_of_unit, totals)
    means /= np.maximum(stage.sizes, 1)[:, None]
    if lonely is not None and lonely.apart.any():
        means[lonely.apart] = lonely.mean(totals)
    scale = np.sqrt(stage.coefficients)
    if lonely is not None:
        scale = np.sqrt(lonely.scale) * np.where(lonely.out, 0.0, scale)
    return np.asarray(scale[stage.group_of_unit][:, None] * (totals - means[stage.group_of_unit]))


def _adjusted(
    totals: Floats, stage: Stage, alone: Bools, lonely: Lonely, is_element: bool
) -> Floats:
    """Return lonely units' totals around the mean of all units (R `adjust`)."""
    groups = np.arange(len(stage.sizes)) if is_element else stage.group_of_unit
    chosen = alone[groups]
    scale = np.sqrt(stage.remaining[groups[chosen]])
    return np.asarray(scale[:, None] * (totals[chosen] - lonely.mean(totals)))
