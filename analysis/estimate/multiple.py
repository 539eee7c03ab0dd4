"""Multiple response: the share of respondents or of responses (docs/methods/multiple.md)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.answer import Cell, EstimateAnswer
from analysis.estimate.design_effect import design_effects
from analysis.estimate.estimate import Estimate, base_flags, kish
from analysis.estimate.interval import METHODS, Shares, dispersion, interval
from analysis.estimate.request import Common, Request, Sums
from analysis.reading import Keys
from analysis.sums.group import Group
from analysis.sums.table import Table, Value
from analysis.sums.values import SumOf

BASES = ("respondents", "responses")


@dataclass(frozen=True)
class Multiple(Request):
    """0/1 columns of one multiple item, among the rows where any of them is present.

    The base is these rows (`respondents`) or all that they ticked (`responses`).
    """

    variables: tuple[str, ...]
    base: str
    ci: str

    @classmethod
    def read(cls, keys: Keys, common: Common) -> "Multiple":
        """Read `{"variables": […], "base": "respondents|responses", "ci": "mean"}`."""
        return cls(
            **common,
            variables=keys.different_texts("variables", required=True),
            base=keys.choice("base", BASES, "respondents"),
            ci=keys.choice("ci", tuple(METHODS), "logit"),
        )

    def tables(self) -> Sequence[Table]:
        """Return a table per choice, all with the same base."""
        ticks = SumOf(self.variables[0], None, self.variables)
        beside = (ticks,) if self.base == "responses" else ()
        return [
            Table(self.domain, values=(Value(name), *beside), any_of=self.variables)
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
        n, (weight, ticked, *ticks) = int(group.n.sum()), group.totals[0]
        effective = kish(weight, group.square.sum())
        flags = base_flags(n, effective)
        base = ticks[0] if ticks else weight
        if effective is None or base == 0:
            return Estimate(None, None, None, None, None, n, effective, None, flags)
        p = np.array([ticked / base])
        derivatives = np.array([[0.0, 1.0, -p[0]] if ticks else [-p[0], 1.0]]) / base
        bases = np.array([[0.0, 0.0, 1.0]] if ticks else [[1.0, 0.0]])
        variances = group.over(bases).variances(derivatives)
        errors = np.where((p == 0) | (p == 1), 0.0, np.sqrt(np.maximum(variances, 0)))
        if n == 1:
            errors[:] = np.nan
        presence, design_df = sums.moments.presence(self.domain, number), self.design_df(sums)
        live = float(group.live.sum())
        df, scale = self.domain_df(presence), dispersion(presence, weight, n, live)
        shares = Shares(p, errors, effective, presence, scale, df, design_df, self.level)
        (low,), (high,) = interval(self.ci, shares)
        deff = design_effects(group, derivatives, variances, self.deff)[0]
        shown = design_df if self.ci == "mean" else df
        return Estimate(p[0], errors[0], low, high, shown, n, effective, deff, flags)
