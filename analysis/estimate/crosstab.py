"""Crosstabs: shares of all, of the row, of the column, and tests (docs/methods/crosstab.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from analysis.answer import Cell, EstimateAnswer, Number, TestResult
from analysis.error import AnalysisError
from analysis.estimate.association import TESTS, UNDEFINED, TwoWay, run_tests
from analysis.estimate.design_effect import design_effects
from analysis.estimate.estimate import Estimate, base_flags, finite, kish
from analysis.estimate.interval import METHODS, Shares, dispersion, interval
from analysis.estimate.request import Common, Request, Sums
from analysis.reading import Keys
from analysis.sums.coding import Floats
from analysis.sums.group import NOISE, Group
from analysis.sums.presence import Presence
from analysis.sums.table import Table

MOST_PAIRS = 4_096
MOST_TESTED = 2_048


@dataclass(frozen=True, slots=True)
class Block:
    """One kind of share of the table: value, error and bounds, each rows × columns."""

    value: Floats
    se: Floats
    low: Floats
    high: Floats

    def listed(self) -> list[tuple[Number, Number, Number, Number]]:
        """Return (value, se, low, high) of every pair, None where not defined."""
        parts = (self.value, self.se, self.low, self.high)
        return list(zip(*([finite(x) for x in p.ravel().tolist()] for p in parts), strict=True))


@dataclass(frozen=True)
class Crosstab(Request):
    """Rows by columns; rows that miss either are out. One cell per pair."""

    rows: str
    columns: str
    ci: str
    tests: tuple[str, ...]

    @classmethod
    def read(cls, keys: Keys, common: Common) -> "Crosstab":
        """Read `{"rows": …, "columns": …, "ci": "logit", "tests": […]}`."""
        tests = keys.texts("tests")
        for name in tests:
            if name not in TESTS:
                keys.refuse("tests", "a list out of " + ", ".join(TESTS))
        return cls(
            **common,
            rows=keys.text("rows"),
            columns=keys.text("columns"),
            ci=keys.choice("ci", tuple(METHODS), "logit"),
            tests=tests,
        )

    def tables(self) -> Sequence[Table]:
        """Return the one table."""
        return [Table(self.domain, (self.rows, self.columns))]

    def answer(self, sums: Sums) -> EstimateAnswer:
        """Return the cells and tests of every group; `tests` are those of the first group."""
        pairs = len(sums.labels(self.rows)) * len(sums.labels(self.columns))
        if pairs > MOST_PAIRS:
            raise AnalysisError(
                "too_many_cells",
                f"{self.rows!r} by {self.columns!r} has {pairs} pairs, more than {MOST_PAIRS}",
            )
        if self.tests and pairs > MOST_TESTED:
            raise AnalysisError(
                "too_many_cells",
                f"{self.rows!r} by {self.columns!r} has {pairs} pairs; tests take {MOST_TESTED}",
            )
        cells: list[Cell] = []
        tests: list[tuple[dict[str, str], dict[str, TestResult]]] = []
        for number, by in self.numbered_groups(sums):
            group = sums.moments.group(self.tables()[0], number)
            presence = sums.moments.presence(self.domain, number)
            covariance = self._share_covariance(group)
            cells.extend(self._cells(sums, group, covariance, presence=presence, by=by))
            tests.append((by, self._tests(sums, group, covariance, presence)))
        answer: EstimateAnswer = {"id": self.id, "statistic": "crosstab", "cells": cells}
        if self.tests:
            answer["tests"] = tests[0][1] if tests else {}
        if self.tests and self.domain.by:
            answer["tests_by"] = [{"by": by, "tests": found} for by, found in tests]
        return answer

    def _share_covariance(self, group: Group) -> Floats:
        """Return the covariance of the cells' shares of all."""
        weight = group.weight.sum()
        if weight == 0:
            return np.zeros((len(group.n), len(group.n)))
        p = group.weight / weight
        if group.replicates is not None:
            derivatives = (np.eye(len(p)) - p[:, None]) / weight
            return group.over(np.ones((1, len(p)))).covariance(derivatives)
        totals = group.covariance()
        one = totals - np.outer(p, totals.sum(axis=0))
        covariance = (one - np.outer(one.sum(axis=1), p)) / weight**2
        rounded = NOISE * (np.diagonal(totals) + p**2 * totals.sum()) / weight**2
        still = np.diagonal(covariance) < rounded
        covariance[still] = covariance[:, still] = 0.0
        return np.asarray(covariance)

    def _tests(
        self, sums: Sums, group: Group, covariance: Floats, presence: Presence
    ) -> dict[str, TestResult]:
        if not self.tests:
            return {}
        weight = group.weight.sum()
        if not weight > 0:
            return {name: UNDEFINED.copy() for name in self.tests}
        shape = (len(sums.labels(self.rows)), len(sums.labels(self.columns)))
        shares = (group.weight / weight).reshape(shape)
        table = TwoWay(
            shares, covariance, group.covariance() / weight**2, int(group.n.sum()), presence.unit_df
        )
        return run_tests(self.tests, table)

    def _cells(
        self,
        sums: Sums,
        group: Group,
        covariance: Floats,
        *,
        presence: Presence,
        by: dict[str, str],
    ) -> list[Cell]:
        rows, columns = sums.labels(self.rows), sums.labels(self.columns)
        shape = (len(rows), len(columns))
        n, effective = int(group.n.sum()), kish(group.weight.sum(), group.square.sum())
        flags = base_flags(n, effective)
        blocks = self._blocks(sums, group, covariance, presence=presence, shape=shape)
        whole, of_row, of_column = (block.listed() for block in blocks)
        effects = self._deff(group, blocks[0].se.ravel() ** 2)
        df = self.design_df(sums) if self.ci == "mean" else self.domain_df(presence)
        cells: list[Cell] = []
        for i, (row, column) in enumerate(product(rows, columns)):
            share = Estimate(*whole[i], df, n, effective, effects[i], flags)
            cell = share.as_cell(by, self.rows, row)
            cell["row"], cell["column"] = row, column
            cell["row_share"], cell["row_share_se"] = of_row[i][:2]
            cell["row_low"], cell["row_high"] = of_row[i][2:]
            cell["column_share"], cell["column_share_se"] = of_column[i][:2]
            cell["column_low"], cell["column_high"] = of_column[i][2:]
            cell["count"] = int(group.n[i])
            cells.append(cell)
        return cells

    def _deff(self, group: Group, variances: Floats) -> Floats:
        weight = group.weight.sum()
        if self.deff == "no" or not weight > 0:
            return np.full(len(group.n), np.nan)
        p = group.weight / weight
        derivatives = (np.eye(len(p)) - p[:, None]) / weight
        return design_effects(group, derivatives, variances, self.deff)

    def _blocks(
        self,
        sums: Sums,
        group: Group,
        covariance: Floats,
        *,
        presence: Presence,
        shape: tuple[int, int],
    ) -> list[Block]:
        """Return shares of all, of rows and of columns with errors and bounds."""
        weight, square = group.weight.reshape(shape), group.square.reshape(shape)
        counts, live = group.n.reshape(shape), group.live.reshape(shape)
        cross = covariance.reshape(shape * 2)
        blocks = []
        for axis in (None, 1, 0):
            total = weight.sum(axis=axis, keepdims=True)
            with np.errstate(all="ignore"):
                p = weight / total
                if group.replicates is not None:
                    variances = _replicate_variances(group, p, total, axis)
                else:
                    variances = _share_variances(p, cross, total / weight.sum(), axis)
                effective = total**2 / square.sum(axis=axis, keepdims=True)
            variances[(p == 0) | (p == 1)] = 0.0
            errors = np.where(np.isfinite(p), np.sqrt(np.maximum(variances, 0)), np.nan)
            errors[np.broadcast_to(counts.sum(axis=axis, keepdims=True) == 1, shape)] = np.nan
            shares = Shares(
                p,
                errors,
                effective,
                presence,
                dispersion(
                    presence,
                    total,
                    counts.sum(axis=axis, keepdims=True),
                    live.sum(axis=axis, keepdims=True),
                ),
                self.domain_df(presence),
                self.design_df(sums),
                self.level,
            )
            low, high = interval(self.ci, shares)
            blocks.append(Block(p, errors, low, high))
        return blocks


def _replicate_variances(group: Group, p: Floats, total: Floats, axis: int | None) -> Floats:
    """Return the variances of shares from replicates: of all, of rows (1) or of columns (0)."""
    rows, columns = np.indices(p.shape).reshape(2, -1)
    line = np.zeros_like(rows) if axis is None else (rows if axis == 1 else columns)
    bases = (line[:, None] == line[None, :]).astype(np.float64)
    derivatives = np.eye(p.size) - p.reshape(-1, 1) * bases
    derivatives /= np.broadcast_to(total, p.shape).reshape(-1, 1)
    return group.over(bases).variances(derivatives).reshape(p.shape)


def _share_variances(p: Floats, cross: Floats, part: Floats, axis: int | None) -> Floats:
    """Return variances of shares of all (axis None), of rows (1) or of columns (0).

    `cross[r, c, r', c']` is the covariance of shares of all, `part` the share of the whole row or
    column. A row's share is the ratio p_rc / p_r, its derivative 1/p_r on the cell and −p_rc/p_r²
    on the row.
    """
    rows, columns = p.shape
    r, c = np.arange(rows), np.arange(columns)
    own = cross[r[:, None], c, r[:, None], c]
    if axis is None:
        return own.copy()
    if axis == 1:
        inside = cross[r, :, r, :]
        with_total, total = inside.sum(axis=2), inside.sum(axis=(1, 2))[:, None]
    else:
        inside = cross[:, c, :, c]
        with_total, total = inside.sum(axis=2).T, inside.sum(axis=(1, 2))[None, :]
    with np.errstate(all="ignore"):
        variances = own - 2 * p * with_total + p**2 * total
        variances[variances < NOISE * (own + p**2 * total)] = 0.0
        return np.asarray(variances / part**2)
