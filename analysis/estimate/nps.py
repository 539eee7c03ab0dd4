"""Net promoter score: promoters less detractors, in points (docs/methods/boxes.md)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.answer import Cell, EstimateAnswer
from analysis.error import AnalysisError
from analysis.estimate.classes import Classes, Levels, check_labels, class_shares
from analysis.estimate.design_effect import design_effects
from analysis.estimate.estimate import Estimate, base_flags, kish
from analysis.estimate.interval import quantile
from analysis.estimate.means import read_variables
from analysis.estimate.request import Common, Request, Sums
from analysis.reading import Keys
from analysis.sums.group import Group
from analysis.sums.table import Table

PARTS = ("promoters", "passives", "detractors")
SCORES = {str(score): score for score in range(11)}
PROMOTER, DETRACTOR = 9, 6


@dataclass(frozen=True)
class NetPromoterScore(Request):
    """100 × (share of 9 and 10 − share of 0 to 6) of answers on the scale 0 … 10."""

    variables: tuple[str, ...]
    missing: tuple[str, ...]

    @classmethod
    def read(cls, keys: Keys, common: Common) -> "NetPromoterScore":
        """Read `{"variable": …, "missing": ["99"]}` (or `variables`)."""
        return cls(**common, variables=read_variables(keys), missing=keys.texts("missing"))

    def tables(self) -> Sequence[Table]:
        """Return a table of categories per variable, as for proportions."""
        return [Table(self.domain, (name,)) for name in self.variables]

    def answer(self, sums: Sums) -> EstimateAnswer:
        """Return a cell per variable and group, with the shares and counts of the three parts."""
        parts = {name: self._parts(sums, name) for name in self.variables}
        cells: list[Cell] = []
        for number, by in self.numbered_groups(sums):
            for name, table in zip(self.variables, self.tables(), strict=True):
                group = sums.moments.group(table, number)
                found = class_shares(group, parts[name])
                cell = self._estimate(sums, group, parts[name], found).as_cell(by, name)
                counts, shares = found.counts[0].astype(int).tolist(), found.values[0].tolist()
                cell["counts"] = dict(zip(PARTS, counts, strict=True))
                known = cell["n_effective"] is not None
                cell["shares"] = dict(zip(PARTS, shares, strict=True)) if known else None
                cells.append(cell)
        return {"id": self.id, "statistic": "nps", "cells": cells}

    def _parts(self, sums: Sums, name: str) -> Classes:
        """Return promoters, passives and detractors among a column's labels."""
        labels = sums.labels(name)
        check_labels(labels, self.missing, name)
        other = [label for label in labels if label not in SCORES and label not in self.missing]
        if other:
            raise AnalysisError(
                "bad_score", f"{name!r} has {other[0]!r}, no score 0 to 10 and not among missing"
            )
        answers = [label not in self.missing for label in labels]
        scores = np.array([SCORES.get(label, 0) for label in labels], dtype=np.intp)
        promoter, detractor = scores >= PROMOTER, scores <= DETRACTOR
        masks = np.stack([promoter, ~promoter & ~detractor, detractor])
        return Classes(PARTS, masks, np.array(answers, dtype=bool))

    def _estimate(self, sums: Sums, group: Group, parts: Classes, found: Levels) -> Estimate:
        n = int(found.n[0])
        effective = kish(float(found.weight[0]), float(found.square[0]))
        flags = base_flags(n, effective)
        if effective is None:
            return Estimate(None, None, None, None, None, n, None, None, flags)
        sign = np.array([100.0, 0.0, -100.0])
        value, derivatives = float(sign @ found.values[0]), sign @ found.derivatives[0]
        variances = group.over(parts.base[None, :]).variances(derivatives[None])
        error = float(np.sqrt(max(variances[0], 0.0))) if n > 1 else np.nan
        is_edge = n > 1 and bool((found.values[0] == 1).any())
        if is_edge:
            error = 0.0
        df = self.design_df(sums)
        half = quantile(self.level, df) * error
        low, high = value - half, value + half
        if is_edge:
            low, high = self._edge(value, effective)
        (deff,) = design_effects(group, derivatives[None], variances, self.deff, cells=parts.base)
        return Estimate(value, error, low, high, df, n, effective, deff, flags)

    def _edge(self, value: float, effective: float) -> tuple[float, float]:
        """Return an interval where all give the same kind of answer, exact on the effective n.

        At ±100 it is one-sided. At 0 (passives only) promoters and detractors each stay under
        their own bound at half the error.
        """
        tail = 1 - self.level
        if abs(value) == 100:
            inner = 100 * (2 * tail ** (1 / effective) - 1)
            return (inner, 100.0) if value > 0 else (-100.0, -inner)
        reach = 100 * (1 - (tail / 2) ** (1 / effective))
        return value - reach, value + reach
