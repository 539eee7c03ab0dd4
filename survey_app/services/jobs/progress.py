"""How far long work is, and its result, for the person who asked for it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from survey_app.services.audit import record
from survey_app.services.context import Context
from survey_app.services.find_survey import get_survey
from survey_app.services.jobs.folder import job_folder
from survey_app.services.jobs.kinds import KINDS
from survey_app.services.jobs.limits import is_silent
from survey_app.services.refusal import Refusal
from survey_app.store.job_queries import UNFINISHED, find_job, list_recent
from survey_app.store.models import Job, Survey

RECENT = 3


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as its page shows it. `state` is queued, running, done, failed or interrupted."""

    id: int
    kind: str
    state: str
    survey_id: int
    title: str
    done: int
    total: int
    error: str
    created_at: datetime
    expires_at: datetime

    @property
    def is_moving(self) -> bool:
        """Whether waiting will change something."""
        return self.state in UNFINISHED

    @property
    def percent(self) -> int:
        """How much is done, 0 to 100."""
        return min(100, self.done * 100 // self.total) if self.total else 0


def get_job(context: Context, job_id: int) -> JobView:
    """A job that this person asked for. Raises Refusal `unknown_job` for every other one."""
    with context.database.session() as session:
        job = find_job(session, job_id)
        if job is None or job.person_id != context.actor.person_id or _is_over(context, job):
            raise Refusal("unknown_job", job=job_id)
        return _view(context, job, get_survey(session, job.survey_id))


def list_jobs(context: Context, survey_id: int, *, kind: str) -> tuple[JobView, ...]:
    """What this person asked for in a survey lately, the newest first."""
    if context.actor.person_id is None:
        return ()
    with context.database.session() as session:
        survey = get_survey(session, survey_id)
        jobs = list_recent(session, context.actor.person_id, survey_id, RECENT)
        return tuple(
            _view(context, job, survey)
            for job in jobs
            if job.kind == kind and not _is_over(context, job)
        )


@dataclass(frozen=True, slots=True)
class JobResult:
    """A finished file, to be sent under `name`."""

    path: Path
    name: str
    content_type: str


def get_result(context: Context, job_id: int) -> JobResult:
    """The result of a job of one's own, if everything in it still lies in one's scope.

    The grants may have changed since it was asked for. The download is recorded. Raises Refusal
    `unknown_job`, also for a result that is not there (yet) or not any more.
    """
    with context.database.session(write=True) as session:
        job = find_job(session, job_id)
        if job is None or job.person_id != context.actor.person_id or _is_over(context, job):
            raise Refusal("unknown_job", job=job_id)
        kind = KINDS[job.kind]
        get_survey(session, job.survey_id)
        path = job_folder(context, job.id) / (job.result or "")
        if job.state != "done" or not path.is_file() or not kind.is_in_scope(session, job):
            raise Refusal("unknown_job", job=job_id)
        record(session, context, "job.downloaded", f"job:{job.id}", kind=job.kind)
        session.commit()
    return JobResult(path, f"{kind.file_name}-{job.survey_id}.pdf", kind.content_type)


def _is_over(context: Context, job: Job) -> bool:
    return job.expires_at <= context.clock()


def _view(context: Context, job: Job, survey: Survey) -> JobView:
    return JobView(
        id=job.id,
        kind=job.kind,
        state="interrupted" if is_silent(job, context.clock()) else job.state,
        survey_id=job.survey_id,
        title=survey.title,
        done=job.done,
        total=job.total,
        error=job.error or "",
        created_at=job.created_at,
        expires_at=job.expires_at,
    )
