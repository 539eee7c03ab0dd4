"""Collectors as plain rows, for lists of thousands; how many answers each brought."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.store.models import Collector, Response

CHUNK = 500


@dataclass(frozen=True, slots=True)
class CollectorRow:
    """A collector, read only."""

    code: str
    unit_code: str | None
    label: str
    tags: Mapping[str, str]
    channel: str
    issued: int | None
    replaced_by: str | None
    retired_at: datetime | None
    version: int


FIELDS = (
    Collector.code,
    Collector.unit_code,
    Collector.label,
    Collector.tags,
    Collector.channel,
    Collector.issued,
    Collector.replaced_by,
    Collector.retired_at,
    Collector.version,
)


def row_of(collector: Collector) -> CollectorRow:
    """A collector as a plain row."""
    return CollectorRow(*(getattr(collector, name.key) for name in FIELDS))


def read_collectors(session: Session, survey_id: int) -> list[CollectorRow]:
    """The collectors of a survey by unit, those without one last, then as they were made."""
    query = select(*FIELDS).where(Collector.survey_id == survey_id)
    order = (Collector.unit_code.is_(None), Collector.unit_code, Collector.created_at)
    return [CollectorRow(*row) for row in session.execute(query.order_by(*order, Collector.code))]


def read_codes(session: Session, survey_id: int) -> set[str]:
    """The codes of a survey's collectors."""
    return set(session.scalars(select(Collector.code).where(Collector.survey_id == survey_id)))


def count_by_collector(session: Session, survey_id: int) -> dict[str, int]:
    """How many answers each code of a survey brought (a session on `box`)."""
    query = select(Response.collector, func.count()).where(Response.survey_id == survey_id)
    return dict(session.execute(query.group_by(Response.collector)).all())


def count_of_collector(session: Session, survey_id: int, code: str) -> int:
    """How many answers one code brought (a session on `box`)."""
    query = select(func.count()).where(Response.survey_id == survey_id, Response.collector == code)
    return session.scalars(query.select_from(Response)).one()


def taken_codes(session: Session, codes: Iterable[str]) -> set[str]:
    """Those of the codes that a collector has already."""
    wanted = sorted(codes)
    found: set[str] = set()
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        found |= set(session.scalars(select(Collector.code).where(Collector.code.in_(part))))
    return found


def lock_collectors(session: Session, survey_id: int, codes: Iterable[str]) -> dict[str, Collector]:
    """The collectors of a survey with these codes, to be changed; unknown codes are left out."""
    wanted = sorted(set(codes))
    found: dict[str, Collector] = {}
    for start in range(0, len(wanted), CHUNK):
        query = (
            select(Collector)
            .where(Collector.survey_id == survey_id)
            .where(Collector.code.in_(wanted[start : start + CHUNK]))
            .order_by(Collector.code)
            .with_for_update()
            .execution_options(populate_existing=True)  # what was read before the lock is old
        )
        found |= {row.code: row for row in session.scalars(query)}
    return found
