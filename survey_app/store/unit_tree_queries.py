"""Several units at once, with those above them (sessions on `default`)."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.store.models import Unit


def list_states(session: Session, codes: Iterable[str], day: date) -> dict[str, Unit]:
    """Each unit as it stood on `day`, else as it stood last before or first after; by its code."""
    wanted = sorted(set(codes))
    if not wanted:
        return {}
    query = select(Unit).where(Unit.code.in_(wanted)).order_by(Unit.code, Unit.valid_from)
    found: dict[str, Unit] = {}
    for unit in session.scalars(query):
        if unit.code not in found or unit.valid_from <= day:
            found[unit.code] = unit
    return found


def list_with_parents(session: Session, codes: Iterable[str], day: date) -> dict[str, Unit]:
    """The units and every unit above them, as `list_states`; a query for each level."""
    found: dict[str, Unit] = {}
    level = set(codes)
    while level:
        states = list_states(session, level, day)
        found |= states
        level = {unit.parent_code for unit in states.values() if unit.parent_code} - set(found)
    return found
