"""Reminders, and the people of the staff who can be reminded."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.store.models import Person, Reminder, RoleGrant
from survey_app.store.person_queries import is_valid_on


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """Somebody with a grant at a unit: the name, and the contact where the register has one."""

    unit_code: str
    role: str
    name: str
    contact: str


def list_focal_points(session: Session, day: date) -> list[FocalPoint]:
    """The active people with a grant at a single unit on `day`; administrators are not called."""
    query = (
        select(RoleGrant.unit_code, RoleGrant.role, Person.name, Person.contact)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(is_valid_on(day), Person.is_active, RoleGrant.unit_code.is_not(None))
        .where(RoleGrant.role != "administrator")
        .order_by(RoleGrant.unit_code, RoleGrant.role, Person.name, RoleGrant.id)
    )
    return [
        FocalPoint(unit, role, name, contact)
        for unit, role, name, contact in session.execute(query)
        if unit is not None
    ]


def last_reminders(session: Session, survey_id: int) -> dict[str, datetime]:
    """When each unit of a survey was last reminded."""
    query = (
        select(Reminder.unit_code, func.max(Reminder.reminded_at))
        .where(Reminder.survey_id == survey_id)
        .group_by(Reminder.unit_code)
    )
    return dict(session.execute(query).all())


def find_last_reminder(session: Session, survey_id: int, unit_code: str) -> Reminder | None:
    """The newest reminder of a unit, None when there was none."""
    query = select(Reminder).where(Reminder.survey_id == survey_id, Reminder.unit_code == unit_code)
    return session.scalars(query.order_by(Reminder.id.desc()).limit(1)).first()
