"""Grants of roles: given for a term, ended, extended; never beyond what the giver has."""

from dataclasses import dataclass
from datetime import date, timedelta

import structlog
from sqlalchemy.orm import Session

from survey_app.services.audit import record
from survey_app.services.context import Context
from survey_app.services.people.handling import (
    FOREVER,
    count_change,
    covered_until,
    get_person,
    keep_administrator,
    refuse_own,
    vietnam_today,
)
from survey_app.services.people.units import check_unit
from survey_app.services.permissions import Role
from survey_app.services.refusal import Refusal
from survey_app.store.models import RoleGrant
from survey_app.store.people_queries import find_grant, list_same_grants

log = structlog.get_logger()
MOST_GROUP = 160


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A role at a unit (None: the whole installation); both days of the term are included."""

    role: Role
    unit_code: str | None
    valid_from: date
    valid_to: date | None = None
    group_covered: str = ""


@dataclass(frozen=True, slots=True)
class NewTerm:
    """Another last day for a grant (None: open-ended), and whom it covers (None: as it is)."""

    valid_to: date | None
    group_covered: str | None = None


def add_grant(
    context: Context, person_id: int, wanted: NewGrant, version: int | None = None
) -> int:
    """Give a person a role: the number of the grant.

    Raises Refusal `unknown_person`, `person_changed`, `own_grant` (nobody widens the own grants),
    `unit_not_found` (no such unit today, or none in the giver's scope), `term_reversed`,
    `term_over`, `group_too_long`, `grant_exists` (the same role, unit and some of the same days).
    """
    with context.database.session(write=True) as session:
        person = get_person(session, person_id, version)
        refuse_own(context, person_id, "own_grant")
        grant = add_grant_in(session, context, person_id, wanted)
        count_change(person)
        session.commit()
    log.info("grant_added", person=person_id, grant=grant.id)
    return grant.id


def add_grant_in(session: Session, context: Context, person_id: int, wanted: NewGrant) -> RoleGrant:
    """The same within the writing transaction of the caller; records `grant.given`."""
    check_unit(session, context, wanted.unit_code)
    _check_term(context, wanted.valid_from, wanted.valid_to)
    group = _clean_group(wanted.group_covered)
    for other in list_same_grants(session, person_id, wanted.role, wanted.unit_code):
        if _meet(other, wanted):
            raise Refusal("grant_exists", grant=other.id)
    grant = RoleGrant(
        person_id=person_id,
        role=str(wanted.role),
        unit_code=wanted.unit_code,
        group_covered=group,
        valid_from=wanted.valid_from,
        valid_to=wanted.valid_to,
        granted_by=context.actor.person_id,
        created_at=context.clock(),
    )
    session.add(grant)
    session.flush()
    record(session, context, "grant.given", f"person:{person_id}", **_told(grant))
    return grant


def change_grant(
    context: Context, person_id: int, grant_id: int, wanted: NewTerm, version: int | None = None
) -> None:
    """Let a grant end on another day, and say whom it covers.

    A grant that has ended stays as it is: give a new one. Raises Refusal `unknown_person`,
    `unknown_grant`, `person_changed`, `own_grant` (nobody extends the own), `grant_over`,
    `term_reversed`, `term_over`, `group_too_long`, `last_administrator`.
    """
    with context.database.session(write=True) as session:
        person = get_person(session, person_id, version)
        grant = _get_running(session, context, person_id, grant_id)
        _check_term(context, grant.valid_from, wanted.valid_to)
        if (wanted.valid_to or FOREVER) > (grant.valid_to or FOREVER):
            refuse_own(context, person_id, "own_grant")
        before = covered_until(session, context)
        grant.valid_to = wanted.valid_to
        if wanted.group_covered is not None:
            grant.group_covered = _clean_group(wanted.group_covered)
        keep_administrator(session, context, before)
        count_change(person)
        record(session, context, "grant.changed", f"person:{person_id}", **_told(grant))
        session.commit()
    log.info("grant_changed", person=person_id, grant=grant_id)


def end_grant(context: Context, person_id: int, grant_id: int, version: int | None = None) -> None:
    """Take a grant away at once: from the next request on it gives nothing.

    Its last day becomes yesterday (its first too, if it began today: a term of no day cannot be
    kept); the audit log has the moment. Raises Refusal `unknown_person`, `unknown_grant`,
    `person_changed`, `grant_over`, `last_administrator`.
    """
    with context.database.session(write=True) as session:
        person = get_person(session, person_id, version)
        grant = _get_running(session, context, person_id, grant_id)
        before = covered_until(session, context)
        yesterday = vietnam_today(context) - timedelta(days=1)
        grant.valid_to = yesterday
        grant.valid_from = min(grant.valid_from, yesterday)
        keep_administrator(session, context, before)
        count_change(person)
        record(session, context, "grant.ended", f"person:{person_id}", **_told(grant))
        session.commit()
    log.info("grant_ended", person=person_id, grant=grant_id)


def _get_running(session: Session, context: Context, person_id: int, grant_id: int) -> RoleGrant:
    grant = find_grant(session, person_id, grant_id)
    if grant is None:
        raise Refusal("unknown_grant", grant=grant_id)
    if grant.valid_to is not None and grant.valid_to < vietnam_today(context):
        raise Refusal("grant_over", grant=grant_id)
    return grant


def _check_term(context: Context, valid_from: date, valid_to: date | None) -> None:
    if valid_to is None:
        return
    if valid_to < valid_from:
        raise Refusal("term_reversed")
    if valid_to < vietnam_today(context):
        raise Refusal("term_over")


def _clean_group(group: str) -> str:
    clean = " ".join(group.split())
    if len(clean) > MOST_GROUP:
        raise Refusal("group_too_long", most=MOST_GROUP)
    return clean


def _meet(other: RoleGrant, wanted: NewGrant) -> bool:
    """Whether two terms share a day."""
    return other.valid_from <= (wanted.valid_to or FOREVER) and wanted.valid_from <= (
        other.valid_to or FOREVER
    )


def _told(grant: RoleGrant) -> dict[str, object]:
    """What the audit log says of a grant; whom it covers is free text and stays out."""
    return {
        "grant": grant.id,
        "role": grant.role,
        "unit": grant.unit_code,
        "valid_from": grant.valid_from.isoformat(),
        "valid_to": grant.valid_to.isoformat() if grant.valid_to else None,
    }
