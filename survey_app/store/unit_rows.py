"""Units as plain rows, for pages that name thousands of them."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from survey_app.store.models import Unit

MOST_NAMED = 500
"""Above this many codes all units of the day are read: quicker than naming each."""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A unit on a day, without its dates."""

    code: str
    name: str
    kind: str
    parent_code: str | None


def read_places(session: Session, codes: AbstractSet[str], day: date) -> dict[str, PlaceRow]:
    """The units of these codes on `day`, by code, in one query; {} without codes."""
    if not codes:
        return {}
    query = select(Unit.code, Unit.name, Unit.kind, Unit.parent_code).where(
        Unit.valid_from <= day, or_(Unit.valid_to.is_(None), Unit.valid_to > day)
    )
    if len(codes) <= MOST_NAMED:
        query = query.where(Unit.code.in_(sorted(codes)))
    rows = session.execute(query.order_by(Unit.code, Unit.valid_from))
    return {row.code: PlaceRow(*row) for row in rows if row.code in codes}


def read_provinces(session: Session, day: date) -> dict[str, list[str]]:
    """The codes of the provinces of `day`, each with those of its communes, all in order."""
    query = select(Unit.code, Unit.parent_code).where(
        Unit.valid_from <= day, or_(Unit.valid_to.is_(None), Unit.valid_to > day)
    )
    rows = session.execute(query.order_by(Unit.code, Unit.valid_from)).all()
    found: dict[str, list[str]] = {code: [] for code, parent in rows if parent is None}
    for code, parent in rows:
        if parent in found and code not in found[parent]:
            found[parent].append(code)
    return found


def read_communes(session: Session, day: date, province: str | None) -> list[str]:
    """The codes of the communes of a province on `day`, of the whole country for None."""
    provinces = read_provinces(session, day)
    if province is not None:
        return provinces.get(province, [])
    return sorted(code for communes in provinces.values() for code in communes)
