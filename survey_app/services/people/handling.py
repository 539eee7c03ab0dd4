"""What must hold before an administrator changes somebody: one place for all use cases.

An administrator sees the people who have a grant in the own units, and gives or ends grants there.
What concerns the person as a whole (name, state, links, sessions) needs more: every grant that has
not ended must lie in the own units, so that nobody takes over the account of somebody above.
"""

from datetime import date
from secrets import token_hex

from sqlalchemy.orm import Session

from survey_app.services.coarse_date import VIETNAM
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal
from survey_app.store.models import Person
from survey_app.store.people_queries import administrators_until, list_reach, lock_person

FOREVER = date.max


def vietnam_today(context: Context) -> date:
    """The day that the terms of grants are held against."""
    return context.clock().astimezone(VIETNAM).date()


def get_person(session: Session, person_id: int, version: int | None = None) -> Person:
    """The person, locked for a change; `version` is what the page showed, None asks for none.

    Raises Refusal `unknown_person` (nobody of that number in the scope) or `person_changed`
    (somebody else has changed the person since).
    """
    person = lock_person(session, person_id)
    if person is None:
        raise Refusal("unknown_person", person=person_id)
    if version is not None and version != person.version:
        raise Refusal("person_changed", person=person_id, version=person.version)
    return person


def get_whole_person(
    session: Session, context: Context, person_id: int, version: int | None = None
) -> Person:
    """The same for what concerns the whole account; also raises Refusal `person_beyond_scope`."""
    person = get_person(session, person_id, version)
    if not is_whole(session, context, person_id):
        raise Refusal("person_beyond_scope", person=person_id)
    return person


def is_whole(session: Session, context: Context, person_id: int) -> bool:
    """Whether every grant of a person that has not ended lies in the context's scope."""
    if context.scope is None:
        return True
    units = list_reach(session, person_id, vietnam_today(context))
    return all(context.scope.holds(code) for code in units)


def refuse_own(context: Context, person_id: int, code: str) -> None:
    """Raise Refusal `code` when somebody acts on the own account."""
    if context.actor.person_id == person_id:
        raise Refusal(code)


def count_change(person: Person) -> int:
    """Number the change, so that a page shown before it is known to be stale: the new version."""
    person.version += 1
    return person.version


def cut_off(person: Person) -> None:
    """Make whatever was signed for the person worthless."""
    person.uniquifier = token_hex(32)


def covered_until(session: Session, context: Context) -> date:
    """The last day on which somebody who can sign in administers the whole installation.

    `date.min` when nobody does today, `date.max` without an end.
    """
    ends = administrators_until(session, vietnam_today(context))
    return max((end or FOREVER for end in ends), default=date.min)


def keep_administrator(session: Session, context: Context, before: date) -> None:
    """Raise Refusal `last_administrator` when a change leaves the installation without one.

    `before` is what `covered_until` said before the change: the installation may not lose
    its last administrator earlier than it would have anyway.
    """
    session.flush()
    if covered_until(session, context) < before:
        raise Refusal("last_administrator")
