"""Tests of tables that weights below 0 make odd."""

import numpy as np

from analysis.estimate.association import TwoWay, run_tests


def test_a_margin_that_negative_weights_empty_has_no_rao_scott_test() -> None:
    """Without the row that sums to 0 the second column sums to 0 as well."""
    shares = np.array([[0.5, 0.2], [0.5, -0.2], [-0.15, 0.15]])
    table = TwoWay(shares, np.eye(6) / 100, np.eye(6) / 100, 40, 12.0)
    found = run_tests(("rao_scott_f", "rao_scott_chisq"), table)
    assert {name: test["p"] for name, test in found.items()} == {
        "rao_scott_f": None,
        "rao_scott_chisq": None,
    }
