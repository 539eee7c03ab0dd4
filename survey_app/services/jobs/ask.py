"""Ask for long work."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from survey_app.services.audit import record
from survey_app.services.context import Context
from survey_app.services.jobs.limits import KEPT, MOST_AT_ONCE, is_silent
from survey_app.services.refusal import Refusal
from survey_app.store.job_queries import find_job, list_unfinished
from survey_app.store.models import Job

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class NewJob:
    """What is to be done: `kind` names the work, `content` is JSON-ready, `total` its size."""

    kind: str
    survey_id: int
    content: Mapping[str, object]
    total: int


def ask_job(context: Context, wanted: NewJob) -> int:
    """Queue the work and give its number; the same again while it is not done gives the same.

    The caller has read the survey through the scope. Raises Refusal `too_many_jobs`, and
    `nobody_asks` for a context that is no person's.
    """
    now, person_id = context.clock(), context.actor.person_id
    if person_id is None:
        raise Refusal("nobody_asks")
    content = json.dumps(wanted.content, sort_keys=True)
    with context.database.session(write=True) as session:
        unfinished = list_unfinished(session, person_id)
        for job in unfinished:
            if (job.kind, job.survey_id, job.content) == (wanted.kind, wanted.survey_id, content):
                return job.id
        if len(unfinished) >= MOST_AT_ONCE:
            raise Refusal("too_many_jobs", most=MOST_AT_ONCE)
        job = Job(
            kind=wanted.kind,
            survey_id=wanted.survey_id,
            unit_code=context.actor.unit_code,
            person_id=person_id,
            content=content,
            total=wanted.total,
            created_at=now,
            touched_at=now,
            expires_at=now + KEPT,
        )
        session.add(job)
        session.flush()
        record(
            session,
            context,
            "job.asked",
            f"job:{job.id}",
            kind=job.kind,
            survey=job.survey_id,
            total=job.total,
        )
        session.commit()
    log.info("job_asked", job=job.id, kind=job.kind)
    return job.id


def retry_job(context: Context, job_id: int) -> None:
    """Queue a failed or interrupted job of one's own again.

    Raises Refusal `unknown_job`, `job_is_running`.
    """
    with context.database.session(write=True) as session:
        job = find_job(session, job_id)
        if job is None or job.person_id != context.actor.person_id:
            raise Refusal("unknown_job", job=job_id)
        if job.state != "failed" and not is_silent(job, context.clock()):
            raise Refusal("job_is_running", job=job_id)
        job.state, job.error = "queued", None
        job.touched_at = context.clock()
        record(session, context, "job.retried", f"job:{job.id}")
        session.commit()
