"""Collectors: QR codes and links."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.store.models import Collector


def add_collector(  # noqa: PLR0913 - the columns of a collector, all by name
    session: Session,
    *,
    code: str,
    survey_id: int,
    now: datetime,
    unit_code: str | None = None,
    label: str = "",
    tags: Mapping[str, str] | None = None,
    channel: str = "qr",
    issued: int | None = None,
) -> Collector:
    """Store a collector; the code becomes upper-case. IntegrityError when the code is taken."""
    collector = Collector(
        code=code.upper(),
        survey_id=survey_id,
        unit_code=unit_code,
        label=label,
        tags=dict(tags or {}),
        channel=channel,
        issued=issued,
        created_at=now,
    )
    session.add(collector)
    session.flush()
    return collector


def find_collector(session: Session, code: str) -> Collector | None:
    """The collector of a code as somebody typed it: case does not matter, rotated codes count."""
    return session.get(Collector, code.strip().upper())


def replace_collector(session: Session, old: Collector, new: Collector) -> None:
    """Name `new` as the successor of `old`, whose code still works; ValueError across surveys."""
    if old.survey_id != new.survey_id:
        raise ValueError("a code is replaced by one of the same survey")
    old.replaced_by = new.code
    session.flush()


def list_collectors(session: Session, survey_id: int) -> list[Collector]:
    """The collectors of a survey in the order they were made."""
    query = select(Collector).where(Collector.survey_id == survey_id)
    return list(session.scalars(query.order_by(Collector.created_at, Collector.code)))


def count_collectors(session: Session, survey_id: int) -> int:
    """How many collectors a survey has."""
    query = select(func.count()).select_from(Collector).where(Collector.survey_id == survey_id)
    return session.scalars(query).one()


def count_issued(session: Session, survey_id: int) -> int | None:
    """How many sheets or invitations were given out, None when no collector of it says so."""
    query = select(func.sum(Collector.issued)).where(Collector.survey_id == survey_id)
    return session.scalars(query).one()


def count_issued_of(session: Session, survey_ids: Collection[int]) -> dict[int, int | None]:
    """How many were given out for each of these surveys, None where no collector says so."""
    query = select(Collector.survey_id, func.sum(Collector.issued))
    query = query.where(Collector.survey_id.in_(survey_ids)).group_by(Collector.survey_id)
    return dict(session.execute(query).all())
