"""Printing many notices as long work."""

import json
from collections.abc import Sequence
from typing import cast

from sqlalchemy.orm import Session

from survey_app.printing.many import PrintingFailedError, print_many
from survey_app.services.jobs.task import JobFailedError, Task
from survey_app.services.notices.make import make_notices
from survey_app.store.collector_rows import read_codes
from survey_app.store.models import Job


def print_job(task: Task) -> str:
    """Typeset the notices of the codes in the task's content; gives the file's name."""
    codes = cast("Sequence[str]", task.content["codes"])
    notices = make_notices(task.context, task.survey_id, codes)
    if not notices:
        raise JobFailedError("no_notices")
    try:
        return print_many(notices, task.folder, task.tell).name
    except PrintingFailedError as failure:
        raise JobFailedError("printing_failed") from failure


def are_in_scope(session: Session, job: Job) -> bool:
    """Whether a session sees every collector whose notice the job prints."""
    codes: list[str] = json.loads(job.content)["codes"]
    return read_codes(session, job.survey_id).issuperset(codes)
