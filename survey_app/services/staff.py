"""Who is signed in, and what their grants of today let them do."""

from dataclasses import dataclass
from datetime import date

from survey_app.services.coarse_date import VIETNAM
from survey_app.services.context import Actor, Context
from survey_app.services.permissions import ROLE_PERMISSIONS, Permission, Role
from survey_app.store.person_queries import find_person, list_grants_on
from survey_app.store.scope import NOTHING, Scope, reach

__all__ = ["Grant", "Scope", "Staff", "context_for", "load_staff"]


@dataclass(frozen=True, slots=True)
class Grant:
    """A role at a unit (None: the whole installation) that is valid today."""

    role: Role
    unit_code: str | None
    valid_to: date | None = None

    def gives(self, permission: Permission) -> bool:
        """Whether the role may do that."""
        return permission in ROLE_PERMISSIONS[self.role]


@dataclass(frozen=True, slots=True)
class Staff:
    """An active person with the grants of today."""

    person_id: int
    name: str
    login: str
    language: str
    grants: tuple[Grant, ...]

    def may(self, permission: Permission) -> bool:
        """Whether any grant gives the permission; the own account is everybody's."""
        return permission is Permission.OWN_ACCOUNT or bool(self.grant_units(permission))

    def grant_units(self, permission: Permission) -> tuple[str | None, ...]:
        """The units of the grants that give the permission, each once, as they were granted."""
        units = (grant.unit_code for grant in self.grants if grant.gives(permission))
        return tuple(dict.fromkeys(units))

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held today."""
        return frozenset(grant.role for grant in self.grants)


def load_staff(context: Context, person_id: int) -> Staff | None:
    """The person with the grants of today; None when unknown or no longer active."""
    today = context.clock().astimezone(VIETNAM).date()
    with context.database.unscoped.session() as session:
        person = find_person(session, person_id)
        if person is None or not person.is_active:
            return None
        grants = tuple(
            Grant(Role(row.role), row.unit_code, row.valid_to)
            for row in list_grants_on(session, person_id, today)
        )
        return Staff(person.id, person.name, person.login, person.language, grants)


def context_for(context: Context, staff: Staff, permission: Permission) -> Context:
    """The context in which this person acts under this permission: its sessions are scoped.

    Without the permission the scope is empty: nothing is seen, nothing can be changed.
    """
    units = staff.grant_units(permission)
    with context.database.unscoped.session() as session:
        scope = reach(session, units) if units else NOTHING
    unit = units[0] if len(units) == 1 else None
    return context.acting(Actor("staff", staff.person_id, unit), scope)
