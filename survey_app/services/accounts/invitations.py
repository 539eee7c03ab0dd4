"""One-time links with which a person chooses a password. No mail is sent: they are handed over.

A reset is the same: the administrator hands a new link over, the old password ends with its use.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from sqlalchemy.orm import Session

from survey_app.services.accounts.one_time_token import TOKEN_LENGTH, random_token, token_hash
from survey_app.services.accounts.sessions import end_sessions_in
from survey_app.services.audit import record
from survey_app.services.context import Actor, Context
from survey_app.services.refusal import Refusal
from survey_app.store.account_queries import (
    find_invitation,
    forget_invitations,
    list_open_invitations,
    list_passkeys,
)
from survey_app.store.models import Invitation, Person

VALID_FOR = timedelta(days=7)
KEPT_AFTER_END = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation that can still be used."""

    person_id: int
    login: str
    name: str
    expires_at: datetime
    has_password: bool
    """Whether it replaces a password: the person has signed in before."""


def invitation_address(context: Context, token: str) -> str:
    """The link to hand over; it begins with the public address of the settings."""
    return f"{context.settings.public_url}/staff/invitation/{token}"


def issue_invitation(
    session: Session, context: Context, person: Person, *, forgets_factors: bool = False
) -> str:
    """A new link's token for a person, within the writing transaction of the caller.

    Links given before stop working. With `forgets_factors` the link also removes second factors:
    for a person who lost the phone and the recovery codes. Raises Refusal `unknown_person` for one
    who is not active.
    """
    if not person.is_active:
        raise Refusal("unknown_person", person=person.id)
    now = context.clock()
    forget_invitations(session, now - KEPT_AFTER_END)
    for old in list_open_invitations(session, person.id):
        old.revoked_at = now
    token = random_token()
    session.add(
        Invitation(
            token_hash=token_hash(token),
            person_id=person.id,
            invited_by=context.actor.person_id,
            created_at=now,
            expires_at=now + VALID_FOR,
            forgets_factors=forgets_factors,
        )
    )
    target = f"person:{person.id}"
    record(session, context, "invitation.issued", target, forgets_factors=forgets_factors)
    return token


def find_open_invitation(context: Context, token: str) -> OpenInvitation:
    """The invitation behind a link.

    Raises Refusal `unknown_invitation`, `invitation_used` (or replaced), `invitation_expired`.
    """
    with context.database.unscoped.session() as session:
        row, person = _get(session, token, context.clock())
        return OpenInvitation(
            person.id, person.login, person.name, row.expires_at, person.password_hash is not None
        )


def accept_invitation(context: Context, token: str, password_hash: str) -> int:
    """Use the link: the person gets the password and is signed out everywhere. Their number.

    `password_hash` is the hash, never the password. Raises Refusal as `find_open_invitation`.
    """
    now = context.clock()
    with context.database.unscoped.session(write=True) as session:
        row, person = _get(session, token, now)
        acting = context.acting(Actor("staff", person.id))
        row.used_at = now
        person.password_hash = password_hash
        person.password_set_at = now
        person.uniquifier = token_hex(32)
        if row.forgets_factors:
            _forget_factors(session, person)
        end_sessions_in(session, acting, person.id)
        record(session, acting, "invitation.used", f"person:{person.id}")
        session.commit()
        return person.id


def _forget_factors(session: Session, person: Person) -> None:
    person.second_factor = person.totp_secret = person.totp_step = None
    person.recovery_codes = []
    for passkey in list_passkeys(session, person.id):
        session.delete(passkey)


def _get(session: Session, token: str, now: datetime) -> tuple[Invitation, Person]:
    row = find_invitation(session, token_hash(token)) if len(token) == TOKEN_LENGTH else None
    person = session.get(Person, row.person_id) if row else None
    if row is None or person is None or not person.is_active:
        raise Refusal("unknown_invitation")
    if row.used_at is not None or row.revoked_at is not None:
        raise Refusal("invitation_used")
    if row.expires_at <= now:
        raise Refusal("invitation_expired")
    return row, person
