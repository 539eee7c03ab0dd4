"""Surveys."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.store.models import Collector, Survey

HIGHEST_ID = 2**31 - 1
"""PostgreSQL's integers end here; a greater number would be an error, not an unknown survey."""


def add_survey(  # noqa: PLR0913 - the columns of a draft, all by name
    session: Session,
    *,
    version_hash: str,
    title: str,
    now: datetime,
    demonstration: bool = False,
    close_at: datetime | None = None,
    close_after: int | None = None,
    unit_code: str | None = None,
    wave_of: int | None = None,
) -> Survey:
    """Store a draft survey of a version; its `id` is set."""
    survey = Survey(
        version_hash=version_hash,
        title=title,
        demonstration=demonstration,
        created_at=now,
        close_at=close_at,
        close_after=close_after,
        unit_code=unit_code,
        wave_of=wave_of,
    )
    session.add(survey)
    session.flush()
    return survey


def find_survey(session: Session, survey_id: int) -> Survey | None:
    """The survey of that number, None when there is none (nor could be: an address holds any)."""
    return session.get(Survey, survey_id) if 0 < survey_id <= HIGHEST_ID else None


def get_survey(session: Session, survey_id: int) -> Survey:
    """The survey of that number; LookupError when there is none."""
    survey = find_survey(session, survey_id)
    if survey is None:
        raise LookupError(f"no survey {survey_id}")
    return survey


def list_surveys(session: Session) -> list[Survey]:
    """Every survey in the order of the numbers."""
    return list(session.scalars(select(Survey).order_by(Survey.id)))


def list_series(session: Session, first_id: int) -> list[Survey]:
    """The surveys of the series that `first_id` began, in the order of the numbers."""
    query = select(Survey).where((Survey.id == first_id) | (Survey.wave_of == first_id))
    return list(session.scalars(query.order_by(Survey.id)))


def list_by_version(session: Session, content_hash: str) -> list[Survey]:
    """The surveys that run this very version, in the order of the numbers."""
    query = select(Survey).where(Survey.version_hash == content_hash)
    return list(session.scalars(query.order_by(Survey.id)))


def delete_survey(session: Session, survey: Survey) -> None:
    """Delete a survey with its collectors; IntegrityError where other rows still hang on it."""
    session.execute(delete(Collector).where(Collector.survey_id == survey.id))
    session.delete(survey)
    session.flush()
