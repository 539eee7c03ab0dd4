"""Whether the audit log is whole: every event hashed again, in memory that does not grow."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from survey_app.services.context import Context
from survey_app.store.audit_log_queries import (
    GUARDS,
    EventFilter,
    first_of_last,
    list_guards,
    read_head,
    walk_matching,
)
from survey_app.store.audit_queries import FIRST_HASH, event_hash
from survey_app.store.models import AuditEvent


@dataclass(frozen=True, slots=True)
class ChainState:
    """What a check found.

    `events` counts those checked, `is_all` whether these were all of them. `fault` is None for a
    whole chain, else a code: `changed` (an event's content does not give its hash), `gap` (an
    event does not follow the one before it: removed, swapped or put in between), `cut` (events at
    the end are missing), `unguarded` (the database would let events be changed). `event_id` is
    the first event that is wrong; for `cut` the last one that is left.
    """

    events: int
    last_hash: str
    is_all: bool = True
    fault: str | None = None
    event_id: int | None = None


def check_chain(context: Context, *, newest: int | None = None) -> ChainState:
    """Check the whole log, or only the `newest` events (a page has not the time for a million).

    The log is one chain over all units, so it is read whatever the scope of the context.
    """
    with context.database.unscoped.session() as session:
        head = read_head(session)  # first: what is added meanwhile comes after it
        after = first_of_last(session, newest + 1) if newest else 0
        state, is_head_met = _walk(session, after, (head.events, head.hash))
        if state.fault:
            return state
        if not is_head_met:
            return replace(state, fault="cut")
        if set(GUARDS) - set(list_guards(session)):
            return replace(state, fault="unguarded", event_id=None)
        return replace(state, event_id=None)


def _walk(session: Session, after: int, head: tuple[int, str]) -> tuple[ChainState, bool]:
    """The events after a number, and whether the one that the database counted was among them."""
    before = session.get(AuditEvent, after) if after else None
    previous, last_id, events = before.hash if before else FIRST_HASH, after, 0
    is_all, is_head_met = after == 0, head[1] == previous
    for event in walk_matching(session, EventFilter(), after=after):
        fault = _fault(event, previous)
        if fault:
            return ChainState(events, previous, is_all, fault, event.id), is_head_met
        previous, last_id, events = event.hash, event.id, events + 1
        if previous == head[1]:
            is_head_met = events == head[0] or not is_all
    return ChainState(events, previous, is_all, None, last_id or None), is_head_met


def _fault(event: AuditEvent, previous: str) -> str | None:
    if event.previous_hash != previous:
        return "gap"
    return None if event.hash == event_hash(event) else "changed"
