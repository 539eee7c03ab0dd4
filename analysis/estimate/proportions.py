"""Proportions of the categories of a column (docs/methods/proportion.md)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.answer import Cell, EstimateAnswer
from analysis.estimate.design_effect import design_effects
from analysis.estimate.estimate import Estimate, base_flags, kish
from analysis.estimate.interval import METHODS, Shares, dispersion, interval
from analysis.estimate.means import read_variables
from analysis.estimate.request import Common, Request, Sums
from analysis.reading import Keys
from analysis.sums.coding import Floats
from analysis.sums.group import Group
from analysis.sums.presence import Presence
from analysis.sums.table import Table


@dataclass(frozen=True)
class Proportion(Request):
    """The weighted share of every category among the rows that have one."""

    variables: tuple[str, ...]
    ci: str

    @classmethod
    def read(cls, keys: Keys, common: Common) -> "Proportion":
        """Read `{"variable": …, "ci": "logit"}` (or `variables`)."""
        return cls(
            **common, variables=read_variables(keys), ci=keys.choice("ci", tuple(METHODS), "logit")
        )

    def tables(self) -> Sequence[Table]:
        """Return a table per variable."""
        return [Table(self.domain, (name,)) for name in self.variables]

    def answer(self, sums: Sums) -> EstimateAnswer:
        """Return a cell per category, variable and group."""
        cells: list[Cell] = []
        for number, by in self.numbered_groups(sums):
            presence = sums.moments.presence(self.domain, number)
            for name, table in zip(self.variables, self.tables(), strict=True):
                group = sums.moments.group(table, number)
                estimates = self.estimates(group, presence, self.design_df(sums))
                counts = group.n.astype(int).tolist()
                for label, count, estimate in zip(
                    sums.labels(name), counts, estimates, strict=True
                ):
                    cell = estimate.as_cell(by, name, label)
                    cell["count"] = count
                    cells.append(cell)
        return {"id": self.id, "statistic": "proportion", "cells": cells}

    def estimates(
        self, group: Group, presence: Presence, design_df: float | None
    ) -> list[Estimate]:
        """Return the estimate of every cell of a group as a share of the group."""
        n, weight = int(group.n.sum()), float(group.weight.sum())
        effective = kish(weight, group.square.sum())
        flags = base_flags(n, effective)
        if effective is None:
            nothing = Estimate(None, None, None, None, None, n, None, None, flags)
            return [nothing] * len(group.n)
        p = group.weight / weight
        errors, effects = self._errors(group, p, weight)
        if n == 1:
            errors[:] = np.nan
        df = self.domain_df(presence)
        shares = Shares(
            p,
            errors,
            effective,
            presence,
            dispersion(presence, weight, n, float(group.live.sum())),
            df,
            design_df,
            self.level,
        )
        low, high = interval(self.ci, shares)
        shown = design_df if self.ci == "mean" else df
        return [
            Estimate(float(value), se, one, two, shown, n, effective, effect, flags)
            for value, se, one, two, effect in zip(p, errors, low, high, effects, strict=True)
        ]

    def _errors(self, group: Group, p: Floats, weight: float) -> tuple[Floats, Floats]:
        """Return standard errors and design effects; in slices when categories are many."""
        size = len(p)
        errors, effects = np.empty(size), np.empty(size)
        for start in range(0, size, 256):
            part = slice(start, start + 256)
            derivatives = -np.repeat(p[part, None], size, axis=1)
            places = np.arange(len(derivatives))
            derivatives[places, places + start] += 1
            derivatives /= weight
            variances = group.over(np.ones((1, size))).variances(derivatives)
            errors[part] = np.sqrt(np.maximum(variances, 0))
            effects[part] = design_effects(group, derivatives, variances, self.deff)
        errors[(p == 0) | (p == 1)] = 0.0
        return errors, effects
