"""Whom to remind, with which words, and when it was last done."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from survey_app.services.audit import record
from survey_app.services.board.board import vietnam_day
from survey_app.services.board.coverage import Coverage, read_coverage
from survey_app.services.board.units import UnitLine, UnitState, by_need
from survey_app.services.context import Context
from survey_app.services.find_survey import get_survey
from survey_app.services.refusal import Refusal
from survey_app.store.models import Reminder, Survey
from survey_app.store.reminder_queries import (
    FocalPoint,
    find_last_reminder,
    last_reminders,
    list_focal_points,
)
from survey_app.wording import say

PAGE_UNITS = 20
LANGUAGE = "vi"
"""The reminder goes to a commune by telephone or Zalo, in whatever language the page is read."""


@dataclass(frozen=True)
class ReminderLine:
    """A unit below its target, who is there, what to write to them, when that was last done."""

    unit: UnitLine
    people: tuple[FocalPoint, ...]
    text: str
    reminded_at: datetime | None


@dataclass(frozen=True)
class ReminderList:
    """The units of the chosen province below their targets, the emptiest first, a page of them.

    `count` is how many there are in all; `page` counts from 1.
    """

    coverage: Coverage
    lines: tuple[ReminderLine, ...]
    count: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(-(-self.count // PAGE_UNITS), 1)


def read_reminders(
    context: Context, survey_id: int, province: str = "", page: int = 1
) -> ReminderList:
    """A page of the list of one province, the last one where there are fewer.

    Raises Refusal `unknown_survey`, `unknown_unit`.
    """
    coverage = read_coverage(context, survey_id, province)
    now = context.clock()
    short = [unit for unit in by_need(coverage.units) if unit.missing]
    short.sort(key=lambda unit: unit.state is UnitState.NO_COLLECTOR)  # there a call is too early
    page = min(max(page, 1), max(-(-len(short) // PAGE_UNITS), 1))
    people: dict[str, list[FocalPoint]] = defaultdict(list)
    with context.database.session() as session:
        survey = get_survey(session, survey_id)
        done = last_reminders(session, survey_id)
        for person in list_focal_points(session, vietnam_day(now)):
            people[person.unit_code].append(person)
    lines = tuple(
        ReminderLine(
            unit=unit,
            people=tuple(people[unit.code]) if unit.code in people else (),
            text=reminder_text(survey, unit, context.settings.public_url),
            reminded_at=done.get(unit.code),
        )
        for unit in short[(page - 1) * PAGE_UNITS : page * PAGE_UNITS]
    )
    return ReminderList(coverage, lines, len(short), page)


def reminder_text(survey: Survey, unit: UnitLine, public_url: str) -> str:
    """What to send to the focal point of a unit, in Vietnamese, with the link to pass on."""
    parts = [
        say(
            "Survey “%(title)s”: %(unit)s has %(count)s of %(target)s sheets so far.",
            LANGUAGE,
            title=survey.title,
            unit=unit.name_within,
            count=unit.accepted,
            target=unit.target,
        )
    ]
    if unit.link:
        link = f"{public_url.rstrip('/')}/s/{unit.link}"
        parts.append(
            say("Please ask people to scan the QR code or to open %(link)s.", LANGUAGE, link=link)
        )
    else:
        parts.append(say("A QR code for the unit follows; please tell people about it.", LANGUAGE))
    if survey.close_at is not None:
        closing = vietnam_day(survey.close_at).strftime("%d/%m/%Y")
        parts.append(say("The survey closes on %(day)s.", LANGUAGE, day=closing))
    return " ".join((*parts, say("Thank you.", LANGUAGE)))


def note_reminder(context: Context, survey_id: int, unit_code: str) -> UnitLine:
    """Note that a unit was reminded today; noting it twice in a day changes nothing.

    Raises Refusal `unknown_survey`, `unknown_unit` for a unit that is not there to be seen.
    """
    unit = _find_unit(context, survey_id, unit_code)
    now = context.clock()
    with context.database.session(write=True) as session:
        last = find_last_reminder(session, survey_id, unit_code)
        if last is None or vietnam_day(last.reminded_at) != vietnam_day(now):
            session.add(
                Reminder(
                    survey_id=survey_id,
                    unit_code=unit_code,
                    reminded_at=now,
                    person_id=context.actor.person_id,
                )
            )
            record(session, context, "reminder.noted", f"survey:{survey_id}", unit=unit_code)
            session.commit()
    return unit


def withdraw_reminder(context: Context, survey_id: int, unit_code: str) -> UnitLine:
    """Take the newest reminder of a unit back.

    Raises Refusal `unknown_survey`, `unknown_unit`, `unknown_reminder` where there is none.
    """
    unit = _find_unit(context, survey_id, unit_code)
    with context.database.session(write=True) as session:
        last = find_last_reminder(session, survey_id, unit_code)
        if last is None:
            raise Refusal("unknown_reminder", unit=unit_code)
        session.delete(last)
        record(session, context, "reminder.withdrawn", f"survey:{survey_id}", unit=unit_code)
        session.commit()
    return unit


def _find_unit(context: Context, survey_id: int, unit_code: str) -> UnitLine:
    for province in read_coverage(context, survey_id).provinces:
        for unit in province.units:
            if unit.code == unit_code and unit.code:
                return unit
    raise Refusal("unknown_unit", unit=unit_code)
