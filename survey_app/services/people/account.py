"""What an administrator does to somebody's account: links, sessions, on and off."""

import structlog
from sqlalchemy.orm import Session

from survey_app.services.accounts.invitations import invitation_address, issue_invitation
from survey_app.services.accounts.sessions import end_sessions_in
from survey_app.services.audit import record
from survey_app.services.context import Context
from survey_app.services.people.handling import (
    count_change,
    covered_until,
    cut_off,
    get_whole_person,
    keep_administrator,
    refuse_own,
)
from survey_app.services.refusal import Refusal
from survey_app.store.account_queries import list_open_invitations, list_passkeys
from survey_app.store.models import Person

log = structlog.get_logger()


def deactivate_person(context: Context, person_id: int, version: int | None = None) -> None:
    """Shut an account: signed out everywhere, links revoked, from the next request on.

    The grants stay as they are. Raises Refusal `unknown_person`, `person_changed`,
    `person_beyond_scope`, `own_account`, `not_active`, `last_administrator`.
    """
    with context.database.session(write=True) as session:
        person = get_whole_person(session, context, person_id, version)
        refuse_own(context, person_id, "own_account")
        if not person.is_active:
            raise Refusal("not_active", person=person_id)
        before = covered_until(session, context)
        person.is_active = False
        cut_off(person)
        end_sessions_in(session, context, person_id)
        _revoke(session, context, person_id)
        keep_administrator(session, context, before)
        count_change(person)
        record(session, context, "person.deactivated", f"person:{person_id}")
        session.commit()
    log.info("person_deactivated", person=person_id)


def reactivate_person(context: Context, person_id: int, version: int | None = None) -> None:
    """Open a shut account again, with its old password and the grants that still run.

    Raises Refusal `unknown_person`, `person_changed`, `person_beyond_scope`, `already_active`.
    """
    with context.database.session(write=True) as session:
        person = get_whole_person(session, context, person_id, version)
        if person.is_active:
            raise Refusal("already_active", person=person_id)
        person.is_active = True
        count_change(person)
        record(session, context, "person.reactivated", f"person:{person_id}")
        session.commit()
    log.info("person_reactivated", person=person_id)


def sign_out_everywhere(context: Context, person_id: int) -> int:
    """End every session of a person: how many there were.

    Raises Refusal `unknown_person`, `person_beyond_scope`.
    """
    with context.database.session(write=True) as session:
        person = get_whole_person(session, context, person_id)
        cut_off(person)
        count = end_sessions_in(session, context, person_id)
        session.commit()
    return count


def issue_link(context: Context, person_id: int, version: int | None = None) -> str:
    """A new one-time link for somebody who has not chosen a password yet; the old one ends.

    Raises Refusal `unknown_person`, `person_changed`, `person_beyond_scope`, `not_active`,
    `has_password` (that is a reset, asked for by its own name).
    """
    with context.database.session(write=True) as session:
        person = _get_active(session, context, person_id, version)
        if person.password_hash is not None:
            raise Refusal("has_password", person=person_id)
        token = issue_invitation(session, context, person)
        count_change(person)
        session.commit()
    return invitation_address(context, token)


def revoke_links(context: Context, person_id: int, version: int | None = None) -> None:
    """End the pending link of a person. Raises Refusal `unknown_person`, `person_changed`,
    `person_beyond_scope`, `no_link`."""
    with context.database.session(write=True) as session:
        person = get_whole_person(session, context, person_id, version)
        if not _revoke(session, context, person_id):
            raise Refusal("no_link", person=person_id)
        count_change(person)
        session.commit()


def reset_account(context: Context, person_id: int, version: int | None = None) -> str:
    """A new link for somebody who lost password or telephone; everything old ends at once.

    Password, second factor, recovery codes and passkeys are removed, sessions end: whoever holds
    the old ones is out before the link is used. Raises Refusal `unknown_person`,
    `person_changed`, `person_beyond_scope`, `own_account` (one's own password is changed on the
    own page), `not_active`, `last_administrator` (a lost link would leave nobody).
    """
    with context.database.session(write=True) as session:
        person = _get_active(session, context, person_id, version)
        refuse_own(context, person_id, "own_account")
        before = covered_until(session, context)
        _forget_secrets(session, person)
        keep_administrator(session, context, before)
        end_sessions_in(session, context, person_id)
        record(session, context, "person.reset", f"person:{person_id}")
        token = issue_invitation(session, context, person)
        count_change(person)
        session.commit()
    log.info("person_reset", person=person_id)
    return invitation_address(context, token)


def _get_active(session: Session, context: Context, person_id: int, version: int | None) -> Person:
    person = get_whole_person(session, context, person_id, version)
    if not person.is_active:
        raise Refusal("not_active", person=person_id)
    return person


def _forget_secrets(session: Session, person: Person) -> None:
    cut_off(person)
    person.password_hash = person.password_set_at = None
    person.second_factor = person.totp_secret = person.totp_step = None
    person.recovery_codes = []
    for passkey in list_passkeys(session, person.id):
        session.delete(passkey)


def _revoke(session: Session, context: Context, person_id: int) -> bool:
    """Whether there was a pending link; records its end."""
    now = context.clock()
    links = list_open_invitations(session, person_id)
    for link in links:
        link.revoked_at = now
    pending = any(link.expires_at > now for link in links)
    if pending:
        record(session, context, "invitation.revoked", f"person:{person_id}")
    return pending
