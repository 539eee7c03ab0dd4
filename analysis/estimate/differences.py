"""Differences between levels of a group, or between waves (docs/methods/difference.md)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.answer import Cell, EstimateAnswer
from analysis.error import AnalysisError
from analysis.estimate.classes import (
    Classes,
    Levels,
    check_labels,
    check_size,
    class_shares,
    each_category,
    level_means,
    one_box,
)
from analysis.estimate.contrast import CORRECTIONS, all_pairs, contrast, corrected
from analysis.estimate.estimate import Estimate, base_flags, finite, kish
from analysis.estimate.interval import quantile
from analysis.estimate.request import Common, Request, Sums
from analysis.reading import Keys
from analysis.sums.coding import Codes
from analysis.sums.group import Group
from analysis.sums.table import Table, Value

MEASURES = ("mean", "proportion", "top_box")
MOST_CELLS = 65_536


@dataclass(frozen=True)
class Difference(Request):
    """A measure at the first of two `levels` of `group` less that at the second, or for all pairs.

    `categories` are those of the top box, or the proportions wanted (all when empty); labels of
    `missing` are no answers.
    """

    group: str
    levels: tuple[str, ...]
    variable: str
    measure: str
    categories: tuple[str, ...]
    missing: tuple[str, ...]
    correction: str

    @classmethod
    def read(cls, keys: Keys, common: Common) -> "Difference":
        """Read `{"group": …, "levels": ["2", "1"], "measure": "mean", "variable": …}`."""
        measure = keys.choice("measure", MEASURES)
        levels = keys.texts("levels")
        if levels and (len(levels) != 2 or levels[0] == levels[1]):
            keys.refuse("levels", "two different levels: the first less the second")
        categories = keys.different_texts("categories", required=measure == "top_box")
        missing = keys.texts("missing")
        if measure == "mean" and (categories or missing):
            keys.refuse("measure", "proportion or top_box where categories or missing are named")
        if set(categories) & set(missing):
            keys.refuse("categories", "apart from those of missing")
        if common["deff"] != "no":
            keys.refuse("deff", "left out: a difference has none")
        return cls(
            **common,
            group=keys.text("group"),
            levels=levels,
            variable=keys.text("variable"),
            measure=measure,
            categories=categories,
            missing=missing,
            correction=keys.choice("correction", tuple(CORRECTIONS), "none"),
        )

    def tables(self) -> Sequence[Table]:
        """Return the table by level (and category)."""
        if self.measure == "mean":
            return [Table(self.domain, (self.group,), (Value(self.variable),))]
        return [Table(self.domain, (self.group, self.variable))]

    def answer(self, sums: Sums) -> EstimateAnswer:
        """Return a cell per pair of levels, category and group of `by`."""
        levels = len(sums.labels(self.group))
        self._check_size(sums, levels)
        classes = self._classes(sums)
        count = 1 if self.levels else levels * (levels - 1) // 2
        if count * len(classes.names) > MOST_CELLS:
            raise AnalysisError(
                "too_many_cells",
                f"{self.group!r} has {count} pairs of levels: name two in levels",
            )
        pairs = self._pairs(sums.labels(self.group))
        cells: list[Cell] = []
        for number, by in self.numbered_groups(sums):
            group = sums.moments.group(self.tables()[0], number)
            found = self._levels(sums, group, classes)
            for k, name in enumerate(classes.names):
                cells += self._cells(sums, group, found, k, pairs)
                for cell in cells[len(cells) - len(pairs) :]:
                    cell["by"], cell["category"] = dict(by), name
                    if self.measure == "top_box":
                        cell["categories"] = list(self.categories)
        return {"id": self.id, "statistic": "difference", "cells": cells}

    def _check_size(self, sums: Sums, levels: int) -> None:
        labels, shares = 1, 1
        if self.measure != "mean":
            labels = len(sums.labels(self.variable))
        if self.measure == "proportion":
            shares = len(self.categories) or labels
        check_size(levels, shares, labels, f"{self.group!r} and {self.variable!r}")

    def _pairs(self, labels: Sequence[str]) -> Codes:
        """Return the places of (level, against): the later less the earlier for all pairs."""
        if self.levels:
            check_labels(labels, self.levels, self.group)
            return np.array([[labels.index(level) for level in self.levels]])
        return all_pairs(len(labels))

    def _classes(self, sums: Sums) -> Classes:
        if self.measure == "mean":
            return Classes((None,), np.empty((0, 0), dtype=bool), np.empty(0, dtype=bool))
        make = one_box if self.measure == "top_box" else each_category
        return make(sums.labels(self.variable), self.categories, self.missing, self.variable)

    def _levels(self, sums: Sums, group: Group, classes: Classes) -> Levels:
        if self.measure == "mean":
            return level_means(group)
        return class_shares(group, classes, len(sums.labels(self.group)))

    def _cells(
        self, sums: Sums, group: Group, levels: Levels, output: int, pairs: Codes
    ) -> list[Cell]:
        """Return the cells of one output of one group, a pair each."""
        labels, df = sums.labels(self.group), self.design_df(sums)
        found = contrast(group, levels, output, pairs, df)
        adjusted = corrected(found.p, self.correction)
        cells = []
        for i, (one, two) in enumerate(pairs.tolist()):
            n, effective, flags = pair_base(levels, one, two)
            error = float(found.errors[i])
            half = quantile(self.level, df) * error if error > 0 else np.nan
            value = float(found.values[i])
            estimate = Estimate(
                value, error, value - half, value + half, df, n, effective, None, flags
            )
            cell = estimate.as_cell({}, self.variable)
            cell["group"], cell["level"], cell["against"] = self.group, labels[one], labels[two]
            cell["level_n"], cell["against_n"] = int(levels.n[one]), int(levels.n[two])
            if self.measure != "mean":
                cell["level_count"] = int(levels.counts[one, output])
                cell["against_count"] = int(levels.counts[two, output])
            cell["p"], cell["p_adjusted"] = finite(found.p[i]), finite(adjusted[i])
            cells.append(cell)
        return cells


def pair_base(levels: Levels, one: int, two: int) -> tuple[int, float | None, tuple[str, ...]]:
    """Return people, effective n and flags of two levels together; the smaller base sets flags."""
    places = [one, two]
    weight, square = float(levels.weight[places].sum()), float(levels.square[places].sum())
    smaller = min(int(levels.n[one]), int(levels.n[two]))
    least = min((kish(levels.weight[i], levels.square[i]) or 0.0) for i in places)
    return int(levels.n[places].sum()), kish(weight, square), base_flags(smaller, least)
