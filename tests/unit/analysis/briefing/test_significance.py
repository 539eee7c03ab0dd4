import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.briefing.significance import adjust_tests, holm
from tests.support.briefings import make_facts


def test_holm_equals_r_p_adjust() -> None:
    # R 4.3: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))


@given(st.lists(st.floats(0, 1), max_size=20))
def test_holm_never_lowers_a_p_value_and_keeps_its_order(values: list[float]) -> None:
    adjusted = holm(values)
    assert all(p <= a <= 1 for p, a in zip(values, adjusted, strict=True))
    pairs = sorted(zip(values, adjusted, strict=True))
    assert [a for _, a in pairs] == sorted(a for _, a in pairs)


def test_all_tests_of_the_briefing_are_adjusted_together() -> None:
    adjusted = adjust_tests(make_facts())
    assert adjusted["q11", "group.gioi", "q11"] == pytest.approx(0.0082)
    assert adjusted["q11", "group.dan_toc", "q11"] == pytest.approx(0.21)
