"""People of the staff and their grants."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from survey_app.store.models import Person, RoleGrant


def find_person(session: Session, person_id: int) -> Person | None:
    """The person of that number, None when there is none (or none within the scope)."""
    return session.get(Person, person_id)


def find_by_login(session: Session, login: str) -> Person | None:
    """The person of a login name, already NFC and case-folded."""
    return session.scalars(select(Person).where(Person.login == login)).first()


def list_grants(session: Session, person_ids: Iterable[int]) -> list[RoleGrant]:
    """Every grant of these people, the oldest first."""
    query = select(RoleGrant).where(RoleGrant.person_id.in_(list(person_ids)))
    return list(session.scalars(query.order_by(RoleGrant.id)))


def list_grants_on(session: Session, person_id: int, day: date) -> list[RoleGrant]:
    """The grants of a person that are valid on `day`."""
    query = select(RoleGrant).where(RoleGrant.person_id == person_id, is_valid_on(day))
    return list(session.scalars(query.order_by(RoleGrant.id)))


def is_valid_on(day: date) -> ColumnElement[bool]:
    """The condition that a grant is valid on `day`, both its ends included."""
    return (RoleGrant.valid_from <= day) & or_(
        RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= day
    )
