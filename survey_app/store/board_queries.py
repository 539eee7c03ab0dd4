"""Counts and places for the fieldwork board: a fixed number of queries, however many units.

The counts are of whole surveys, so they are asked in unscoped sessions; what of them a person may
see is decided by the unit of the collector.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from survey_app.store.models import Collector, Response, Unit

MOST_ASKED: Final = 400
"""Above so many codes every unit is read: one statement instead of a long list of codes."""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A collector as the board needs it."""

    code: str
    unit_code: str | None
    issued: int | None
    is_standing: bool
    """Neither replaced by a newer code nor retired."""


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit as it is called on a day."""

    code: str
    name: str
    kind: str
    parent_code: str | None


def count_by_collector(
    session: Session, survey_id: int, *, after_batch: int, upto_batch: int
) -> dict[str, int]:
    """The responses of each collector in later batches up to one (session on `box`)."""
    query = (
        select(Response.collector, func.count())
        .where(Response.survey_id == survey_id)
        .where(Response.batch > after_batch, Response.batch <= upto_batch)
        .group_by(Response.collector)
    )
    return dict(session.execute(query).all())


def count_by_flags(
    session: Session, survey_id: int, *, after_batch: int, upto_batch: int
) -> dict[str, int]:
    """The responses of each set of flags, a JSON text, in later batches up to one (on `box`)."""
    query = (
        select(Response.flags, func.count())
        .where(Response.survey_id == survey_id)
        .where(Response.batch > after_batch, Response.batch <= upto_batch)
        .group_by(Response.flags)
    )
    return dict(session.execute(query).all())


def list_places(session: Session, survey_id: int) -> list[PlaceRow]:
    """The collectors of a survey in the order they were made, rotated codes among them."""
    query = (
        select(
            Collector.code,
            Collector.unit_code,
            Collector.issued,
            Collector.replaced_by,
            Collector.retired_at,
        )
        .where(Collector.survey_id == survey_id)
        .order_by(Collector.created_at, Collector.code)
    )
    return [
        PlaceRow(code, unit_code, issued, replaced_by is None and retired_at is None)
        for code, unit_code, issued, replaced_by, retired_at in session.execute(query)
    ]


def list_unit_names(session: Session, codes: Collection[str], day: date) -> dict[str, UnitName]:
    """The units of these codes as they stand on `day`, and all units above them."""
    if len(codes) > MOST_ASKED:
        return _names(session, day, None)
    found: dict[str, UnitName] = {}
    wanted = set(codes)
    while wanted:
        found |= _names(session, day, wanted)
        above = {unit.parent_code for unit in found.values() if unit.parent_code}
        wanted = above - found.keys() - wanted
    return found


def _names(session: Session, day: date, codes: Collection[str] | None) -> dict[str, UnitName]:
    query = select(Unit.code, Unit.name, Unit.kind, Unit.parent_code).where(
        Unit.valid_from <= day, or_(Unit.valid_to.is_(None), Unit.valid_to > day)
    )
    if codes is not None:
        query = query.where(Unit.code.in_(sorted(codes)))
    rows = session.execute(query.order_by(Unit.code, Unit.valid_from))
    return {code: UnitName(code, name, kind, parent) for code, name, kind, parent in rows}
