"""Quantiles with Woodruff's interval (docs/methods/quantile.md)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.answer import Cell, EstimateAnswer
from analysis.estimate.estimate import Estimate, base_flags, kish
from analysis.estimate.interval import quantile
from analysis.estimate.means import read_variables
from analysis.estimate.request import Common, Request, Sums
from analysis.reading import Keys, is_number
from analysis.sums.coding import Floats
from analysis.sums.moments import Group, Moments
from analysis.sums.ranks import Ranks
from analysis.sums.sampling import at_stage
from analysis.sums.table import Table, Value
from analysis.sums.values import Below


@dataclass(frozen=True, slots=True)
class _Found:
    """Quantiles and the bounds of their intervals: each groups × probabilities."""

    values: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Quantile(Request):
    """The least value at or under which a share of the weight lies."""

    variables: tuple[str, ...]
    probs: tuple[float, ...]

    @classmethod
    def read(cls, keys: Keys, common: Common) -> "Quantile":
        """Read `{"variable": …, "probs": [0.25, 0.5, 0.75]}` (or `variables`)."""
        given = keys.raw("probs")
        probs = [given] if is_number(given) else given
        if not isinstance(probs, Sequence) or isinstance(probs, str) or not probs:
            keys.refuse("probs", "a list of numbers")
        if not all(is_number(prob) and 0 < prob < 1 for prob in probs):
            keys.refuse("probs", "a list of numbers between 0 and 1")
        if common["deff"] != "no":
            keys.refuse("deff", "left out: a quantile has none")
        return cls(**common, variables=read_variables(keys), probs=tuple(map(float, probs)))

    def tables(self) -> Sequence[Table]:
        """Return the base of each variable; the quantiles take passes of their own."""
        return [Table(self.domain, values=(Value(name),)) for name in self.variables]

    def answer(self, sums: Sums) -> EstimateAnswer:
        """Return a cell per probability, variable and group."""
        found = [self._find(sums, name) for name in self.variables]
        cells: list[Cell] = []
        for number, by in self.numbered_groups(sums):
            for name, table, one in zip(self.variables, self.tables(), found, strict=True):
                group = sums.moments.group(table, number)
                critical = quantile(self.level, self._df(group, sums.moments))
                for place, prob in enumerate(self.probs):
                    estimate = self._estimate(sums, group, one, (number, place), critical)
                    cell = estimate.as_cell(by, name)
                    cell["prob"] = prob
                    cells.append(cell)
        return {"id": self.id, "statistic": "quantile", "cells": cells}

    def _estimate(
        self, sums: Sums, group: Group, found: _Found, place: tuple[int, int], critical: float
    ) -> Estimate:
        n, effective = int(group.n.sum()), kish(group.weight.sum(), group.square.sum())
        low, high = float(found.low[place]), float(found.high[place])
        return Estimate(
            float(found.values[place]),
            (high - low) / (2 * critical),
            low,
            high,
            self._df(group, sums.moments),
            n,
            effective,
            None,
            base_flags(n, effective),
        )

    def _df(self, group: Group, moments: Moments) -> float | None:
        return None if self.normal else degrees_of_freedom(group, moments)

    def _find(self, sums: Sums, name: str) -> _Found:
        """Find the quantiles, the error of the share at or under each, and the bounds."""
        ranks = Ranks(sums.frame, sums.collector.weighting, self.domain, name)
        groups = len(sums.groups(self.domain))
        values = ranks.at(np.tile(self.probs, (groups, 1)))
        limits = np.nan_to_num(values).T
        tables = [
            Table(self.domain, values=(Below(name, None, self.domain, tuple(column.tolist())),))
            for column in limits
        ]
        moments = sums.beside(tables)
        low, high = np.full(values.shape, np.nan), np.full(values.shape, np.nan)
        for place in np.argwhere(np.isfinite(values)):
            number, column = map(int, place)
            group = moments.group(tables[column], number)
            low[number, column], high[number, column] = self._limits(group, moments)
        return _Found(values, ranks.at(low), ranks.at(high))

    def _limits(self, group: Group, moments: Moments) -> tuple[float, float]:
        """Return the bounds of the share at or under a quantile; NaN for one respondent."""
        if group.n.sum() == 1:
            return np.nan, np.nan
        share = float(group.means[0, 0])
        derivatives = np.array([[-share, 1.0]]) / group.totals[0, 0]
        per_row = group.over(np.array([[1.0, 0.0]]))
        error = float(np.sqrt(max(per_row.variances(derivatives)[0], 0.0)))
        half = quantile(self.level, self._df(group, moments)) * error
        return share - half, share + half


def degrees_of_freedom(group: Group, moments: Moments) -> int:
    """Return units less strata, of those with a row of positive weight in a group of a table.

    Unlike the domain's, rows that miss the table's columns do not count (R `degf` of the subset).
    """
    weights, live = group.unit_weights, int(group.live.sum())
    if moments.replicates is not None and moments.replicates.multipliers is None:
        return moments.replicates.df
    if moments.is_element:
        return live - (int((weights > 0).sum()) if len(weights) > 1 else min(live, 1))
    stage = moments.stages[0]
    units = np.flatnonzero(at_stage(weights[:, None], stage)[:, 0] > 0)
    if moments.replicates is not None:
        return moments.replicates.domain_df(units)
    return len(units) - len(np.unique(stage.group_of_unit[units]))
