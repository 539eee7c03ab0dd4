"""How the delay grows."""

from survey_app.services.accounts.delays import MOST_WAIT_S, wait_of


def test_wait_doubles_up_to_a_minute_and_stays_there() -> None:
    assert [wait_of(n) for n in range(1, 12)] == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert wait_of(10**9) == MOST_WAIT_S


def test_no_failure_waits_for_nothing() -> None:
    assert wait_of(0) == 0
