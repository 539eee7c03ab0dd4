"""Invite somebody to the staff: a person, a first grant, and a link to choose a password with."""

from dataclasses import dataclass

import structlog
from sqlalchemy.orm import Session

from survey_app.services.accounts.add_person import check_name, store_person
from survey_app.services.accounts.invitations import invitation_address, issue_invitation
from survey_app.services.accounts.login_name import check_login
from survey_app.services.context import Context
from survey_app.services.people.details import check_contact
from survey_app.services.people.grants import NewGrant, add_grant_in
from survey_app.services.refusal import Refusal
from survey_app.store.person_queries import find_by_login
from survey_app.store.scope import EVERYTHING, within

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What an administrator says of somebody new."""

    login: str
    name: str
    grant: NewGrant
    contact: str = ""
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class Invited:
    """A person and the address to hand over; nobody can read the address again later."""

    person_id: int
    address: str


def invite_person(context: Context, wanted: NewPerson) -> Invited:
    """Store a person with one grant and make the link: all of it or nothing.

    Raises Refusal `bad_login`, `login_taken` (whoever has it, seen or not), `bad_name`,
    `contact_too_long`, and what `add_grant` raises for the grant.
    """
    login = check_login(wanted.login)
    with context.database.session(write=True) as session:
        if _is_taken(session, login):
            raise Refusal("login_taken", login=login)
        person = store_person(session, context, login, check_name(wanted.name), wanted.language)
        person.contact = check_contact(wanted.contact)
        add_grant_in(session, context, person.id, wanted.grant)
        token = issue_invitation(session, context, person)
        session.commit()
    log.info("person_invited", person=person.id)
    return Invited(person.id, invitation_address(context, token))


def _is_taken(session: Session, login: str) -> bool:
    with within(session, EVERYTHING):
        return find_by_login(session, login) is not None
