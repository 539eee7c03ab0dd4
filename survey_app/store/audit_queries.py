"""The audit log: events are added at the end of one hash chain, never changed."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from survey_app.store.models import AuditEvent

FIRST_HASH = "0" * 64
LOCK = 0x79646175
"""PostgreSQL's advisory lock of the chain; SQLite's one writer needs none."""


def append_event(  # noqa: PLR0913 - the columns of an event, all by name
    session: Session,
    *,
    at: datetime,
    actor: str,
    person_id: int | None,
    unit_code: str | None,
    action: str,
    target: str,
    details: Mapping[str, object],
) -> AuditEvent:
    """Add an event after the last one. The session must be a writing one, and no scoped one."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    event = AuditEvent(
        at=at.astimezone(UTC),
        actor=actor,
        person_id=person_id,
        unit_code=unit_code,
        action=action,
        target=target,
        details=json.dumps(details, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        previous_hash=_last_hash(session),
    )
    event.hash = event_hash(event)
    session.add(event)
    session.flush()
    return event


def event_hash(event: AuditEvent) -> str:
    """The SHA-256 that an event must have: over its content and the hash before it."""
    moment = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    content = [
        event.previous_hash,
        moment,
        event.actor,
        event.person_id,
        event.unit_code,
        event.action,
        event.target,
        event.details,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _last_hash(session: Session) -> str:
    query = select(AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1)
    return session.scalars(query).first() or FIRST_HASH
