"""Days: `date`."""

import datetime
import re
from collections.abc import Mapping
from typing import cast

from questionnaires.engine.report import Report
from questionnaires.engine.step import Step
from questionnaires.engine.types.behaviour import Behaviour, Values
from questionnaires.expression import Value
from questionnaires.model import DateItem

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})")


class Date(Behaviour):
    """A day as `YYYY-MM-DD`."""

    def read_text(self, step: Step, text: str, values: Values, report: Report) -> None:
        """Read an ISO day, or day/month/year where the phone has no date field."""
        found = _DAY_FIRST.fullmatch(text)
        if found:
            day, month, year = found.groups()
            text = f"{year}-{month:0>2}-{day:0>2}"
        self.read_json(step, text, values, report)

    def read_json(self, step: Step, value: object, values: Values, report: Report) -> None:
        """Read an ISO day."""
        if isinstance(value, str) and (not value.strip() or parse_day(value.strip())):
            if value.strip():
                values[step.id] = value.strip()
        else:
            report.add("bad_date", step.id)

    def validate_value(self, step: Step, value: Value, report: Report) -> None:
        """Report a day that does not exist or lies outside the item's bounds."""
        item = cast(DateItem, step.item)
        day = parse_day(value) if isinstance(value, str) else None
        if day is None:
            report.add("bad_date", step.id)
        elif item.min is not None and day < item.min:
            report.add("too_early", step.id, minimum=format_day(item.min, report.language))
        elif item.max is not None and day > item.max:
            report.add("too_late", step.id, maximum=format_day(item.max, report.language))

    def label(self, step: Step, name: str, answers: Mapping[str, Value], language: str) -> str:
        """Write the day for people."""
        value = answers.get(name)
        day = parse_day(value) if isinstance(value, str) else None
        return format_day(day, language) if day else super().label(step, name, answers, language)


def parse_day(text: str) -> datetime.date | None:
    """Read `YYYY-MM-DD`; None if it is none or there is no such day."""
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    try:
        return datetime.date(*map(int, found.groups()))
    except ValueError:
        return None


def format_day(day: datetime.date, language: str) -> str:
    """Write a day: 31/12/2026 in Vietnamese, else ISO."""
    return f"{day.day}/{day.month}/{day.year}" if language == "vi" else day.isoformat()
