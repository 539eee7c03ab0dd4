"""Corrections for many comparisons, against the printed examples of R's p.adjust."""

import numpy as np
import pytest
from scipy import stats

from analysis.estimate.contrast import all_pairs, bh, bonferroni, corrected, holm, p_value

P = np.array([0.01, 0.04, 0.03, 0.005, 0.9])


def test_corrections_equal_p_adjust() -> None:
    # R: p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.9), "holm" / "bonferroni" / "BH")
    assert holm(P) == pytest.approx([0.04, 0.09, 0.09, 0.025, 0.9])
    assert bonferroni(P) == pytest.approx([0.05, 0.2, 0.15, 0.025, 1.0])
    assert bh(P) == pytest.approx([0.025, 0.05, 0.05, 0.025, 0.9])
    assert bh(P) == pytest.approx(stats.false_discovery_control(P))


@pytest.mark.parametrize("correction", ["none", "holm", "bonferroni", "bh"])
def test_comparisons_without_a_p_value_do_not_count(correction: str) -> None:
    found = corrected(np.append(P, np.nan), correction)
    assert found[:5] == pytest.approx(corrected(P, correction))
    assert np.isnan(found[5])
    assert not len(corrected(np.empty(0), correction))


def test_p_values_of_t_and_normal() -> None:
    one, two = np.array([1.0, 0.0]), np.array([0.5, 0.0])
    assert p_value(one, two, 12)[0] == pytest.approx(2 * stats.t.sf(2, 12))
    assert p_value(one, two, None)[0] == pytest.approx(2 * stats.norm.sf(2))
    assert np.isnan(p_value(one, two, 12)[1])
    assert np.isnan(p_value(one, two, 0)).all()


def test_pairs_come_in_the_order_of_the_levels() -> None:
    assert all_pairs(3).tolist() == [[1, 0], [2, 0], [2, 1]]
    assert all_pairs(1).shape == (0, 2)
