"""Which passwords are too simple, and how many are checked at once."""

import pytest

from survey_app.web.auth.passwords import GUESSES_PER_S, MOST_BURST, GuessLimit, is_simple


@pytest.mark.parametrize(
    "password",
    ["a" * 12, "ab" * 6, "MẬT KHẨU-2026", "Password1234", "1234567890", "xx Lo-Hoa xx"],
)
def test_what_everybody_tries_first_is_simple(password: str) -> None:
    assert is_simple(password, "lò.hoa")


@pytest.mark.parametrize("password", ["trăng trên đèo", "correct horse battery", "Rùa-leo-núi-9"])
def test_words_put_together_are_not(password: str) -> None:
    assert not is_simple(password, "lo.hoa")


def test_short_login_name_may_stand_in_a_password() -> None:
    assert not is_simple("an cơm nguội sáng nay", "an")


def test_guesses_run_out_and_come_back_with_time() -> None:
    now = [0.0]
    limit = GuessLimit(lambda: now[0])
    assert sum(limit.take() for _ in range(500)) == MOST_BURST
    now[0] += 1
    assert sum(limit.take() for _ in range(500)) == GUESSES_PER_S
    now[0] += 3600
    assert sum(limit.take() for _ in range(500)) == MOST_BURST
