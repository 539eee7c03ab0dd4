"""Do long work: one attempt at one job, what was interrupted, what has had its day."""

import json

import structlog

from survey_app.services.context import Context
from survey_app.services.jobs.folder import delete_folder, job_folder
from survey_app.services.jobs.kinds import KINDS
from survey_app.services.jobs.limits import KEPT, MOST_ATTEMPTS, SILENT
from survey_app.services.jobs.task import JobFailedError, JobLostError, Task
from survey_app.store.job_queries import (
    claim_job,
    delete_jobs,
    list_expired,
    list_silent,
    touch_job,
)
from survey_app.store.models import Job

log = structlog.get_logger()


def run_job(context: Context, job_id: int) -> None:
    """Do a queued job and store what became of it; nothing for one that is not queued."""
    with context.database.session(write=True) as session:
        job = claim_job(session, job_id, context.clock())
        session.commit()
    if job is None:
        return
    try:
        result = KINDS[job.kind].run(_task(context, job))
        _finish(context, job, state="done", done=job.total, result=result)
        log.info("job_done", job=job.id, kind=job.kind)
    except JobLostError:
        log.info("job_lost", job=job.id)
    except JobFailedError as failure:
        _finish(context, job, state="failed", error=failure.code)
        log.warning("job_failed", job=job.id, error=failure.code)
    except Exception as fault:  # the outermost handler of this thread: the row must not stay open
        _finish(context, job, state="failed", error="fault")
        log.error("job_failed", job=job.id, fault=type(fault).__name__)


def take_up(context: Context, *, is_start: bool = False) -> list[int]:
    """The jobs to be queued (again): those of a process that died, those nobody has begun.

    With `is_start` every unfinished job counts, for no process can be working on it; one that was
    interrupted too often is marked as failed instead.
    """
    now = context.clock()
    waiting = []
    with context.database.session(write=True) as session:
        for job in list_silent(session, now if is_start else now - SILENT):
            job.touched_at = now
            if job.attempts >= MOST_ATTEMPTS:
                job.state, job.error = "failed", "interrupted"
                continue
            job.state = "queued"
            waiting.append(job.id)
        session.commit()
    return waiting


def clear_expired(context: Context) -> int:
    """Delete the jobs whose day has come, with their files; gives their number."""
    with context.database.session(write=True) as session:
        numbers = list_expired(session, context.clock())
        for number in numbers:
            delete_folder(context, number)
        delete_jobs(session, numbers)
        session.commit()
    return len(numbers)


def _task(context: Context, job: Job) -> Task:
    def tell(done: int) -> None:
        if not _touch(context, job, done=min(done, job.total)):
            raise JobLostError

    folder = job_folder(context, job.id)
    return Task(context, job.survey_id, json.loads(job.content), folder, tell)


def _finish(context: Context, job: Job, **values: object) -> None:
    _touch(context, job, **values, expires_at=context.clock() + KEPT)


def _touch(context: Context, job: Job, **values: object) -> bool:
    with context.database.session(write=True) as session:
        is_ours = touch_job(session, job.id, job.attempts, context.clock(), **values)
        session.commit()
    return is_ours
