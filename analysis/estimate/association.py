"""Tests of a crosstab: Rao and Scott's F and χ², Wald and adjusted Wald.

Sources: Rao and Scott (1984); Thomas and Rao (1987); Koch, Freeman and Freeman (1975); R
`svychisq`. Formulas: docs/methods/crosstab.md.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, fdtrc

from analysis.answer import TestResult
from analysis.estimate.estimate import finite
from analysis.sums.coding import Floats

TESTS = ("rao_scott_f", "rao_scott_chisq", "wald", "adjusted_wald")
SINGULAR = 1e-11


@dataclass(frozen=True, slots=True)
class TwoWay:
    """A table of shares (rows × columns) and its base.

    `covariance` is that of the shares of all (cells in C order), `totals` that of the weighted
    counts divided by the square of their sum.
    """

    shares: Floats
    covariance: Floats
    totals: Floats
    n: int
    df: float

    def occurring(self) -> "TwoWay":
        """Return the table without rows and columns that nobody is in."""
        rows, columns = self.shares.sum(axis=1) > 0, self.shares.sum(axis=0) > 0
        if rows.all() and columns.all():
            return self
        keep = np.outer(rows, columns).ravel()
        shares = self.shares[rows][:, columns]
        place = np.ix_(keep, keep)
        return TwoWay(shares, self.covariance[place], self.totals[place], self.n, self.df)


UNDEFINED: TestResult = {"statistic": None, "ndf": None, "ddf": None, "p": None}


def run_tests(names: tuple[str, ...], full: TwoWay) -> dict[str, TestResult]:
    """Return the named tests; all undefined when fewer than two rows or columns occur."""
    table = full.occurring()
    if min(table.shares.shape) < 2:
        return {name: UNDEFINED.copy() for name in names}
    found: dict[str, TestResult] = {}
    if "rao_scott_f" in names or "rao_scott_chisq" in names:
        found.update(_rao_scott(table))
    if "wald" in names or "adjusted_wald" in names:
        found.update(_wald(table))
    return {name: found[name] for name in names}


def _rao_scott(table: TwoWay) -> dict[str, TestResult]:
    """Rao-Scott from the design effects matrix of the interaction contrasts."""
    rows, columns = table.shares.shape
    p = table.shares
    expected = np.outer(p.sum(axis=1), p.sum(axis=0))
    if not (expected > 0).all():  # weights below 0, of an unbounded linear calibration
        return {"rao_scott_f": UNDEFINED.copy(), "rao_scott_chisq": UNDEFINED.copy()}
    pearson = table.n * float(((p - expected) ** 2 / expected).sum())
    flat = p.ravel()
    inverse = np.divide(1.0, flat, out=np.zeros_like(flat), where=flat > 0)
    contrasts = _contrasts(rows, columns)
    scaled = inverse[:, None] * contrasts
    denominator = contrasts.T @ scaled / table.n
    delta = _solve(denominator, scaled.T @ table.covariance @ scaled)
    if delta is None:
        return {"rao_scott_f": UNDEFINED.copy(), "rao_scott_chisq": UNDEFINED.copy()}
    trace, square = float(np.trace(delta)), float((delta * delta.T).sum())
    if not trace > 0 or not square > 0:
        return {"rao_scott_f": UNDEFINED.copy(), "rao_scott_chisq": UNDEFINED.copy()}
    ndf = trace**2 / square
    size = len(delta)
    statistic = pearson / trace
    return {
        "rao_scott_f": _result(statistic, ndf, ndf * table.df),
        "rao_scott_chisq": {
            "statistic": finite(pearson),
            "ndf": float(size),
            "ddf": None,
            "p": finite(float(chdtrc(size, pearson / (trace / size)))),
        },
    }


def _contrasts(rows: int, columns: int) -> Floats:
    """Return a basis of the interaction space, orthogonal to the main effects."""
    one = np.eye(rows)[:, 1:] - 1 / rows
    two = np.eye(columns)[:, 1:] - 1 / columns
    return np.asarray(np.kron(one, two), dtype=np.float64)


def _wald(table: TwoWay) -> dict[str, TestResult]:
    """Test that N_rc = N_r. N_.c / N for all but the first row and column, on weighted counts."""
    rows, columns = table.shares.shape
    row, column = table.shares.sum(axis=1), table.shares.sum(axis=0)
    difference = (table.shares - np.outer(row, column))[1:, 1:].ravel()
    of_row = np.repeat(np.eye(rows), columns, axis=1)
    of_column = np.tile(np.eye(columns), rows)
    jacobian = np.eye(rows * columns)
    jacobian -= np.repeat(of_row, columns, axis=0) * np.tile(column, rows)[:, None]
    jacobian -= np.tile(of_column, (rows, 1)) * np.repeat(row, columns)[:, None]
    jacobian += np.outer(row, column).ravel()[:, None]
    keep = np.outer(np.arange(rows) > 0, np.arange(columns) > 0).ravel()
    variance = (jacobian @ table.totals @ jacobian.T)[np.ix_(keep, keep)]
    solved = _solve(variance, difference)
    if solved is None:
        return {"wald": UNDEFINED.copy(), "adjusted_wald": UNDEFINED.copy()}
    quadratic = float(difference @ solved)
    size, df = len(difference), table.df
    adjusted = quadratic * (df - size + 1) / (size * df) if df > 0 else np.nan
    return {
        "wald": _result(quadratic / size, size, df),
        "adjusted_wald": _result(adjusted, size, df - size + 1),
    }


def _solve(matrix: Floats, right: Floats) -> Floats | None:
    """Solve for a matrix of (co)variances; None when some contrast has none but rounding.

    So where too many cells are empty, or there are fewer sampling units than contrasts.
    """
    if not np.isfinite(matrix).all() or not (matrix.diagonal() > 0).all():
        return None
    scale = 1 / np.sqrt(matrix.diagonal())
    sizes = np.linalg.eigvalsh(scale[:, None] * matrix * scale)
    if not sizes[0] > SINGULAR * sizes[-1]:
        return None
    return np.asarray(np.linalg.solve(matrix, right))


def _result(statistic: float, ndf: float, ddf: float) -> TestResult:
    p = float(fdtrc(ndf, ddf, statistic)) if ddf > 0 and statistic >= 0 else np.nan
    return {
        "statistic": finite(statistic),
        "ndf": finite(ndf),
        "ddf": finite(ddf),
        "p": finite(p),
    }
