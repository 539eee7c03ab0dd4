"""Reading the audit log: pages by keyset, the head of the chain, the protection of the table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session

from survey_app.store.models import AuditEvent, AuditHead

GUARDS = ("audit_event_added", "audit_event_kept", "audit_event_stays")
"""The triggers on `audit_event`: one counts what is added, two refuse changes and removals."""


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are wanted; None asks nothing. The moments: `since` <= at < `until`."""

    person_id: int | None = None
    action: str | None = None
    target: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def list_events(
    session: Session, wanted: EventFilter, *, before_id: int | None, limit: int
) -> list[AuditEvent]:
    """The newest matching events before a number, the newest first."""
    query = _matching(wanted)
    if before_id is not None:
        query = query.where(AuditEvent.id < before_id)
    return list(session.scalars(query.order_by(AuditEvent.id.desc()).limit(limit)))


def walk_matching(
    session: Session, wanted: EventFilter, *, after: int = 0, at_once: int = 1000
) -> Iterator[AuditEvent]:
    """Every matching event after a number, read in pieces: the memory does not grow."""
    last = after
    while True:
        query = _matching(wanted).where(AuditEvent.id > last).order_by(AuditEvent.id)
        piece = list(session.scalars(query.limit(at_once)))
        if not piece:
            return
        yield from piece
        last = piece[-1].id
        session.expunge_all()


def read_head(session: Session) -> AuditHead:
    """How many events the database itself has counted, and the hash of the last."""
    return session.scalars(select(AuditHead)).one()


def first_of_last(session: Session, number: int) -> int:
    """The id of the `number`-th event from the end, 0 when there are not as many."""
    query = select(AuditEvent.id).order_by(AuditEvent.id.desc()).offset(number - 1).limit(1)
    return session.scalars(query).first() or 0


def list_guards(session: Session) -> Sequence[str]:
    """The triggers that the table of the log has, by name."""
    if session.get_bind().dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_event'"
    else:
        query = (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_event'::regclass "
            "AND NOT tgisinternal AND tgenabled <> 'D'"
        )
    return sorted(session.execute(text(query)).scalars())


def _matching(wanted: EventFilter) -> Select[AuditEvent]:
    query = select(AuditEvent)
    for column, value in (
        (AuditEvent.person_id, wanted.person_id),
        (AuditEvent.action, wanted.action),
        (AuditEvent.target, wanted.target),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(AuditEvent.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEvent.at < wanted.until)
    return query
