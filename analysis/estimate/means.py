"""Means, totals and ratios (docs/methods/means.md)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.answer import Cell, EstimateAnswer
from analysis.estimate.request import Common, Request, Sums
from analysis.reading import Keys
from analysis.sums.table import Table, Value


@dataclass(frozen=True)
class Mean(Request):
    """The weighted mean Σwy / Σw of number columns."""

    variables: tuple[str, ...]

    @classmethod
    def read(cls, keys: Keys, common: Common) -> "Mean":
        """Read `{"variables": […]}`."""
        return cls(**common, variables=read_variables(keys))

    def tables(self) -> Sequence[Table]:
        """Return a table per variable: each drops its own missing rows."""
        return [Table(self.domain, values=(Value(name),)) for name in self.variables]

    def answer(self, sums: Sums) -> EstimateAnswer:
        """Return a cell per variable and group."""
        cells: list[Cell] = []
        for number, by in self.numbered_groups(sums):
            for name, table in zip(self.variables, self.tables(), strict=True):
                group = sums.moments.group(table, number)
                mean, weight = float(group.means[0, 0]), group.totals[0, 0]
                with np.errstate(all="ignore"):
                    derivatives = np.array([[-mean, 1.0]]) / weight
                per_row = group.over(np.array([[1.0, 0.0]]))
                estimates = self.estimates_of(sums, per_row, [mean], derivatives)
                cells.append(estimates[0].as_cell(by, name))
        return {"id": self.id, "statistic": "mean", "cells": cells}


@dataclass(frozen=True)
class Total(Request):
    """The weighted total Σwy of number columns, or Σw of each category with `indicator`."""

    variables: tuple[str, ...]
    indicator: bool

    @classmethod
    def read(cls, keys: Keys, common: Common) -> "Total":
        """Read `{"variables": […], "indicator": false}`."""
        return cls(**common, variables=read_variables(keys), indicator=keys.flag("indicator"))

    def tables(self) -> Sequence[Table]:
        """Return a table per variable."""
        if self.indicator:
            return [Table(self.domain, (name,)) for name in self.variables]
        return [Table(self.domain, values=(Value(name),)) for name in self.variables]

    def answer(self, sums: Sums) -> EstimateAnswer:
        """Return a cell per variable (and category) and group."""
        cells: list[Cell] = []
        for number, by in self.numbered_groups(sums):
            for name, table in zip(self.variables, self.tables(), strict=True):
                group = sums.moments.group(table, number)
                size = group.totals.size
                places = range(size) if self.indicator else [1]
                values = [float(group.totals.ravel()[place]) for place in places]
                if group.n.sum() == 0:
                    values = [np.nan] * len(values)
                estimates = self.estimates_of(
                    sums, group, values, np.eye(size)[list(places)], needs_two=False
                )
                labels = sums.labels(name) if self.indicator else [None]
                for place, label in enumerate(labels):
                    cells.append(estimates[place].as_cell(by, name, label))
                    if self.indicator:
                        cells[-1]["count"] = int(group.n[place])
        return {"id": self.id, "statistic": "total", "cells": cells}


@dataclass(frozen=True)
class Ratio(Request):
    """The ratio of two weighted totals, Σwy / Σwx; rows that miss either are out."""

    numerator: str
    denominator: str

    @classmethod
    def read(cls, keys: Keys, common: Common) -> "Ratio":
        """Read `{"numerator": …, "denominator": …}`."""
        return cls(**common, numerator=keys.text("numerator"), denominator=keys.text("denominator"))

    def tables(self) -> Sequence[Table]:
        """Return the one table of both columns."""
        return [Table(self.domain, values=(Value(self.numerator), Value(self.denominator)))]

    def answer(self, sums: Sums) -> EstimateAnswer:
        """Return a cell per group."""
        cells: list[Cell] = []
        for number, by in self.numbered_groups(sums):
            group = sums.moments.group(self.tables()[0], number)
            _, top, bottom = group.totals[0]
            with np.errstate(all="ignore"):
                ratio = top / bottom
                derivatives = np.array([[0.0, 1.0, -ratio]]) / bottom
            per_unit = group.over(np.array([[0.0, 0.0, 1.0]]))
            estimates = self.estimates_of(sums, per_unit, [ratio], derivatives)
            cell = estimates[0].as_cell(by, self.numerator)
            cell["numerator"], cell["denominator"] = self.numerator, self.denominator
            cells.append(cell)
        return {"id": self.id, "statistic": "ratio", "cells": cells}


def read_variables(keys: Keys) -> tuple[str, ...]:
    """Read `variables` (or a single `variable`) of an estimate."""
    if keys.has("variable"):
        return (keys.text("variable"),)
    return keys.different_texts("variables", required=True)
