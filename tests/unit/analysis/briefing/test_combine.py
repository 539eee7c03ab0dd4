import math
from dataclasses import replace

import pytest

from analysis.briefing.combine import joint_share, mean_share, wilson
from tests.support.briefings import hidden_cell, make_cell, make_cells


def test_wilson_equals_the_published_interval_of_binh_thuan() -> None:
    low, high = wilson(174 / 753, 753)
    assert low == pytest.approx(0.2024, abs=5e-5)
    assert high == pytest.approx(0.2625, abs=5e-5)


def test_wilson_stays_inside_zero_and_one_and_is_never_empty() -> None:
    assert wilson(0.0, 40)[0] == pytest.approx(0.0)
    assert (wilson(0.0, 40)[1] or 0) > 0.05
    assert wilson(1.0, 40)[1] == pytest.approx(1.0)
    assert wilson(0.5, None) == (None, None)
    assert wilson(0.5, 0) == (None, None)


def test_joint_share_is_the_sum_with_its_own_interval() -> None:
    cells = make_cells("q", [0.3989, 0.1834], 741)
    joint = joint_share(cells)
    assert joint is not None
    assert joint.estimate == pytest.approx(0.5823)
    assert (joint.low, joint.high) == wilson(0.5823, cells[0].n_effective)
    assert joint.n == 741
    assert joint.count == (cells[0].count or 0) + (cells[1].count or 0)


def test_joint_share_of_a_hidden_part_is_hidden() -> None:
    joint = joint_share([make_cell(0.4, variable="q"), hidden_cell("q")])
    assert joint is not None
    assert joint.suppressed
    assert joint.estimate is None
    assert joint.n is None
    assert joint_share([]) is None


def test_mean_of_shares_has_the_mean_of_the_bounds() -> None:
    cells = [make_cell(0.7, variable="a", n=400), make_cell(0.5, variable="b", n=380)]
    mean = mean_share(cells)
    assert mean is not None
    assert mean.estimate == pytest.approx(0.6)
    assert mean.low == pytest.approx(math.fsum(cell.low or 0 for cell in cells) / 2)
    assert mean.n == 380


def test_mean_with_a_hidden_part_is_hidden() -> None:
    mean = mean_share([make_cell(0.7, variable="a"), hidden_cell("b")])
    assert mean is not None
    assert not mean.is_shown
    assert mean_share([]) is None


def test_mean_without_intervals_has_none() -> None:
    cell = replace(make_cell(0.7, variable="a"), low=None)
    mean = mean_share([cell, cell])
    assert mean is not None
    assert not mean.has_interval
