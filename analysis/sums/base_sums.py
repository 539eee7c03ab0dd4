"""Sums under the weights before any weighting, and what becomes of them under a fitted one.

A weighting by cells gives the rows of a cell one factor, so its sums follow from those of the base
weights: Σw = f Σb, Σw² = f² Σb², and by unit Σ over its cells of f Σb. Sums of base weights do not
change when the weighting is fitted again; they only grow when rows come.

Where a factor depends on the unit too (base weights made from the fpc, the coefficients of strata
of element samples) or units are asked for beside several cells, sums are taken by unit × cell.
"""

from dataclasses import replace

import numpy as np

from analysis.sums.coding import Codes, Floats
from analysis.sums.collect import Collector, TableSums
from analysis.sums.rows import Rows
from analysis.weighting.fitted import CellFactors, Weighting


class PairWeighting(Weighting):
    """No weighting at all, over "cells" that are pairs of a unit and a weighting cell.

    The base weight is 1 where it follows from the unit.
    """

    @property
    def unit_count(self) -> int:
        """The number of units (strata for element samples)."""
        units = self.frame.units
        return len(self.frame.sampling.stages[0].sizes) if units is None else len(units.keys)

    @property
    def cell_count(self) -> int:
        """The number of pairs."""
        return self.unit_count * super().cell_count

    def cells(self, rows: Rows) -> Codes:
        """Return the pair of every row."""
        return self.frame.row_units(rows) * super().cell_count + super().cells(rows)

    def multiples(self, rows: Rows) -> Floats:
        """Return the base weight of every row, 1 where the design names no column."""
        if self.frame.design.weight is None:
            return np.ones(rows.count)
        return self.frame.multiples(rows)


class BaseCollector(Collector):
    """Sums tables under base weights."""

    @property
    def is_paired(self) -> bool:
        """Whether the "cells" are pairs of a unit and a weighting cell."""
        return isinstance(self.weighting, PairWeighting)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.is_paired:
            return
        frame = self.frame
        self.needs_units = self.weighs_by_unit = self.counts_unit_rows = False
        self.is_uniform = frame.design.weight is None or frame.is_uniform
        self.kinds = ["n"] if self.is_uniform else ["n", "w", "ww"]
        if not self.is_uniform and frame.has_zero_weights:
            self.kinds.append("live")
        if self.replicates is not None:
            self.kinds += [f"r.{name}" for name in self.replicates.columns]


def base_collector(collector: Collector) -> BaseCollector | None:
    """Return what sums the base weights; None where the final ones do not follow from them."""
    weighting, frame = collector.weighting, collector.frame
    if not all(isinstance(step, CellFactors) for step in weighting.steps):
        return None
    replicates = weighting.replicates
    if replicates is not None and not replicates.columns:
        replicates = None
    strata = len(frame.sampling.stages[0].sizes)
    is_paired = (
        frame.weight_of_unit is not None
        or (collector.needs_units and weighting.cell_count > 1)
        or (frame.sampling.is_element and strata > 1)
    )
    kind = PairWeighting if is_paired else Weighting
    base = kind(frame, weighting.variables, weighting.keys, replicates=replicates)
    return BaseCollector(frame, base)


def weigh(sums: TableSums, base: BaseCollector, collector: Collector) -> TableSums:
    """Return the sums of a table under the fitted weighting from those of the base weights."""
    factors = np.ones(collector.weighting.cell_count)
    for step in collector.weighting.steps:
        factors = step.apply(factors, np.arange(len(factors)), {})
    found = _weigh_pairs if base.is_paired else _weigh_cells
    return found(sums, collector, factors)


def _weigh_cells(sums: TableSums, collector: Collector, factors: Floats) -> TableSums:
    """Without units beside several cells: every cell has its factor."""
    powers = {"w": factors, "ww": factors**2}
    by_cell = {
        kind: _scaled(array, powers[kind]) if kind in powers else array
        for kind, array in sums.by_cell.items()
    }
    by_unit = None if sums.by_unit is None else sums.by_unit * factors[0]
    by_pair = sums.by_unit if collector.needs_pairs else None
    return replace(sums, by_cell=by_cell, by_unit=by_unit, by_pair=by_pair)


def _weigh_pairs(sums: TableSums, collector: Collector, factors: Floats) -> TableSums:
    """From sums by unit × cell: products × units × cells × the rest of the table."""
    frame, width = collector.frame, int(np.prod(sums.shape))
    raw = {
        kind: array.reshape(len(array), collector.units, len(factors), width)
        for kind, array in sums.by_cell.items()
    }
    equal = 1.0 if frame.design.weight is None else frame.uniform_weight
    if equal is not None:
        raw["w"], raw["ww"] = raw["n"] * equal, raw["n"] * equal**2
    own = np.ones(collector.units) if frame.weight_of_unit is None else frame.weight_of_unit
    final = (own[:, None] * factors)[:, :, None]
    raw["base"] = raw["w"] * own[:, None, None]
    raw["w"], raw["ww"] = raw["w"] * final, raw["ww"] * final**2
    if "v" in collector.kinds:
        raw["v"] = raw["ww"] * frame.sampling.stages[0].coefficients[:, None, None]
    by_cell = {kind: raw[kind].sum(axis=1).reshape(len(raw[kind]), -1) for kind in collector.kinds}
    first = 1 + len(sums.table.values)
    by_unit = raw["w"][:first].sum(axis=2).reshape(first, -1) if collector.needs_units else None
    by_pair = raw["base"][:first].reshape(first, -1) if collector.needs_pairs else None
    unit_rows = raw["n"][:1].sum(axis=2).reshape(1, -1) if collector.counts_unit_rows else None
    return replace(sums, by_cell=by_cell, by_unit=by_unit, by_pair=by_pair, unit_rows=unit_rows)


def _scaled(array: Floats, factors: Floats) -> Floats:
    """Multiply sums by weighting cell: products × (cells × the rest)."""
    shaped = array.reshape(len(array), len(factors), -1)
    return (shaped * factors[:, None]).reshape(array.shape)
