"""Multiple response: the share of respondents who ticked each choice (docs/methods/multiple.md)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.answer import Cell, EstimateAnswer
from analysis.estimate.design_effect import design_effects
from analysis.estimate.estimate import Estimate, base_flags, kish
from analysis.estimate.interval import METHODS, Shares, dispersion, interval
from analysis.estimate.request import Common, Request, Sums
from analysis.reading import Keys
from analysis.sums.moments import Group
from analysis.sums.table import Table, Value


@dataclass(frozen=True)
class Multiple(Request):
    """0/1 columns of one multiple item; the base is the rows where any of them is present."""

    variables: tuple[str, ...]
    base: str
    ci: str

    @classmethod
    def read(cls, keys: Keys, common: Common) -> "Multiple":
        """Read `{"variables": […], "base": "respondents", "ci": "mean"}`."""
        return cls(
            **common,
            variables=keys.texts("variables", required=True),
            base=keys.choice("base", ("respondents",), "respondents"),
            ci=keys.choice("ci", tuple(METHODS), "logit"),
        )

    def tables(self) -> Sequence[Table]:
        """Return a table per choice, all with the same base."""
        return [
            Table(self.domain, values=(Value(name),), any_of=self.variables)
            for name in self.variables
        ]

    def answer(self, sums: Sums) -> EstimateAnswer:
        """Return a cell per choice and group."""
        cells: list[Cell] = []
        for number, by in self.numbered_groups(sums):
            for name, table in zip(self.variables, self.tables(), strict=True):
                group = sums.moments.group(table, number)
                cell = self._estimate(sums, group, number).as_cell(by, name)
                cell["count"] = round(float(group.counted[0]))
                cells.append(cell)
        return {"id": self.id, "statistic": "multiple", "cells": cells}

    def _estimate(self, sums: Sums, group: Group, number: int) -> Estimate:
        n, (weight, ticked) = int(group.n.sum()), group.totals[0]
        effective = kish(weight, group.square.sum())
        flags = base_flags(n, effective)
        if effective is None:
            return Estimate(None, None, None, None, None, n, None, None, flags)
        p = np.array([ticked / weight])
        derivatives = np.array([[-p[0], 1.0]]) / weight
        variances = group.variances(derivatives)
        errors = np.where((p == 0) | (p == 1), 0.0, np.sqrt(np.maximum(variances, 0)))
        if n == 1:
            errors[:] = np.nan
        presence, design_df = sums.moments.presence(self.domain, number), self.design_df(sums)
        df, scale = self.domain_df(presence), dispersion(presence, weight, n)
        shares = Shares(p, errors, effective, presence.rows, scale, df, design_df, self.level)
        (low,), (high,) = interval(self.ci, shares)
        deff = design_effects(group, derivatives, variances, self.deff)[0]
        shown = design_df if self.ci == "mean" else df
        return Estimate(p[0], errors[0], low, high, shown, n, effective, deff, flags)
