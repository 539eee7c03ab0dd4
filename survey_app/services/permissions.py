"""What each role may do. A grant gives a role at a unit; every staff route names one permission."""

from enum import StrEnum


class Role(StrEnum):
    """The roles of the staff, the widest first."""

    ADMINISTRATOR = "administrator"
    OFFICER = "officer"
    COLLABORATOR = "collaborator"
    VIEWER = "viewer"


class Permission(StrEnum):
    """What a staff route can ask for."""

    OWN_ACCOUNT = "own_account"
    VIEW_SURVEYS = "view_surveys"
    VIEW_FIELDWORK = "view_fieldwork"
    VIEW_RESULTS = "view_results"
    EXPORT_RESULTS = "export_results"
    REVIEW_COMMENTS = "review_comments"
    ENTER_SHEETS = "enter_sheets"
    WRITE_BRIEFINGS = "write_briefings"
    MANAGE_SURVEYS = "manage_surveys"
    MANAGE_COLLECTORS = "manage_collectors"
    MANAGE_PEOPLE = "manage_people"
    VIEW_AUDIT = "view_audit"


_VIEWER = frozenset({Permission.VIEW_SURVEYS, Permission.VIEW_FIELDWORK, Permission.VIEW_RESULTS})
_COLLABORATOR = _VIEWER | {
    Permission.EXPORT_RESULTS,
    Permission.REVIEW_COMMENTS,
    Permission.ENTER_SHEETS,
    Permission.WRITE_BRIEFINGS,
}
_OFFICER = _COLLABORATOR | {Permission.MANAGE_SURVEYS, Permission.MANAGE_COLLECTORS}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission) - {Permission.OWN_ACCOUNT},
    Role.OFFICER: _OFFICER,
    Role.COLLABORATOR: _COLLABORATOR,
    Role.VIEWER: _VIEWER,
}
"""`OWN_ACCOUNT` belongs to nobody's role: whoever is signed in has it."""
