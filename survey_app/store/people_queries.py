"""People as administrators see them: lists, the register of collaborators, who is the last."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from survey_app.store.models import AuditEvent, Invitation, Passkey, Person, RoleGrant
from survey_app.store.person_queries import is_valid_on
from survey_app.store.scope import EVERYTHING, within


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a list. `has_key`: can sign in; `has_grant`: a grant in the scope is valid."""

    id: int
    name: str
    login: str
    is_active: bool
    has_key: bool
    has_grant: bool
    has_link: bool
    last_seen_at: datetime | None


def list_person_rows(
    session: Session,
    today: date,
    now: datetime,
    *,
    role: str | None = None,
    units: Collection[str] | None = None,
) -> list[PersonRow]:
    """Everybody in the scope; with a role or units, those who hold a grant like that today."""
    valid = exists().where(RoleGrant.person_id == Person.id, is_valid_on(today))
    query = select(
        Person.id,
        Person.name,
        Person.login,
        Person.is_active,
        can_sign_in().label("has_key"),
        valid.label("has_grant"),
        exists().where(Invitation.person_id == Person.id, _is_open(now)).label("has_link"),
        Person.last_seen_at,
    )
    wanted = [RoleGrant.role == role] if role else []
    if units is not None:
        wanted.append(RoleGrant.unit_code.in_(sorted(units)))
    if wanted:
        query = query.where(
            exists().where(RoleGrant.person_id == Person.id, is_valid_on(today), *wanted)
        )
    return [PersonRow(*row) for row in session.execute(query.order_by(Person.id))]


def lock_person(session: Session, person_id: int) -> Person | None:
    """The person of that number within the scope, read afresh and locked until the end.

    The lock lets others still refer to the person: their audit events name who acted.
    """
    lock = {"key_share": True}
    return session.get(Person, person_id, with_for_update=lock, populate_existing=True)


def list_reach(session: Session, person_id: int, today: date) -> Sequence[str | None]:
    """The units of a person's grants that have not ended, whatever the session's scope."""
    query = select(RoleGrant.unit_code).where(
        RoleGrant.person_id == person_id,
        or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= today),
    )
    with within(session, EVERYTHING):
        return session.scalars(query.order_by(RoleGrant.id)).all()


def administrators_until(session: Session, today: date) -> Sequence[date | None]:
    """The last days of those who administer the whole installation today and can sign in.

    Their grants are locked until the end of the transaction: two administrators who shut out each
    other at the same moment do it one after the other.
    """
    over_all = (RoleGrant.role == "administrator") & RoleGrant.unit_code.is_(None)
    locked = select(RoleGrant.id).where(over_all).order_by(RoleGrant.id).with_for_update()
    query = (
        select(RoleGrant.valid_to)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(over_all, is_valid_on(today), Person.is_active, can_sign_in())
    )
    with within(session, EVERYTHING):
        session.scalars(locked).all()
        return session.scalars(query.order_by(RoleGrant.id)).all()


def can_sign_in() -> ColumnElement[bool]:
    """The condition that a person has chosen a password or enrolled a passkey."""
    has_passkey = exists().where(Passkey.person_id == Person.id)
    return or_(Person.password_hash.is_not(None), has_passkey)


def find_grant(session: Session, person_id: int, grant_id: int) -> RoleGrant | None:
    """A grant of that person within the scope."""
    query = select(RoleGrant).where(RoleGrant.id == grant_id, RoleGrant.person_id == person_id)
    return session.scalars(query).first()


def list_same_grants(
    session: Session, person_id: int, role: str, unit_code: str | None
) -> list[RoleGrant]:
    """The grants of a person that give this role at exactly this unit."""
    query = select(RoleGrant).where(
        RoleGrant.person_id == person_id,
        RoleGrant.role == role,
        RoleGrant.unit_code.is_(None) if unit_code is None else RoleGrant.unit_code == unit_code,
    )
    return list(session.scalars(query.order_by(RoleGrant.id)))


def list_collaborator_grants(
    session: Session, *, ending_from: date
) -> list[tuple[RoleGrant, Person]]:
    """The grants of collaborators who are active, that last until that day or longer.

    The first to end stand first, those without an end last.
    """
    query = (
        select(RoleGrant, Person)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.role == "collaborator",
            Person.is_active,
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= ending_from),
        )
        .order_by(RoleGrant.valid_to.is_(None), RoleGrant.valid_to, RoleGrant.id)
    )
    return [(grant, person) for grant, person in session.execute(query)]


def find_open_link(session: Session, person_id: int, now: datetime) -> Invitation | None:
    """The one-time link of a person that can still be used."""
    query = select(Invitation).where(Invitation.person_id == person_id, _is_open(now))
    return session.scalars(query.order_by(Invitation.id.desc())).first()


def list_events_of(session: Session, person_id: int, *, limit: int) -> list[AuditEvent]:
    """What a person did and what was done to their account, the newest first."""
    query = select(AuditEvent).where(
        or_(AuditEvent.person_id == person_id, AuditEvent.target == f"person:{person_id}")
    )
    return list(session.scalars(query.order_by(AuditEvent.id.desc()).limit(limit)))


def name_people(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    """The names of those of these people who lie in the scope."""
    query = select(Person.id, Person.name).where(Person.id.in_(sorted(set(person_ids))))
    return {row.id: row.name for row in session.execute(query)}


def _is_open(now: datetime) -> ColumnElement[bool]:
    return (
        Invitation.used_at.is_(None)
        & Invitation.revoked_at.is_(None)
        & (Invitation.expires_at > now)
    )
