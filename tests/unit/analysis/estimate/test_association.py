"""Tests of tables that are odd: weights below 0, empty cells, few sampling units."""

import numpy as np

from analysis.estimate.association import TwoWay, run_tests
from analysis.sums.coding import Floats


def test_a_margin_that_negative_weights_empty_has_no_rao_scott_test() -> None:
    """Without the row that sums to 0 the second column sums to 0 as well."""
    shares = np.array([[0.5, 0.2], [0.5, -0.2], [-0.15, 0.15]])
    table = TwoWay(shares, np.eye(6) / 100, np.eye(6) / 100, 40, 12.0)
    found = run_tests(("rao_scott_f", "rao_scott_chisq"), table)
    assert {name: test["p"] for name, test in found.items()} == {
        "rao_scott_f": None,
        "rao_scott_chisq": None,
    }


def test_a_table_too_empty_for_its_contrasts_has_no_rao_scott_test() -> None:
    """Four cells do not tell six contrasts apart: solving gave a p of 0.0001, out of rounding."""
    shares = np.array([[0.13, 0.21, 0, 0], [0, 0, 0.27, 0], [0, 0, 0, 0.39]])
    found = run_tests(("rao_scott_f", "rao_scott_chisq"), made(shares, np.eye(12) / 100))
    assert [test["statistic"] for test in found.values()] == [None, None]


def test_contrasts_that_vary_together_have_no_wald_test() -> None:
    """Two sampling units more than strata do not tell four contrasts apart: p came out as 5e-85."""
    shares = np.array([[0.1, 0.2, 0.1], [0.1, 0.05, 0.1], [0.15, 0.1, 0.1]])
    units = np.random.default_rng(5).normal(size=(2, 9)) / 50
    found = run_tests(("wald", "adjusted_wald"), made(shares, units.T @ units))
    assert list(found.values()) == [dict.fromkeys(("statistic", "ndf", "ddf", "p"))] * 2
    known = run_tests(("wald",), made(shares, np.eye(9) / 400))
    assert known["wald"]["p"] is not None


def made(shares: Floats, covariance: Floats) -> TwoWay:
    return TwoWay(shares, covariance, covariance, 40, 12.0)
