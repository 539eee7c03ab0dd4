"""Long work: queued, claimed by one worker, followed, deleted with its day."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from survey_app.store.models import Job

UNFINISHED = ("queued", "running")


def find_job(session: Session, job_id: int) -> Job | None:
    """The job of that number, None when there is none."""
    return session.get(Job, job_id)


def list_unfinished(session: Session, person_id: int) -> list[Job]:
    """What a person asked for and has not got yet, the oldest first."""
    query = select(Job).where(Job.person_id == person_id, Job.state.in_(UNFINISHED))
    return list(session.scalars(query.order_by(Job.id)))


def list_recent(session: Session, person_id: int, survey_id: int, most: int) -> list[Job]:
    """The last jobs of a person in a survey, the newest first."""
    query = select(Job).where(Job.person_id == person_id, Job.survey_id == survey_id)
    return list(session.scalars(query.order_by(Job.id.desc()).limit(most)))


def claim_job(session: Session, job_id: int, now: datetime) -> Job | None:
    """Take a queued job; None when it is gone, done, or another worker was quicker."""
    claim = (
        update(Job)
        .where(Job.id == job_id, Job.state == "queued")
        .values(state="running", attempts=Job.attempts + 1, touched_at=now, error=None)
    )
    claimed = session.execute(claim.execution_options(synchronize_session=False))
    return session.get(Job, job_id) if claimed.rowcount else None  # type: ignore[attr-defined]  # a cursor's


def touch_job(session: Session, job_id: int, attempt: int, now: datetime, **values: object) -> bool:
    """Write the progress or the end of an attempt; False when it is no longer the one that runs."""
    change = (
        update(Job)
        .where(Job.id == job_id, Job.state == "running", Job.attempts == attempt)
        .values(touched_at=now, **values)
    )
    done = session.execute(change.execution_options(synchronize_session=False))
    return bool(done.rowcount)  # type: ignore[attr-defined]  # a cursor's


def list_silent(session: Session, since: datetime) -> list[Job]:
    """Unfinished jobs that gave no sign of life since that moment, the oldest first."""
    query = select(Job).where(Job.state.in_(UNFINISHED), Job.touched_at < since)
    return list(session.scalars(query.order_by(Job.id)))


def list_expired(session: Session, now: datetime) -> list[int]:
    """The numbers of the jobs whose day has come."""
    return list(session.scalars(select(Job.id).where(Job.expires_at <= now).order_by(Job.id)))


def delete_jobs(session: Session, numbers: Sequence[int]) -> None:
    """Delete these jobs."""
    session.execute(delete(Job).where(Job.id.in_(numbers)))
