"""The queue: numbers of jobs in a file below `YDAN_DATA`, kept by huey.

What a job is and how far it stands is in the database; the queue only wakes a thread. A lost
message therefore loses nothing: `take_up` queues again what nobody has begun.
"""

from contextlib import closing
from pathlib import Path

from huey import SqliteHuey
from huey.api import TaskWrapper

from survey_app.services.context import Context
from survey_app.services.jobs.work import run_job

FILE = "queue.sqlite3"
NAME = "ydan"


def make_queue(folder: Path) -> SqliteHuey:
    """The queue in a folder, made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return SqliteHuey(NAME, filename=str(folder / FILE), results=False, fsync=True)


def add_work(queue: SqliteHuey, context: Context) -> TaskWrapper:
    """Tell the queue what to do with a job's number; gives what puts a number in."""

    def run(job_id: int) -> None:
        run_job(context, job_id)

    return queue.task(name="run")(run)


def enqueue(context: Context, job_id: int) -> None:
    """Wake a thread of the server for a job that is stored; returns at once."""
    queue = make_queue(context.settings.data)
    with closing(queue.storage):
        add_work(queue, context)(job_id)
