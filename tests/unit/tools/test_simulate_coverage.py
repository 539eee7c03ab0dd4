"""The coverage simulation runs and its figures are those of any honest interval."""

import pytest

from tools.simulate_coverage import ESTIMATES, KINDS, SCENARIOS, simulate


@pytest.mark.parametrize("name", SCENARIOS)
def test_few_samples_are_covered_and_the_same_each_time(name: str) -> None:
    found = simulate(name, samples=6)
    assert found == simulate(name, samples=6)
    assert set(found) == {(key, kind) for key in ESTIMATES for kind in KINDS}
    assert all(one.covered >= 0.5 and 0.3 < one.se_ratio < 4 for one in found.values())
