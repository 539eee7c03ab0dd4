from datetime import UTC, date, datetime

import pytest

from survey_app.services.coarse_date import coarse_date


@pytest.mark.parametrize(
    ("now", "grain", "expected"),
    [
        (datetime(2026, 7, 31, 16, 59, tzinfo=UTC), "day", date(2026, 7, 31)),
        (datetime(2026, 7, 31, 17, 0, tzinfo=UTC), "day", date(2026, 8, 1)),
        (datetime(2026, 7, 31, 17, 0, tzinfo=UTC), "week", date(2026, 7, 27)),
        (datetime(2026, 8, 2, 17, 0, tzinfo=UTC), "week", date(2026, 8, 3)),
        (datetime(2026, 7, 31, 17, 0, tzinfo=UTC), "month", date(2026, 8, 1)),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), "month", date(2027, 1, 1)),
    ],
)
def test_coarse_date_is_the_first_day_of_the_grain_in_vietnam(
    now: datetime, grain: str, expected: date
) -> None:
    assert coarse_date(now, grain) == expected
