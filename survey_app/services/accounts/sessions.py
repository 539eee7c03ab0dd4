"""Signed-in browsers: a row for each, so that ending one takes effect at its next request."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from survey_app.services.accounts.one_time_token import TOKEN_LENGTH, random_token, token_hash
from survey_app.services.audit import record
from survey_app.services.context import Actor, Context
from survey_app.services.refusal import Refusal
from survey_app.store.account_queries import (
    find_session,
    forget_sessions,
    list_live_sessions,
    list_open_sessions,
)
from survey_app.store.models import Person, StaffSession

KEPT_AFTER_END = timedelta(days=30)
SEEN_STEP = timedelta(seconds=60)
"""How stale `seen_at` may get: a write for every page would queue behind the citizens' answers."""
MOST_BROWSER = 80


class SessionEnd(StrEnum):
    """Why a session is none any more."""

    UNKNOWN = "unknown"
    ENDED = "ended"
    IDLE = "idle"
    TOO_OLD = "too_old"


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A browser that is signed in now; `browser` is its family and system, nothing finer."""

    session_id: int
    person_id: int
    browser: str
    started_at: datetime
    seen_at: datetime


def start_session(context: Context, person_id: int, *, browser: str = "", **details: object) -> str:
    """Sign a person in: the token for their cookie, of which only the hash is kept.

    Whoever calls this has checked the password and what else is required. `details` go to the
    audit log (`method`, `failures`). Raises Refusal `unknown_person` for one who is not active.
    """
    now = context.clock()
    token = random_token()
    acting = context.acting(Actor("staff", person_id))
    with context.database.unscoped.session(write=True) as session:
        person = session.get(Person, person_id)
        if person is None or not person.is_active:
            raise Refusal("unknown_person", person=person_id)
        forget_sessions(session, now - KEPT_AFTER_END)
        session.add(
            StaffSession(
                token_hash=token_hash(token),
                person_id=person_id,
                browser=browser[:MOST_BROWSER],
                started_at=now,
                seen_at=now,
            )
        )
        person.last_seen_at = now
        record(session, acting, "session.started", f"person:{person_id}", **details)
        session.commit()
    return token


def find_live_session(context: Context, token: str) -> LiveSession | SessionEnd:
    """The session of a cookie, or why there is none; using it puts the idle limit off."""
    if len(token) != TOKEN_LENGTH:
        return SessionEnd.UNKNOWN
    now = context.clock()
    with context.database.unscoped.session() as session:
        row = find_session(session, token_hash(token))
        if row is None:
            return SessionEnd.UNKNOWN
        end = _end_of(context, row, now)
        if end is not None:
            return end
        live = _live(row)
    if now - live.seen_at >= SEEN_STEP:
        _touch(context, live, now)
    return live


def list_sessions(context: Context, person_id: int) -> list[LiveSession]:
    """Where a person is signed in now, the last used first."""
    now = context.clock()
    settings = context.settings
    with context.database.unscoped.session() as session:
        rows = list_live_sessions(
            session,
            person_id,
            started_after=now - settings.session_limit,
            seen_after=now - settings.idle_limit,
        )
        return [_live(row) for row in rows]


def end_this_session(context: Context, token: str) -> None:
    """Sign the browser of a cookie out; an unknown token is signed out already."""
    with context.database.unscoped.session(write=True) as session:
        row = find_session(session, token_hash(token))
        if row is None or row.ended_at is not None:
            return
        row.ended_at = context.clock()
        acting = context.acting(Actor("staff", row.person_id))
        target = f"person:{row.person_id}"
        record(session, acting, "session.ended", target, session=row.id)
        session.commit()


def end_session(context: Context, person_id: int, session_id: int) -> None:
    """Sign one browser of a person out. Raises Refusal `unknown_session` for another's number."""
    with context.database.unscoped.session(write=True) as session:
        row = session.get(StaffSession, session_id)
        if row is None or row.person_id != person_id:
            raise Refusal("unknown_session", session=session_id)
        if row.ended_at is None:
            row.ended_at = context.clock()
            record(session, context, "session.ended", f"person:{person_id}", session=session_id)
        session.commit()


def end_sessions(context: Context, person_id: int, *, except_id: int | None = None) -> int:
    """Sign a person out everywhere, or everywhere but here: how many sessions that ended."""
    with context.database.unscoped.session(write=True) as session:
        count = end_sessions_in(session, context, person_id, except_id=except_id)
        session.commit()
    return count


def end_sessions_in(
    session: Session, context: Context, person_id: int, *, except_id: int | None = None
) -> int:
    """The same within the writing transaction of another service."""
    rows = [row for row in list_open_sessions(session, person_id) if row.id != except_id]
    for row in rows:
        row.ended_at = context.clock()
    if rows:
        record(session, context, "session.all_ended", f"person:{person_id}", count=len(rows))
    return len(rows)


def _end_of(context: Context, row: StaffSession, now: datetime) -> SessionEnd | None:
    if row.ended_at is not None:
        return SessionEnd.ENDED
    if now - row.started_at >= context.settings.session_limit:
        return SessionEnd.TOO_OLD
    if now - row.seen_at >= context.settings.idle_limit:
        return SessionEnd.IDLE
    return None


def _touch(context: Context, live: LiveSession, now: datetime) -> None:
    with context.database.unscoped.session(write=True) as session:
        row = session.get(StaffSession, live.session_id)
        if row is not None and row.ended_at is None:
            row.seen_at = now
            session.commit()


def _live(row: StaffSession) -> LiveSession:
    return LiveSession(row.id, row.person_id, row.browser, row.started_at, row.seen_at)
