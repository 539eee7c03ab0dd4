"""Where the files of a job lie: a folder of its own below `YDAN_DATA`."""

import shutil
from pathlib import Path

from survey_app.services.context import Context


def job_folder(context: Context, job_id: int) -> Path:
    """The folder of a job, which may not be there yet."""
    return context.settings.data / "jobs" / str(job_id)


def delete_folder(context: Context, job_id: int) -> None:
    """Delete the files of a job; nothing happens when there are none."""
    shutil.rmtree(job_folder(context, job_id), ignore_errors=True)
