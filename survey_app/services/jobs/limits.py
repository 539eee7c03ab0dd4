"""The bounds of long work."""

from datetime import datetime, timedelta

from survey_app.store.job_queries import UNFINISHED
from survey_app.store.models import Job

MOST_AT_ONCE = 2
"""Unfinished jobs of one person."""
MOST_ATTEMPTS = 3
"""An interrupted job is taken up this often before it counts as failed."""
KEPT = timedelta(days=7)
SILENT = timedelta(seconds=60)
"""A running job says more often than this how far it is; else its process has died."""


def is_silent(job: Job, now: datetime) -> bool:
    """Whether an unfinished job has given no sign of life for too long."""
    return job.state in UNFINISHED and now - job.touched_at > SILENT
