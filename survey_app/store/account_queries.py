"""What people sign in with: passkeys, sessions, invitations, delays. Queries only flush."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.store.models import Invitation, Passkey, Person, SignInDelay, StaffSession


def find_by_uniquifier(session: Session, uniquifier: str) -> Person | None:
    """The person that a signed thing of ours names."""
    return session.scalars(select(Person).where(Person.uniquifier == uniquifier)).first()


def count_people(session: Session) -> int:
    """How many people there are, 2 at most: nobody, one, or several."""
    return len(session.scalars(select(Person.id).limit(2)).all())


def list_passkeys(session: Session, person_id: int) -> list[Passkey]:
    """The passkeys of a person, the oldest first."""
    query = select(Passkey).where(Passkey.person_id == person_id)
    return list(session.scalars(query.order_by(Passkey.id)))


def find_passkey(session: Session, credential_id: bytes) -> Passkey | None:
    """The passkey that a browser presents."""
    query = select(Passkey).where(Passkey.credential_id == credential_id)
    return session.scalars(query).first()


def find_session(session: Session, token_hash: str) -> StaffSession | None:
    """The signed-in browser whose cookie has this hash, over ones included."""
    query = select(StaffSession).where(StaffSession.token_hash == token_hash)
    return session.scalars(query).first()


def list_live_sessions(
    session: Session, person_id: int, *, started_after: datetime, seen_after: datetime
) -> list[StaffSession]:
    """The sessions of a person that nobody ended and no limit has, the last used first."""
    query = select(StaffSession).where(
        StaffSession.person_id == person_id,
        StaffSession.ended_at.is_(None),
        StaffSession.started_at > started_after,
        StaffSession.seen_at > seen_after,
    )
    return list(
        session.scalars(query.order_by(StaffSession.seen_at.desc(), StaffSession.id.desc()))
    )


def list_open_sessions(session: Session, person_id: int) -> Sequence[StaffSession]:
    """The sessions of a person that nobody ended, whether a limit has or not."""
    query = select(StaffSession).where(
        StaffSession.person_id == person_id, StaffSession.ended_at.is_(None)
    )
    return session.scalars(query.order_by(StaffSession.id)).all()


def forget_sessions(session: Session, before: datetime) -> None:
    """Delete the sessions that were last used before then."""
    session.execute(delete(StaffSession).where(StaffSession.seen_at < before))


def find_invitation(session: Session, token_hash: str) -> Invitation | None:
    """The invitation whose link has this hash, used and expired ones included."""
    query = select(Invitation).where(Invitation.token_hash == token_hash)
    return session.scalars(query).first()


def list_open_invitations(session: Session, person_id: int) -> Sequence[Invitation]:
    """The invitations of a person that were neither used nor revoked, expired ones included."""
    query = select(Invitation).where(
        Invitation.person_id == person_id,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    return session.scalars(query.order_by(Invitation.id)).all()


def forget_invitations(session: Session, before: datetime) -> None:
    """Delete the invitations whose last day was before then."""
    session.execute(delete(Invitation).where(Invitation.expires_at < before))


def find_delay(session: Session, key_hash: str) -> SignInDelay | None:
    """The failures under one key, locked for a change; None where there were none."""
    return session.get(SignInDelay, key_hash, with_for_update=True)


def forget_delays(session: Session, before: datetime) -> None:
    """Delete the failures that were last added to before then."""
    session.execute(delete(SignInDelay).where(SignInDelay.failed_at < before))
