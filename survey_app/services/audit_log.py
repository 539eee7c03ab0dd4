"""The audit log as administrators read it: filtered, in pages from the newest, as CSV."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain

from sqlalchemy.orm import Session

from survey_app.services.accounts.login_name import normal_login
from survey_app.services.audit import record
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.context import Context
from survey_app.services.plain_csv import csv_lines
from survey_app.store.audit_log_queries import EventFilter, list_events, walk_matching
from survey_app.store.models import AuditEvent
from survey_app.store.people_queries import name_people
from survey_app.store.person_queries import find_by_login

PAGE = 50
HEADS = (
    "id", "at", "actor", "person", "unit", "action", "target", "details", "previous_hash", "hash",
)  # fmt: skip
PERSON = "person:"


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which events are wanted; both days are included, in Việt Nam's time."""

    person_id: int | None = None
    action: str = ""
    target: str = ""
    first_day: date | None = None
    last_day: date | None = None

    def as_query(self) -> EventFilter:
        """The same as moments."""
        return EventFilter(
            person_id=self.person_id,
            action=self.action or None,
            target=self.target or None,
            since=_start(self.first_day) if self.first_day else None,
            until=_start(self.last_day + timedelta(days=1)) if self.last_day else None,
        )


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event with names where the scope knows them; `details` as they were recorded."""

    id: int
    at: datetime
    actor: str
    person_id: int | None
    person_name: str
    action: str
    target: str
    target_name: str
    details: Mapping[str, object]
    hash: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page, the newest event first; `older` is where the next page begins, None at the end."""

    lines: tuple[EventLine, ...]
    older: int | None


def read_log(context: Context, wanted: LogFilter, *, before_id: int | None = None) -> LogPage:
    """50 events before a number (the newest without one), in three queries however long the log."""
    with context.database.session() as session:
        rows = list_events(session, wanted.as_query(), before_id=before_id, limit=PAGE + 1)
        lines = event_lines(session, rows[:PAGE])
    return LogPage(lines, rows[PAGE - 1].id if len(rows) > PAGE else None)


def find_number(context: Context, login: str) -> int | None:
    """The number of somebody in the scope by login name, None when there is nobody."""
    with context.database.session() as session:
        person = find_by_login(session, normal_login(login))
    return person.id if person else None


def event_lines(session: Session, rows: Sequence[AuditEvent]) -> tuple[EventLine, ...]:
    """Events with the names of the people in them, as far as the session's scope knows those."""
    numbers = {row.person_id for row in rows} | {target_person(row.target) for row in rows}
    names = name_people(session, (number for number in numbers if number is not None))
    return tuple(
        EventLine(
            id=row.id,
            at=row.at,
            actor=row.actor,
            person_id=row.person_id,
            person_name=names.get(row.person_id or 0, ""),
            action=row.action,
            target=row.target,
            target_name=names.get(target_person(row.target) or 0, ""),
            details=json.loads(row.details),
            hash=row.hash,
        )
        for row in rows
    )


def target_person(target: str) -> int | None:
    """The number in `person:12`, None for every other target."""
    number = target.removeprefix(PERSON)
    return int(number) if number != target and number.isdecimal() else None


def export_log(context: Context, wanted: LogFilter) -> Iterator[str]:
    """The matching events as lines of CSV, the oldest first, with the hashes of the chain.

    The export itself is recorded before the first line is given; the memory does not grow.
    """
    with context.database.session(write=True) as session:
        asked = {name: value for name, value in _told(wanted).items() if value}
        record(session, context, "audit.exported", "audit", **asked)
        session.commit()
    return csv_lines(chain([HEADS], _rows(context, wanted)))


def _rows(context: Context, wanted: LogFilter) -> Iterator[Sequence[object]]:
    with context.database.session() as session:
        for row in walk_matching(session, wanted.as_query()):
            yield (
                row.id,
                row.at.isoformat(timespec="microseconds"),
                row.actor,
                row.person_id,
                row.unit_code,
                row.action,
                row.target,
                row.details,
                row.previous_hash,
                row.hash,
            )


def _told(wanted: LogFilter) -> dict[str, object]:
    return {
        "person": wanted.person_id,
        "action": wanted.action,
        "about": wanted.target,
        "first_day": wanted.first_day.isoformat() if wanted.first_day else None,
        "last_day": wanted.last_day.isoformat() if wanted.last_day else None,
    }


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=VIETNAM)
