"""Releases: the states of a survey that were shown."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.store.models import Release


def add_release(
    session: Session, *, survey_id: int, upto_batch: int, responses: int, now: datetime
) -> Release:
    """Store a shown state; IntegrityError when this very state was stored before."""
    release = Release(
        survey_id=survey_id, upto_batch=upto_batch, responses=responses, released_at=now
    )
    session.add(release)
    session.flush()
    return release


def find_last_release(session: Session, survey_id: int) -> Release | None:
    """The state shown now, None when nothing was shown yet."""
    query = select(Release).where(Release.survey_id == survey_id).order_by(Release.id.desc())
    return session.scalars(query.limit(1)).first()


def list_releases(session: Session, survey_id: int) -> list[Release]:
    """Every state that was shown, the oldest first."""
    query = select(Release).where(Release.survey_id == survey_id).order_by(Release.id)
    return list(session.scalars(query))


def has_final_release(session: Session, survey_id: int) -> bool:
    """Whether some state of the survey was shown as its last one."""
    query = select(Release.id).where(Release.survey_id == survey_id, Release.is_final)
    return session.scalars(query.limit(1)).first() is not None
