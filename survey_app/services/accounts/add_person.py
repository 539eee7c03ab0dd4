"""Add a person of the staff: a name, a first grant, and the link to choose a password with."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from secrets import token_hex

from sqlalchemy.orm import Session

from survey_app.services.accounts.invitations import issue_invitation
from survey_app.services.accounts.login_name import check_login
from survey_app.services.audit import record
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.context import Context
from survey_app.services.people.grants import NewGrant, add_grant_in
from survey_app.services.permissions import Role
from survey_app.services.refusal import Refusal
from survey_app.store.account_queries import count_people
from survey_app.store.models import Person
from survey_app.store.person_queries import find_by_login
from survey_app.store.unit_queries import find_unit

LONGEST_NAME = 160


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is said of somebody who joins; without `unit_code` the role is for everything."""

    login: str
    name: str
    role: Role
    unit_code: str | None = None
    valid_to: date | None = None
    group_covered: str = ""
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class Added:
    """The new person's number and the token of the link to hand over."""

    person_id: int
    token: str


def add_person(context: Context, wanted: NewPerson) -> Added:
    """Store the person with the grant, and give the token of their invitation.

    Raises Refusal `bad_login`, `bad_name`, `login_taken`, `unknown_unit` (no such unit today),
    `bad_term` (it ends before it begins).
    """
    login, name = check_login(wanted.login), check_name(wanted.name)
    today = context.clock().astimezone(VIETNAM).date()
    with context.database.session(write=True) as session:
        if find_by_login(session, login) is not None:
            raise Refusal("login_taken", login=login)
        if wanted.unit_code is not None and find_unit(session, wanted.unit_code, today) is None:
            raise Refusal("unknown_unit", unit=wanted.unit_code)
        if wanted.valid_to is not None and wanted.valid_to < today:
            raise Refusal("bad_term")
        person = store_person(session, context, login, name, wanted.language)
        grant = NewGrant(
            wanted.role, wanted.unit_code, today, wanted.valid_to, wanted.group_covered
        )
        add_grant_in(session, context, person.id, grant)
        token = issue_invitation(session, context, person)
        session.commit()
        return Added(person.id, token)


def invite_first(context: Context, login: str, name: str) -> str | None:
    """While nobody can sign in: the token of a link for a first administrator of everything.

    None as soon as there is somebody else, or the first one has chosen a password.
    """
    with context.database.unscoped.session(write=True) as session:
        first = find_by_login(session, login)
        count = count_people(session)
        if count == 1 and first is not None and first.password_hash is None:
            token = issue_invitation(session, context, first)
            session.commit()
            return token
    if count:
        return None
    return add_person(context, NewPerson(login, name, Role.ADMINISTRATOR)).token


def check_name(typed: str) -> str:
    """A person's name, NFC, spaces made single. Raises Refusal `bad_name`: empty, too long."""
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise Refusal("bad_name", longest=LONGEST_NAME)
    return name


def store_person(
    session: Session, context: Context, login: str, name: str, language: str
) -> Person:
    """A new person in the writing transaction of the caller; recorded as `person.added`."""
    person = Person(
        login=login,
        name=name,
        language=language,
        created_at=context.clock(),
        uniquifier=token_hex(32),
    )
    session.add(person)
    session.flush()
    record(session, context, "person.added", f"person:{person.id}")
    return person
