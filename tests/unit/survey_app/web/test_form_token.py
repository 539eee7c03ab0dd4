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


def test_everybody_gets_the_same_token_for_ten_minutes(tokens: FormTokens, clock: Clock) -> None:
    first = tokens.issue("ABC234")
    assert tokens.issue("ABC234") == first
    clock.now += timedelta(minutes=10)
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
