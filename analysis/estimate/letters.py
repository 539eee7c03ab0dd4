"""Letters under column shares: which columns are significantly lower (docs/methods/letters.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

import numpy as np

from analysis.answer import Cell, EstimateAnswer
from analysis.error import AnalysisError
from analysis.estimate.class_shares import ShareRequest
from analysis.estimate.classes import Classes, Levels, check_size, class_shares, each_category
from analysis.estimate.contrast import CORRECTIONS, all_pairs, contrast, corrected
from analysis.estimate.estimate import Estimate, kish
from analysis.estimate.interval import METHODS
from analysis.estimate.request import Common, Sums
from analysis.reading import Keys, is_number
from analysis.sums.group import Group
from analysis.sums.table import Domain, Table

MOST_COLUMNS = 64


@dataclass(frozen=True)
class Letters(ShareRequest):
    """The shares of `variable` in each column, with the letters of the columns that are lower.

    A capital letter holds at the first of `levels`, a small one only at the second. Columns with
    fewer than `minimum_n` people, or as small an effective n, are not compared.
    """

    variable: str
    columns: str
    categories: tuple[str, ...]
    missing: tuple[str, ...]
    correction: str
    levels: tuple[float, ...]
    minimum_n: float

    @classmethod
    def read(cls, keys: Keys, common: Common) -> "Letters":
        """Read `{"variable": …, "columns": …, "correction": "holm", "levels": [0.95, 0.9]}`."""
        levels = keys.raw("levels")
        levels = [0.95, 0.9] if levels is None else levels
        expected = "one or two levels between 0 and 1, the higher first"
        if not isinstance(levels, Sequence) or not 1 <= len(levels) <= 2:
            keys.refuse("levels", expected)
        if not all(is_number(level) and 0 < level < 1 for level in levels):
            keys.refuse("levels", expected)
        if len(levels) == 2 and levels[0] <= levels[1]:
            keys.refuse("levels", expected)
        columns, categories = keys.text("columns"), keys.different_texts("categories")
        missing, minimum = keys.texts("missing"), keys.number("minimum_n", 30)
        if columns in common["domain"].by:
            keys.refuse("columns", "another column than those of by")
        if set(categories) & set(missing):
            keys.refuse("categories", "apart from those of missing")
        return cls(
            **common,
            variable=keys.text("variable"),
            columns=columns,
            categories=categories,
            missing=missing,
            ci=keys.choice("ci", tuple(METHODS), "logit"),
            correction=keys.choice("correction", tuple(CORRECTIONS), "holm"),
            levels=tuple(float(level) for level in levels),
            minimum_n=minimum,
        )

    @property
    def column_domain(self) -> Domain:
        """The domain whose groups are the columns inside each group of `by`."""
        return Domain((*self.domain.by, self.columns), self.domain.where)

    def tables(self) -> Sequence[Table]:
        """Return the table that columns are compared in, and the categories of each column."""
        return [
            Table(self.domain, (self.columns, self.variable)),
            Table(self.column_domain, (self.variable,)),
        ]

    def answer(self, sums: Sums) -> EstimateAnswer:
        """Return a cell per category and column, in each group of `by`."""
        columns = sums.labels(self.columns)
        if len(columns) > MOST_COLUMNS:
            raise AnalysisError(
                "too_many_cells", f"{self.columns!r} has more than {MOST_COLUMNS} columns"
            )
        labels = sums.labels(self.variable)
        rows = len(self.categories) or len(labels)
        check_size(len(columns), rows, len(labels), f"{self.columns!r} and {self.variable!r}")
        classes = each_category(labels, self.categories, self.missing, self.variable)
        cells: list[Cell] = []
        for number, by in self.numbered_groups(sums):
            group = sums.moments.group(self.tables()[0], number)
            levels = class_shares(group, classes, len(columns))
            shares = [
                self._shares(sums, classes, number * len(columns) + column)
                for column in range(len(columns))
            ]
            for row in range(len(classes.names)):
                letters = self._letters(group, levels, row, self.design_df(sums))
                for column, label in enumerate(columns):
                    cell = self._cell(*shares[column][row], by, classes.names[row] or "", label)
                    cell["letter"], cell["letters"] = letter(column), letters[column]
                    cells.append(cell)
        return {"id": self.id, "statistic": "letters", "cells": cells}

    def _shares(self, sums: Sums, classes: Classes, number: int) -> list[tuple[Estimate, int]]:
        group = sums.moments.group(self.tables()[1], number)
        return self.share_estimates(sums, group, classes, (self.column_domain, number))

    def _cell(
        self, estimate: Estimate, count: int, by: dict[str, str], row: str, column: str
    ) -> Cell:
        cell = estimate.as_cell(by, self.variable, row)
        cell["row"], cell["column"], cell["count"] = row, column, count
        return cell

    def _letters(
        self, group: Group, levels: Levels, row: int, df: float | None
    ) -> list[str | None]:
        """Return the letters under each column of a row; None for columns not compared."""
        sizes = zip(levels.n, levels.weight, levels.square, strict=True)
        compared = np.array(
            [min(n, kish(w, ww) or 0.0) >= self.minimum_n for n, w, ww in sizes], dtype=bool
        )
        pairs = all_pairs(len(compared))
        pairs = pairs[compared[pairs].all(axis=1)]
        found = contrast(group, levels, row, pairs, df)
        adjusted = corrected(found.p, self.correction)
        under: list[dict[int, str]] = [{} for _ in compared]
        for (one, two), value, p in zip(pairs.tolist(), found.values, adjusted, strict=True):
            higher, lower = (one, two) if value > 0 else (two, one)
            for place, level in enumerate(self.levels):
                if p < 1 - level:
                    name = letter(lower)
                    under[higher][lower] = name if place == 0 else name.lower()
                    break
        return [
            " ".join(name for _, name in sorted(names.items())) if is_compared else None
            for names, is_compared in zip(under, compared.tolist(), strict=True)
        ]


def letter(column: int) -> str:
    """Return the letter of a column: A … Z, AA, AB, …"""
    more, last = divmod(column, 26)
    return (ascii_uppercase[more - 1] if more else "") + ascii_uppercase[last]
