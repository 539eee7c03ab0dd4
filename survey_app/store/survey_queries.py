"""Surveys."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.store.models import Survey


def add_survey(  # noqa: PLR0913 - the columns of a draft, all by name
    session: Session,
    *,
    version_hash: str,
    title: str,
    now: datetime,
    demonstration: bool = False,
    close_at: datetime | None = None,
    close_after: int | None = None,
) -> Survey:
    """Store a draft survey of a version; its `id` is set."""
    survey = Survey(
        version_hash=version_hash,
        title=title,
        demonstration=demonstration,
        created_at=now,
        close_at=close_at,
        close_after=close_after,
    )
    session.add(survey)
    session.flush()
    return survey


def find_survey(session: Session, survey_id: int) -> Survey | None:
    """The survey of that number, None when there is none."""
    return session.get(Survey, survey_id)


def get_survey(session: Session, survey_id: int) -> Survey:
    """The survey of that number; LookupError when there is none."""
    survey = find_survey(session, survey_id)
    if survey is None:
        raise LookupError(f"no survey {survey_id}")
    return survey


def list_surveys(session: Session) -> list[Survey]:
    """Every survey in the order of the numbers."""
    return list(session.scalars(select(Survey).order_by(Survey.id)))
