"""Days, times and counts as officers type them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.web.backoffice.surveys.forms import (
    Errors,
    printable,
    read_count,
    read_number,
    read_stop,
)


def stop(**raw: str) -> tuple[datetime | None, int | None, dict[str, str]]:
    errors = Errors()
    rules = read_stop(raw, errors)
    return rules.close_at, rules.close_after, errors.codes


@pytest.mark.parametrize(
    ("day", "time", "moment"),
    [
        ("31/12/2026", "", datetime(2026, 12, 31, 10, tzinfo=UTC)),
        ("1-2-2027", "7:05", datetime(2027, 2, 1, 0, 5, tzinfo=UTC)),
        (" 29.02.2028 ", "23h59", datetime(2028, 2, 29, 16, 59, tzinfo=UTC)),
        ("2026-12-31", "00:00:00", datetime(2026, 12, 30, 17, tzinfo=UTC)),
    ],
)
def test_a_day_is_one_of_viet_nam(day: str, time: str, moment: datetime) -> None:
    assert stop(close_day=day, close_time=time) == (moment, None, {})


@pytest.mark.parametrize(
    "day", ["31/02/2026", "29/02/2027", "0/1/2027", "1/13/2027", "1/1/27", "1/1/99999", "mai"]
)  # fmt: skip
def test_a_day_that_is_none_is_named(day: str) -> None:
    assert stop(close_day=day)[2] == {"close_day": "bad_day"}


@pytest.mark.parametrize("time", ["24:00", "12:60", "12", "trưa", "-1:00"])
def test_a_time_that_is_none_is_named(time: str) -> None:
    assert stop(close_day="1/1/2027", close_time=time)[2] == {"close_time": "bad_time"}


def test_a_time_without_its_day_is_named() -> None:
    assert stop(close_time="17:00") == (None, None, {"close_day": "time_without_day"})
    assert stop() == (None, None, {})


@pytest.mark.parametrize(
    ("text", "count"),
    [("1.000", 1000), ("10 000 000", 10_000_000), ("7,500", 7500), ("0012", 12), ("", None)],
)
def test_a_count_may_be_grouped(text: str, count: int | None) -> None:
    errors = Errors()
    assert read_count({"n": text}, "n", errors) == count
    assert not errors.codes


@pytest.mark.parametrize("text", ["1.5", "1,00", "-1", "1e3", "mười", "9" * 13, "1.000.00", "²"])
def test_a_count_that_is_none_is_named(text: str) -> None:
    errors = Errors()
    assert read_count({"n": text}, "n", errors) is None
    assert errors.codes == {"n": "bad_count"}


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    stop(close_day=text, close_time=text, close_after=text)
    assert 0 <= read_number(text) <= 1_000_000_000
    assert all(sign.isprintable() or sign == "\n" for sign in printable(text))
