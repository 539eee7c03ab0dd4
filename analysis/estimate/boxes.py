"""Shares of listed categories: of one column, and the mean over columns (docs/methods/boxes.md)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.answer import Cell, EstimateAnswer
from analysis.estimate.class_shares import ShareRequest
from analysis.estimate.classes import check_labels, one_box
from analysis.estimate.estimate import Estimate
from analysis.estimate.interval import METHODS
from analysis.estimate.means import read_variables
from analysis.estimate.request import Common, Request, Sums
from analysis.reading import Keys
from analysis.sums.table import Table
from analysis.sums.values import BoxShare


@dataclass(frozen=True)
class TopBox(ShareRequest):
    """The share of the rows with an answer whose category is one of those listed."""

    variables: tuple[str, ...]
    categories: tuple[str, ...]
    missing: tuple[str, ...]

    @classmethod
    def read(cls, keys: Keys, common: Common) -> "TopBox":
        """Read `{"variable": …, "categories": ["4", "5"], "missing": ["9"], "ci": "logit"}`."""
        categories, missing = read_categories(keys)
        return cls(
            **common,
            variables=read_variables(keys),
            categories=categories,
            missing=missing,
            ci=keys.choice("ci", tuple(METHODS), "logit"),
        )

    def tables(self) -> Sequence[Table]:
        """Return a table of categories per variable, as for proportions."""
        return [Table(self.domain, (name,)) for name in self.variables]

    def answer(self, sums: Sums) -> EstimateAnswer:
        """Return a cell per variable and group."""
        cells: list[Cell] = []
        for number, by in self.numbered_groups(sums):
            for name, table in zip(self.variables, self.tables(), strict=True):
                group = sums.moments.group(table, number)
                labels = sums.labels(name)
                classes = one_box(labels, self.categories, self.missing, name)
                place = (self.domain, number)
                ((estimate, count),) = self.share_estimates(sums, group, classes, place)
                cell = estimate.as_cell(by, name)
                cell["categories"], cell["count"] = list(self.categories), count
                cells.append(cell)
        return {"id": self.id, "statistic": "top_box", "cells": cells}


@dataclass(frozen=True)
class MeanTopBox(Request):
    """The mean over people of the share of their answers that lie in the listed categories."""

    variables: tuple[str, ...]
    categories: tuple[str, ...]
    missing: tuple[str, ...]

    @classmethod
    def read(cls, keys: Keys, common: Common) -> "MeanTopBox":
        """Read `{"variables": ["q4.a", "q4.b"], "categories": ["4", "5"], "missing": ["9"]}`."""
        categories, missing = read_categories(keys)
        variables = keys.different_texts("variables", required=True)
        return cls(**common, variables=variables, categories=categories, missing=missing)

    def tables(self) -> Sequence[Table]:
        """Return the one table of the share by person."""
        boxes, missing = frozenset(self.categories), frozenset(self.missing)
        share = BoxShare(self.variables[0], None, self.variables, boxes, missing)
        return [Table(self.domain, values=(share,))]

    def answer(self, sums: Sums) -> EstimateAnswer:
        """Return a cell per group."""
        for name in self.variables:
            check_labels(sums.labels(name), (*self.categories, *self.missing), name)
        cells: list[Cell] = []
        for number, by in self.numbered_groups(sums):
            group = sums.moments.group(self.tables()[0], number)
            mean, weight = float(group.means[0, 0]), group.totals[0, 0]
            with np.errstate(all="ignore"):
                derivatives = np.array([[-mean, 1.0]]) / weight
            per_row = group.over(np.array([[1.0, 0.0]]))
            (estimate,) = self.estimates_of(sums, per_row, [mean], derivatives)
            cell = self._at_the_edge(estimate).as_cell(by, None)
            cell["variables"], cell["categories"] = list(self.variables), list(self.categories)
            cells.append(cell)
        return {"id": self.id, "statistic": "mean_top_box", "cells": cells}

    def _at_the_edge(self, estimate: Estimate) -> Estimate:
        """Return a mean of 0 or 1 with an interval as a proportion has it, others as they are."""
        if estimate.value not in (0, 1) or estimate.n_effective is None:
            return estimate
        edge = (1 - self.level) ** (1 / estimate.n_effective)
        low, high = (0.0, 1 - edge) if estimate.value == 0 else (edge, 1.0)
        return replace(estimate, low=low, high=high)


def read_categories(keys: Keys) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read `categories`, at least one, and `missing`, none of them the same."""
    categories, missing = keys.different_texts("categories", required=True), keys.texts("missing")
    if set(categories) & set(missing):
        keys.refuse("categories", "apart from those of missing")
    return categories, missing
