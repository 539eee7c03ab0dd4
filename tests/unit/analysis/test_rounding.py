import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rounding import (
    Rounding,
    largest_remainder,
    name_rule,
    plain,
    round_half_up,
    to_percent,
    write_count,
    write_date,
    write_interval,
    write_number,
    write_percent,
    write_period,
    write_share,
    write_trimmed,
)

BINH_THUAN = (106, 259, 206, 174, 8)


def test_largest_remainder_gives_the_figures_of_binh_thuan() -> None:
    assert largest_remainder(BINH_THUAN) == (14.08, 34.39, 27.36, 23.11, 1.06)


def test_plain_rounding_misses_one_hundred() -> None:
    assert plain(BINH_THUAN) == (14.08, 34.40, 27.36, 23.11, 1.06)
    assert math.fsum(plain(BINH_THUAN)) == pytest.approx(100.01)


def test_figures_lie_within_a_hundredth_of_print() -> None:
    printed = (14.07, 34.40, 27.36, 23.11, 1.06)
    for ours, theirs in zip(largest_remainder(BINH_THUAN), printed, strict=True):
        assert abs(ours - theirs) <= 0.01 + 1e-9


def test_ties_go_to_the_larger_share_then_to_the_first() -> None:
    assert largest_remainder([1, 1, 1], 0) == (34.0, 33.0, 33.0)
    assert largest_remainder([1, 3, 4], 0) == (12.0, 38.0, 50.0)


def test_exact_shares_stay_untouched_by_binary_noise() -> None:
    assert largest_remainder([0.1, 0.2, 0.3, 0.4], 1) == (10.0, 20.0, 30.0, 40.0)


def test_empty_and_zero_shares_stay_zero() -> None:
    assert largest_remainder([]) == ()
    assert largest_remainder([0, 0]) == (0.0, 0.0)
    assert plain([0.0]) == (0.0,)


@pytest.mark.parametrize("bad", [[-1, 2], [math.nan], [math.inf, 1]])
def test_impossible_shares_are_refused(bad: list[float]) -> None:
    with pytest.raises(ValueError, match="finite"):
        largest_remainder(bad)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12), st.integers(0, 3))
def test_result_adds_to_one_hundred_and_moves_less_than_a_unit(
    counts: list[int], decimals: int
) -> None:
    total = sum(counts)
    result = largest_remainder(counts, decimals)
    if total == 0:
        assert set(result) == {0.0}
        return
    assert round(math.fsum(result) * 10**decimals) == 100 * 10**decimals
    for count, percent in zip(counts, result, strict=True):
        assert abs(percent - count / total * 100) < 10**-decimals + 1e-6


@given(st.lists(st.integers(0, 10**4), min_size=2, max_size=8))
def test_a_larger_count_never_prints_smaller(counts: list[int]) -> None:
    result = largest_remainder(counts, 1)
    ordered = [percent for _, percent in sorted(zip(counts, result, strict=True))]
    assert ordered == sorted(ordered)


def test_rule_is_chosen_and_named() -> None:
    assert to_percent(BINH_THUAN, 2, "plain") == plain(BINH_THUAN)
    assert to_percent(BINH_THUAN) == largest_remainder(BINH_THUAN)
    assert "phần dư lớn nhất" in name_rule(Rounding.LARGEST_REMAINDER)
    assert name_rule("plain") != name_rule("largest_remainder")


def test_half_rounds_up_as_by_hand() -> None:
    assert round_half_up(2.675, 2) == 2.68
    assert round_half_up(94.125, 2) == 94.13
    assert round_half_up(-0.5, 0) == -1.0


def test_numbers_are_written_the_vietnamese_way() -> None:
    assert write_number(1234567.891, 2) == "1.234.567,89"
    assert write_number(-0.0004, 2) == "0,00"
    assert write_count(15000) == "15.000"
    assert write_percent(34.39) == "34,39\u00a0%"
    assert write_share(0.23108, 1) == "23,1\u00a0%"
    assert write_interval(0.2024, 0.2625) == "20,2–26,3\u00a0%"
    assert write_trimmed(94.125) == "94,125"
    assert write_trimmed(100.0) == "100"
    assert write_trimmed(98.50) == "98,5"


def test_dates_and_periods() -> None:
    first, last = date(2026, 7, 3), date(2026, 11, 20)
    assert write_date(first) == "03/07/2026"
    assert write_period(first, last) == "từ 03/07/2026 đến 20/11/2026"
    assert write_period(first, first) == "ngày 03/07/2026"
    assert write_period(first, None) == "từ 03/07/2026"
    assert write_period(None, last) == "đến 20/11/2026"
    assert write_period(None, None) == ""
