"""Figures say the median, the spread and whether the goal is met."""

import pytest

from benchmarks.figures import at_least, at_most, spread


def test_spread_is_median_with_least_and_greatest() -> None:
    assert spread([0.7, 0.5, 0.9], " s") == "0.70 s (0.50–0.90)"
    assert spread([1234.4, 1000.0, 2000.0], "", 0) == "1,234 (1,000–2,000)"


@pytest.mark.parametrize(("values", "met"), [([0.5, 0.6, 0.7], True), ([0.5, 0.5, 0.9], False)])
def test_at_least_judges_the_median(values: list[float], met: bool) -> None:
    assert at_least("ratio", values, 0.6).met is met


def test_at_most_judges_the_median_and_prints_the_goal() -> None:
    figure = at_most("size", [14_000, 15_000, 14_500], 14_600, "", 0)
    assert figure.met
    assert figure.line().endswith("≤ 14,600      đạt")
