"""What the sums say: totals of a table's cells and the covariance of those totals.

The basis of a group is, for each of its cells, 1 and the values: position c (1 + K) + k. A
statistic is a function of the totals of the basis; given the derivatives J of its outputs, its
variance is J Cov Jᵀ. Values are summed with a constant taken off (their shift); derivatives are
given for the values as they are and translated here.
"""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from analysis.lines import products
from analysis.sums.blocks import block_matrix, block_squares, interleave
from analysis.sums.coding import Codes, Floats
from analysis.sums.collect import Collector, TableSums, group_count
from analysis.sums.infinite import infinite
from analysis.sums.lonely import Lonely, find_lonely
from analysis.sums.replicates import deviations, domain_ranks
from analysis.sums.residuals import Projection, make_projection, residual_moment
from analysis.sums.row_residuals import RowProjection, make_row_projection
from analysis.sums.sampling import Stage, at_stage
from analysis.sums.table import Domain, Table
from analysis.sums.where import Bools

NOISE = 1e-11
Collect = Callable[[Iterable[Table]], dict[Table, TableSums]]


@dataclass(frozen=True, slots=True)
class Presence:
    """What of the sample lies in a domain: rows, weight, degrees of freedom (units less strata).

    `df` counts units with a row that weighs something, `unit_df` all units with a row. Of a
    calibrated sample R keeps all rows, with weight 0 outside: `kept` and `unit_df` count them too.
    """

    rows: int
    weight: float
    df: int
    unit_df: int
    kept: int


class Group:
    """The sums of one group of a table: arrays over its cells (flat, C order)."""

    def __init__(
        self, moments: "Moments", table: Table, number: int, arrays: dict[str, Floats]
    ) -> None:
        self.moments, self.table, self.number = moments, table, number
        self._arrays = arrays
        self.shifts = arrays["shifts"]
        self.width = 1 + len(table.values)
        self._bases: Floats | None = None

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
        return deviations(moved, bases, totals, self._replicated)

    @cached_property
    def _replicated(self) -> Floats:
        """Return the totals of the basis in every replicate."""
        replicates = self.moments.replicates
        assert replicates is not None  # noqa: S101  # callers have asked
        if replicates.multipliers is None:
            sums = np.array([self.by_weighting_cell(f"r.{name}") for name in replicates.columns])
            if replicates.factors is not None:
                sums *= replicates.factors[:, :, None]
            return np.asarray(sums.sum(axis=1))
        stage = self.moments.stages[0]
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
        replicates = self.moments.replicates
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
        if derivatives is None and is_plain and self.moments.replicates is None:
            return self._covariance
        given = np.eye(len(self.n) * self.width) if derivatives is None else derivatives
        found = self._all_covariance(given)
        self._need_finite(found, given)
        return found

    def _need_finite(self, found: Floats, derivatives: Floats) -> None:
        """Refuse squares that exceed a number; NaN is what replicates or lonely strata leave."""
        if self.table.values and np.isfinite(derivatives).all():
            is_open = self.moments.replicates is not None or np.isnan(self._lonely.scale)
            self.moments.need_finite(self.table, [found[~np.isnan(found)] if is_open else found])

    def _all_covariance(self, given: Floats) -> Floats:
        replicates = self.moments.replicates
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
        if not self.moments.is_element:
            return covariance
        covariance = block_matrix(self._second("v")) + covariance - self._taken.T @ self._taken
        if self.moments.projection is not None:
            cross = self._slopes.T @ self._crossed
            squares = self.moments.projection.squares
            covariance += self._slopes.T @ squares @ self._slopes - cross - cross.T
        return np.asarray(covariance * self._lonely.scale)

    def _variances(self, moved: Floats) -> tuple[Floats, Floats]:
        """Return variances and their second moments (what cancellation is measured against)."""
        variances = np.zeros(len(moved))
        for factor in self._factors:
            variances += ((factor @ moved.T) ** 2).sum(axis=0)
        if not self.moments.is_element:
            seconds = (moved**2) @ sum((factor**2).sum(axis=0) for factor in self._raw_factors)
            return variances, seconds
        seconds = block_squares(moved, self._second("v"))
        taken = ((self._taken @ moved.T) ** 2).sum(axis=0)
        projection = self.moments.projection
        if self.width > 1 and projection is not None and not projection.is_trimmed:
            left, sizes = self._residual_moments(moved, projection)
            return (variances + left - taken) * self._lonely.scale, sizes
        variances += seconds - taken
        if self.moments.projection is not None:
            fitted = self._slopes @ moved.T
            variances -= 2 * (fitted * (self._crossed @ moved.T)).sum(axis=0)
            variances += (fitted * (self.moments.projection.squares @ fitted)).sum(axis=0)
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
        assert self.moments.projection is not None  # noqa: S101  # callers have asked
        return self.moments.projection.slopes(self.by_weighting_cell)

    @cached_property
    def _crossed(self) -> Floats:
        assert self.moments.projection is not None  # noqa: S101  # callers have asked
        return self.moments.projection.crossed(self.by_weighting_cell)

    @cached_property
    def _unit_totals(self) -> Floats:
        """Return the totals of the basis' residuals by unit (by stratum for element samples)."""
        if "unit" in self._arrays:
            totals = interleave(self._arrays["unit"])
        else:
            totals = self.by_weighting_cell("w").sum(axis=0, keepdims=True)
        if self.moments.projection is not None:
            totals = totals - self.moments.projection.by_unit @ self._slopes
        return totals

    @cached_property
    def _taken(self) -> Floats:
        """Element samples: what Σ (Σ_h w b)² / n_h takes off, as factors."""
        stage = self.moments.stages[0]
        scale = np.sqrt(stage.coefficients / np.maximum(stage.sizes, 1))
        return np.asarray(scale[:, None] * self._unit_totals)

    @cached_property
    def _factors(self) -> list[Floats]:
        """Matrices F (rows × basis) whose F′F add to the covariance."""
        first = self.moments.stages[0]
        lonely, totals = self._lonely, at_stage(self._unit_totals, first)
        alone = lonely.apart & first.lonely
        factors = []
        if alone.any():
            factors.append(_adjusted(totals, first, alone, lonely, self.moments.is_element))
        if self.moments.is_element:
            return factors
        factors.append(_centred(totals, first, lonely))
        for stage in self.moments.stages[1:]:
            factors.append(_centred(at_stage(self._unit_totals, stage), stage))
        return factors

    @cached_property
    def _lonely(self) -> Lonely:
        """Which strata of the group are lonely; of a calibrated sample all strata stay."""
        moments = self.moments
        return find_lonely(
            moments.stages[0],
            self.seen_units if moments.projection is None else None,
            moments.lonely_psu,
            is_element=moments.is_element,
            in_domains=moments.adjust_domain_lonely,
        )

    @cached_property
    def _raw_factors(self) -> list[Floats]:
        return [
            np.sqrt(stage.coefficients)[stage.group_of_unit][:, None]
            * at_stage(self._unit_totals, stage)
            for stage in self.moments.stages
        ]


class Moments:
    """Summed tables: the groups of a table, the presence of a domain, the sums of the weights.

    `load` sums the tables that may be asked for until the next `load`, by `collect` (by the
    collector's own pass where none is given).
    """

    def __init__(self, collector: Collector, collect: Collect | None = None) -> None:
        self._collector = collector
        self._collect = collect or collector.collect
        self._sums: dict[Table, TableSums] = {}
        self._derived: tuple[Table, list[tuple[str, Floats]]] | None = None
        sampling = collector.frame.sampling
        self.is_element = sampling.is_element
        self.stages = sampling.stages
        self.lonely_psu = sampling.lonely_psu
        self.adjust_domain_lonely = collector.frame.design.adjust_domain_lonely
        self.replicates = collector.replicates
        self.projection: Projection | RowProjection | None = None
        self._presences: dict[tuple[Domain, int], Presence] = {}
        self._ranks: dict[tuple[Domain, str | None], Codes] = {}

    def load(self, tables: Iterable[Table]) -> None:
        """Sum tables in one pass and forget those of the pass before."""
        wanted = list(tables)
        domains = [Table(table.domain) for table in wanted]
        self._derived, self._sums = None, {}
        self._sums = self._collect([Table(), *domains, *wanted])
        if self.projection is not None:
            return
        if self._collector.weighting.row_step is not None:
            self.projection = make_row_projection(self._collector)
            return
        whole, trimmed = self.group(Table(), 0), self._collector.weighting.is_trimmed
        self.projection = make_projection(
            self._collector,
            whole.by_weighting_cell("c" if trimmed else "w")[:, 0],
            whole.by_weighting_cell("live")[:, 0],
            whole.by_weighting_cell("cc" if trimmed else "v")[:, 0] if self.is_element else None,
        )

    def cell_sums(self, kind: str) -> Floats:
        """Return a sum over all rows by weighting cell: n, live, w, ww."""
        return self.group(Table(), 0).by_weighting_cell(kind)[:, 0]

    def presence(self, domain: Domain, number: int) -> Presence:
        """Return what of the sample lies in one group (from 0) of a domain, missing answers too."""
        if (domain, number) not in self._presences:
            found = self._presence(domain, number)
            if not domain.is_whole and self.projection is not None and self.replicates is None:
                whole = self.presence(Domain(), 0)
                found = replace(found, unit_df=whole.unit_df, kept=whole.rows)
            self._presences[domain, number] = found
        return self._presences[domain, number]

    def _presence(self, domain: Domain, number: int) -> Presence:
        group = self.group(Table(domain), number)
        if self.replicates is not None:
            return self._replicate_presence(domain, number, group)
        rows, live = int(group.n.sum()), int(group.live.sum())
        weights, weight = group.unit_weights, float(group.weight.sum())
        if self.is_element:
            strata = int((weights > 0).sum()) if len(weights) > 1 else min(live, 1)
            seen = int((group.seen_units > 0).sum())
            return Presence(rows, weight, live - strata, rows - seen, rows)
        present = np.ones_like(weights) if domain.is_whole else group.seen_units
        df, unit_df = self._units_less_strata(weights), self._units_less_strata(present)
        return Presence(rows, weight, df, unit_df, rows)

    def _units_less_strata(self, present: Floats) -> int:
        """Count the units of the first stage above 0, less their strata."""
        stage = self.stages[0]
        units = np.flatnonzero(at_stage(present[:, None], stage)[:, 0] > 0)
        return len(units) - len(np.unique(stage.group_of_unit[units]))

    def _replicate_presence(self, domain: Domain, number: int, group: Group) -> Presence:
        assert self.replicates is not None  # noqa: S101  # the only caller has asked
        df, rows = self.replicates.df, int(group.n.sum())
        if not domain.is_whole and self.replicates.multipliers is None:
            df = self.column_df(domain, number)
        elif self.replicates.multipliers is not None and self._is_partial(domain):
            units = at_stage(group.unit_weights[:, None], self.stages[0])[:, 0]
            df = self.replicates.domain_df(np.flatnonzero(units > 0))
        return Presence(rows, float(group.weight.sum()), df, df, rows)

    def _is_partial(self, domain: Domain) -> bool:
        return not domain.is_whole or self._collector.frame.has_zero_weights

    def column_df(self, domain: Domain, number: int, answered: str | None = None) -> int:
        """Return the degrees of freedom of replicate columns in one group (from 0) of a domain.

        With `answered` only rows that have a number in that column count.
        """
        if (domain, answered) not in self._ranks:
            frame = self._collector.frame
            assert self.replicates is not None  # noqa: S101  # callers have asked
            count = group_count(frame, domain)
            found = domain_ranks(frame, self.replicates, domain, count, answered)
            self._ranks[domain, answered] = found
        return int(self._ranks[domain, answered][number]) - 1

    def need_finite(self, table: Table, arrays: Iterable[Floats]) -> None:
        """Refuse what is not finite: an infinite value, or values too great to sum and square."""
        if not all(np.isfinite(array).all() for array in arrays):
            raise infinite(self._collector.frame, table)

    @np.errstate(over="ignore", invalid="ignore")
    def group(self, table: Table, number: int) -> Group:
        """Return one group (from 0) of a table.

        Raises AnalysisError: `not_a_number` (an infinite value), `too_large`.
        """
        sums = self._sums[table]
        skip = 0 if table.domain.is_whole else 1
        arrays = {kind: self._cut(sums, array, number + skip) for kind, array in self._kinds(sums)}
        if sums.by_unit is not None:
            arrays["unit"] = self._cut(sums, sums.by_unit, number + skip)
        if sums.unit_rows is not None:
            arrays["unit rows"] = self._cut(sums, sums.unit_rows, number + skip)
        if sums.by_pair is not None:
            arrays["pair"] = self._cut(sums, sums.by_pair, number + skip)
        arrays["shifts"] = sums.shifts
        if table.values:
            self.need_finite(table, arrays.values())
        return Group(self, table, number, arrays)

    def _kinds(self, sums: TableSums) -> list[tuple[str, Floats]]:
        """Return the sums by weighting cell under each factor; those of the last table are kept."""
        if self._derived is None or self._derived[0] != sums.table:
            self._derived = sums.table, self._derive(sums)
        return self._derived[1]

    def _derive(self, sums: TableSums) -> list[tuple[str, Floats]]:
        collector = self._collector
        kinds = dict(sums.by_cell)
        if collector.is_uniform:
            count = kinds["n"].reshape(len(kinds["n"]), collector.weighting.cell_count, -1)
            weight = collector.cell_weights()[:, None]
            flat = len(kinds["n"])
            kinds["w"] = (count * weight).reshape(flat, -1)
            kinds["ww"] = (count * weight**2).reshape(flat, -1)
        kinds.setdefault("live", kinds["n"])
        if self.is_element and "v" not in kinds:
            kinds["v"] = kinds["ww"] * self.stages[0].coefficients[0]
        return list(kinds.items())

    def _cut(self, sums: TableSums, array: Floats, group: int) -> Floats:
        """Return (products, axis, cells) of one group, without the slots of rows outside."""
        shaped = array.reshape(len(array), -1, *sums.shape)[:, :, group]
        for axis in range(len(sums.table.categories)):
            shaped = np.take(shaped, range(1, shaped.shape[axis + 2]), axis=axis + 2)
        shaped = shaped[..., -1]
        return np.ascontiguousarray(shaped).reshape(len(array), shaped.shape[1], -1)


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
