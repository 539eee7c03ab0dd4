"""Quantiles with Woodruff's interval (docs/methods/quantile.md)."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.answer import Cell, EstimateAnswer
from analysis.estimate.estimate import Estimate, base_flags, kish
from analysis.estimate.interval import quantile
from analysis.estimate.means import read_variables
from analysis.estimate.quantile_search import Found, Wanted
from analysis.estimate.request import Common, Request, Sums
from analysis.reading import Keys, is_number
from analysis.sums.group import Group
from analysis.sums.moments import Moments
from analysis.sums.ranks import Sought
from analysis.sums.table import Table, Value


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
        """Return the base of each variable."""
        return [Table(self.domain, values=(Value(name),)) for name in self.variables]

    def quantiles(self) -> Sequence[Wanted]:
        """Return the quantiles of each variable: all of a plan share passes of their own."""
        return [
            Wanted(Sought(self.domain, name), self.probs, self.level, self.normal)
            for name in self.variables
        ]

    def answer(self, sums: Sums) -> EstimateAnswer:
        """Return a cell per probability, variable and group."""
        found = [sums.quantiles[one] for one in self.quantiles()]
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
        self, sums: Sums, group: Group, found: Found, place: tuple[int, int], critical: float
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
        return None if self.normal else moments.answered_df(group)
