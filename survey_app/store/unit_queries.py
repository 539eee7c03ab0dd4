"""Administrative units, as they stood on a day."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from survey_app.store.models import Unit

FIELDS = ("name", "kind", "parent_code", "valid_to", "legal_ref")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One dated row as read from a file; see `models.Unit`."""

    code: str
    name: str
    kind: str
    parent_code: str | None
    valid_from: date
    valid_to: date | None = None
    legal_ref: str | None = None


@dataclass(frozen=True, slots=True)
class UnitChanges:
    """What an import did, in rows."""

    added: int
    changed: int
    unchanged: int


def save_units(session: Session, rows: Iterable[UnitRow]) -> UnitChanges:
    """Store dated rows, known by code and first day; a row that says otherwise is changed.

    Names become NFC. Nothing is deleted: a unit that ends comes with its `valid_to`.
    """
    known = {(unit.code, unit.valid_from): unit for unit in session.scalars(select(Unit))}
    added = changed = unchanged = 0
    for row in rows:
        values = {name: _text(getattr(row, name)) for name in FIELDS}
        unit = known.get((row.code, row.valid_from))
        if unit is None:
            unit = Unit(code=row.code, valid_from=row.valid_from, **values)
            known[row.code, row.valid_from] = unit
            session.add(unit)
            added += 1
        elif all(getattr(unit, name) == value for name, value in values.items()):
            unchanged += 1
        else:
            for name, value in values.items():
                setattr(unit, name, value)
            changed += 1
    session.flush()
    return UnitChanges(added, changed, unchanged)


def find_unit(session: Session, code: str, day: date) -> Unit | None:
    """The unit as it stood on `day`, None when it did not exist."""
    query = select(Unit).where(Unit.code == code, _valid(day)).order_by(Unit.valid_from.desc())
    return session.scalars(query.limit(1)).first()


def find_units(session: Session, codes: Collection[str], day: date) -> dict[str, Unit]:
    """The units of these codes as they stood on `day`, those that did not exist left out."""
    query = select(Unit).where(Unit.code.in_(codes), _valid(day)).order_by(Unit.valid_from)
    return {unit.code: unit for unit in session.scalars(query)}


def list_units(
    session: Session, day: date, *, parent_code: str | None = None, kind: str | None = None
) -> list[Unit]:
    """The units of `day` in the order of their codes, of one parent or kind when asked."""
    query = select(Unit).where(_valid(day))
    if parent_code is not None:
        query = query.where(Unit.parent_code == parent_code)
    if kind is not None:
        query = query.where(Unit.kind == kind)
    return list(session.scalars(query.order_by(Unit.code, Unit.valid_from)))


def list_unit_history(session: Session, code: str) -> list[Unit]:
    """Every dated row of a code, the oldest first."""
    return list(session.scalars(select(Unit).where(Unit.code == code).order_by(Unit.valid_from)))


def count_units(session: Session, day: date, *, digits: int | None = None) -> int:
    """How many units were valid on `day`; `digits` 2 counts provinces, 5 communes."""
    query = select(func.count()).select_from(Unit).where(_valid(day))
    if digits is not None:
        query = query.where(func.length(Unit.code) == digits)
    return session.scalars(query).one()


def _valid(day: date) -> ColumnElement[bool]:
    return (Unit.valid_from <= day) & or_(Unit.valid_to.is_(None), Unit.valid_to > day)


def _text(value: object) -> object:
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value
