"""The form token: bound to a collector and a day, to nobody's session."""

from datetime import UTC, datetime, timedelta

import pytest

from survey_app.web.public.form_token import FormTokens, TokenState

START = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
KEY = "k" * 40


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(clock: Clock) -> FormTokens:
    return FormTokens(KEY, clock)


def test_own_token_is_good_for_a_day(tokens: FormTokens, clock: Clock) -> None:
    token = tokens.issue("ABC234")
    clock.now += timedelta(hours=23, minutes=59)
    assert tokens.check("ABC234", token) is TokenState.GOOD
    clock.now += timedelta(minutes=2)
    assert tokens.check("ABC234", token) is TokenState.EXPIRED


def test_everybody_gets_the_same_token_for_ten_seconds(tokens: FormTokens, clock: Clock) -> None:
    first = tokens.issue("ABC234")
    assert tokens.issue("ABC234") == first
    clock.now += timedelta(seconds=9)
    assert tokens.issue("ABC234") == first
    clock.now += timedelta(seconds=1)
    assert tokens.issue("ABC234") != first


def test_other_collector_and_other_key_are_refused(tokens: FormTokens, clock: Clock) -> None:
    token = tokens.issue("ABC234")
    assert tokens.check("XYZ234", token) is TokenState.TAMPERED
    assert FormTokens("q" * 40, clock).check("ABC234", token) is TokenState.TAMPERED


@pytest.mark.parametrize(
    "text", ["", ".", "..", "ABC234", "ABC234.aaaa.bbbb", "đ", "\x00", "A" * 999]
)
def test_any_other_text_is_refused(tokens: FormTokens, text: str) -> None:
    assert tokens.check("ABC234", text) is TokenState.TAMPERED


def test_every_changed_sign_is_noticed(tokens: FormTokens) -> None:
    token = tokens.issue("ABC234")
    for place in range(len(token) - 1):  # the last sign of base64 holds spare bits
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert tokens.check("ABC234", changed) is not TokenState.GOOD


def test_age_is_never_less_than_the_time_that_passed(tokens: FormTokens, clock: Clock) -> None:
    clock.now += timedelta(seconds=7)
    token = tokens.issue("ABC234")
    clock.now += timedelta(seconds=20)
    assert tokens.age_s("ABC234", token) == 27
    assert tokens.age_s("XYZ234", token) is None
    assert tokens.age_s("ABC234", token + "x") is None


def test_the_next_page_keeps_the_age_of_the_first(tokens: FormTokens, clock: Clock) -> None:
    token = tokens.issue("ABC234")
    clock.now += timedelta(minutes=5)
    kept = tokens.keep("ABC234", token)
    assert tokens.age_s("ABC234", kept) == 300
    assert kept == token


@pytest.mark.parametrize("token", ["", "x.y.z", 'A"><script>'])
def test_a_renewed_token_is_not_young(tokens: FormTokens, token: str) -> None:
    assert tokens.age_s("ABC234", tokens.keep("ABC234", token)) == 3600


def test_an_old_token_is_renewed_before_it_expires(tokens: FormTokens, clock: Clock) -> None:
    token = tokens.issue("ABC234")
    clock.now += timedelta(hours=13)
    assert tokens.age_s("ABC234", tokens.keep("ABC234", token)) == 3600


def test_what_came_in_never_comes_out(tokens: FormTokens) -> None:
    """Base64 is read leniently: a good signature may carry signs that are no part of it."""
    token = tokens.issue("ABC234")
    for place in range(len(token)):
        bent = f'{token[:place]}"{token[place:]}'
        assert '"' not in tokens.keep("ABC234", bent)
