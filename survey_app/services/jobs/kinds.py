"""The kinds of long work: a further one is a module of its own and one line in `KINDS`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from survey_app.services.jobs.task import Task
from survey_app.services.notices.job import are_in_scope, print_job
from survey_app.store.models import Job


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: what does the work and gives the name of the file it left in the job's folder,
    and what tells whether a session still sees everything that the work was about."""

    run: Callable[[Task], str]
    is_in_scope: Callable[[Session, Job], bool]
    file_name: str
    content_type: str = "application/pdf"


KINDS: Mapping[str, Kind] = {
    "notices": Kind(print_job, are_in_scope, "thong-bao"),
}
