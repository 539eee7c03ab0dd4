"""Units and administrators for the tests of the people's services."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from survey_app.config import Settings
from survey_app.services.context import Context
from survey_app.services.people.grants import NewGrant
from survey_app.services.permissions import Permission, Role
from survey_app.services.staff import context_for, load_staff
from survey_app.store.database import Database
from survey_app.store.models import Person
from survey_app.store.unit_queries import UnitRow, save_units
from tests.support.staff import make_person

NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)
TODAY = date(2026, 7, 1)
UNITS = (
    ("12", "Lai Châu", "tinh", None),
    ("03001", "Tân Phong", "phuong", "12"),
    ("03002", "Đoàn Kết", "phuong", "12"),
    ("11", "Điện Biên", "tinh", None),
    ("03101", "Sín Thầu", "xa", "11"),
    ("03102", "Tân Phong", "xa", "11"),
)


def make_world(database: Database, folder: Path) -> Context:
    """Two provinces with two communes each; nobody there yet."""
    settings = Settings(data=folder, secret_key="q7Zp-0vNn3_tests-only-kX81LmRw5sYd2")
    context = Context(database, settings, clock=lambda: NOW)
    with database.session(write=True) as session:
        save_units(
            session,
            [
                UnitRow(code, name, kind, above, date(2025, 7, 1))
                for code, name, kind, above in UNITS
            ],
        )
        session.commit()
    return context


def administrator(context: Context, unit: str | None) -> Context:
    """A new administrator of a unit who can sign in: what they may do, as their context."""
    person_id = make_person(context, ("administrator", unit))
    give_password(context, person_id)
    return acting(context, person_id)


def acting(context: Context, person_id: int) -> Context:
    """Somebody's context for managing people."""
    staff = load_staff(context, person_id)
    assert staff is not None
    return context_for(context, staff, Permission.MANAGE_PEOPLE)


def give_password(context: Context, person_id: int) -> None:
    with context.database.session(write=True) as session:
        person = session.get(Person, person_id)
        assert person is not None
        person.password_hash = "$argon2id$hash"
        session.commit()


def grant(role: str = "collaborator", unit: str | None = "03001", **more: object) -> NewGrant:
    values: dict[str, object] = {"valid_from": TODAY, **more}
    return NewGrant(Role(role), unit, **values)  # type: ignore[arg-type]  # as given
