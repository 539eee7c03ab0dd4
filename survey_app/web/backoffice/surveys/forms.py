"""What officers type about a survey, read: days of Việt Nam, counts, caps."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from werkzeug.datastructures import MultiDict

from survey_app.services.coarse_date import VIETNAM
from survey_app.services.surveys.settings import SettingsSheet, SurveySettings
from survey_app.services.surveys.stop_rules import StopRules

SENTENCES: Mapping[str, str] = {
    "bad_day": "This day does not exist; write it as day/month/year",
    "bad_time": "This time does not exist; write it as hours:minutes, for example 17:00",
    "time_without_day": "Give the closing day as well, or leave the time empty",
    "bad_count": "Write a whole number",
    "moment_passed": "This moment is over; choose a later one",
    "count_out_of_range": "Write a number from 1 to 10,000,000",
    "count_reached": "So many sheets are in already; to stop now, close the survey",
    "quota_out_of_range": "Write a number from 0 to 10,000,000",
    "quota_lowered": "A cap can only be raised once the survey has been opened",
    "reopen_instead": "The survey is over; open it again with a reason to set new limits",
}
CLOSING_TIME = time(17)
LONGEST_COUNT = 12
Raw = dict[str, str]


@dataclass(slots=True)
class Errors:
    """What is wrong with which field, by the code of its sentence."""

    codes: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, code: str) -> None:
        """Note the first fault of a field."""
        self.codes.setdefault(name, code)


def read_number(text: str | None, highest: int = 1_000_000_000) -> int:
    """A positive number of an address (a page, a survey), 0 for anything else."""
    is_number = bool(text) and len(str(text)) <= 9 and str(text).isascii() and str(text).isdigit()
    return min(int(str(text)), highest) if is_number else 0


def read_count(raw: Mapping[str, str], name: str, errors: Errors) -> int | None:
    """A count as people write it, `1.000` or `1000`; None where nothing is written."""
    text = raw.get(name, "").strip()
    if not text:
        return None
    plain = re.sub(r"(?<=\d)[.,\s](?=\d{3}(\D|$))", "", text)
    if not plain.isascii() or not plain.isdigit() or len(plain) > LONGEST_COUNT:
        errors.add(name, "bad_count")
        return None
    return int(plain)


def read_stop(raw: Mapping[str, str], errors: Errors) -> StopRules:
    """The limits: a day and time of Việt Nam (17:00 where only the day is given), a count."""
    day = _day(raw.get("close_day", ""), errors)
    clock = _time(raw.get("close_time", ""), errors)
    if clock is not None and day is None and not errors.codes and raw.get("close_time"):
        errors.add("close_day", "time_without_day")
    moment = datetime.combine(day, clock or CLOSING_TIME, VIETNAM) if day else None
    return StopRules(moment, read_count(raw, "close_after", errors))


def _day(text: str, errors: Errors) -> date | None:
    parts = re.fullmatch(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*", text, re.ASCII)
    iso = re.fullmatch(r"\s*(\d{4})-(\d{2})-(\d{2})\s*", text, re.ASCII)
    if not text.strip():
        return None
    try:
        if iso:
            return date(*(int(part) for part in iso.groups()))
        if parts:
            return date(int(parts[3]), int(parts[2]), int(parts[1]))
    except ValueError:
        pass
    errors.add("close_day", "bad_day")
    return None


def _time(text: str, errors: Errors) -> time | None:
    found = re.fullmatch(r"\s*(\d{1,2})[:h](\d{2})(:\d{2})?\s*", text, re.ASCII)
    if not text.strip():
        return None
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    errors.add("close_time", "bad_time")
    return None


def printable(text: str) -> str:
    """A text as a page may show it again: without signs that nobody sees."""
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n")


def raw_of(settings: SurveySettings) -> Raw:
    """The settings as the form's fields hold them."""
    moment = settings.stop.close_at and settings.stop.close_at.astimezone(VIETNAM)
    raw = {
        "title": settings.title,
        "close_day": moment.strftime("%d/%m/%Y") if moment else "",
        "close_time": moment.strftime("%H:%M") if moment else "",
        "close_after": str(settings.stop.close_after or ""),
    }
    for group, cells in settings.quotas.items():
        raw |= {f"quota.{group}.{code}": str(most) for code, most in cells.items()}
    return raw


def posted_raw(form: MultiDict[str, str], sheet: SettingsSheet) -> Raw:
    """The fields of a posted settings form.

    Where it answers a page with two versions (`resolve`), each field is the one that was chosen.
    """
    current = raw_of(sheet.settings)
    if "resolve" in form:
        return {
            name: form.get(f"mine.{name}", value) if form.get(f"use.{name}") == "mine" else value
            for name, value in current.items()
        }
    return {name: form.get(name, value) for name, value in current.items()}


def read_settings_form(raw: Raw, sheet: SettingsSheet) -> tuple[SurveySettings, Errors]:
    """The settings of a form's fields, and what cannot be read in them."""
    errors = Errors()
    stop = read_stop(raw, errors)
    quotas: dict[str, dict[str, int]] = {}
    for group, cells in sheet.settings.quotas.items():
        for code, most in cells.items():
            count = read_count(raw, f"quota.{group}.{code}", errors)
            quotas.setdefault(group, {})[code] = most if count is None else count
    before = sheet.settings.stop.close_at
    if before is not None and stop.close_at == before.replace(second=0, microsecond=0):
        stop = StopRules(before, stop.close_after)  # the form knows no seconds
    return SurveySettings(raw["title"], stop, quotas), errors
