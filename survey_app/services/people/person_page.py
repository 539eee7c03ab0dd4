"""One person's page: grants, links, sessions, and what happened last."""

from dataclasses import dataclass
from datetime import datetime

from survey_app.services.accounts.sessions import list_sessions
from survey_app.services.audit_log import EventLine, event_lines
from survey_app.services.context import Context
from survey_app.services.people.handling import is_whole, vietnam_today
from survey_app.services.people.list_people import GrantLine, grant_line, state_of
from survey_app.services.places import load_places
from survey_app.services.refusal import Refusal
from survey_app.store.account_queries import list_passkeys
from survey_app.store.models import Invitation, Person
from survey_app.store.people_queries import PersonRow, find_open_link, list_events_of
from survey_app.store.person_queries import find_person, list_grants
from survey_app.store.scope import EVERYTHING, within

EVENTS = 20


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What an administrator sees of somebody.

    `is_whole` says whether the account itself may be handled (see `handling`); otherwise sessions
    and events of other units are left out. `link_until` is when the pending link ends.
    """

    id: int
    login: str
    name: str
    contact: str
    version: int
    state: str
    is_whole: bool
    is_self: bool
    has_password: bool
    has_second_factor: bool
    created_at: datetime
    last_seen_at: datetime | None
    link_until: datetime | None
    sessions: int
    grants: tuple[GrantLine, ...]
    events: tuple[EventLine, ...]


def read_person(context: Context, person_id: int, language: str = "vi") -> PersonPage:
    """The page of somebody in the scope. Raises Refusal `unknown_person`."""
    today = vietnam_today(context)
    with context.database.session() as session:
        person = find_person(session, person_id)
        if person is None:
            raise Refusal("unknown_person", person=person_id)
        whole = is_whole(session, context, person_id)
        rows = list_grants(session, [person_id])
        places = load_places(session, (row.unit_code for row in rows), today, language=language)
        grants = tuple(grant_line(row, places, today) for row in rows)
        link = find_open_link(session, person_id, context.clock())
        has_passkey = bool(list_passkeys(session, person_id))
        if whole:
            with within(session, EVERYTHING):
                events = event_lines(session, list_events_of(session, person_id, limit=EVENTS))
        else:
            events = event_lines(session, list_events_of(session, person_id, limit=EVENTS))
    return PersonPage(
        id=person.id,
        login=person.login,
        name=person.name,
        contact=person.contact,
        version=person.version,
        state=_state(person, grants, link, has_passkey=has_passkey),
        is_whole=whole,
        is_self=context.actor.person_id == person_id,
        has_password=person.password_hash is not None,
        has_second_factor=person.second_factor is not None or has_passkey,
        created_at=person.created_at,
        last_seen_at=person.last_seen_at,
        link_until=link.expires_at if link else None,
        sessions=len(list_sessions(context, person_id)) if whole else 0,
        grants=tuple(sorted(grants, key=lambda grant: (grant.term == "over", grant.id))),
        events=events,
    )


def _state(
    person: Person,
    grants: tuple[GrantLine, ...],
    link: Invitation | None,
    *,
    has_passkey: bool,
) -> str:
    return state_of(
        PersonRow(
            id=person.id,
            name=person.name,
            login=person.login,
            is_active=person.is_active,
            has_key=person.password_hash is not None or has_passkey,
            has_grant=any(grant.term == "now" for grant in grants),
            has_link=link is not None,
            last_seen_at=person.last_seen_at,
        )
    )
