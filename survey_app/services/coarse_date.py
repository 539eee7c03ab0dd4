"""The only time a confidential answer keeps: a day, a week or a month of Vietnam."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def coarse_date(now: datetime, grain: str) -> date:
    """The first day of the grain that `now` falls in, by the clock of Vietnam.

    A week is named by its Monday, a month by its first day. `now` is aware.
    Example: 2026-07-31 18:00 UTC is 1 August in Vietnam: day 2026-08-01, month 2026-08-01.
    """
    day = now.astimezone(VIETNAM).date()
    if grain == "week":
        return day - timedelta(days=day.weekday())
    if grain == "month":
        return day.replace(day=1)
    return day
