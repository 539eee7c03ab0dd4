"""One attempt at a job, as the module that does the work sees it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from survey_app.services.context import Context


class JobFailedError(Exception):
    """The work cannot be done; `code` has its sentence on the progress page."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class JobLostError(Exception):
    """Another attempt has begun, or the job is gone: this one stops."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to do. `tell` takes the number of steps done; raises JobLostError when it is too late.

    `context` is nobody's: what the person may see was decided when the work was asked for.
    """

    context: Context
    survey_id: int
    content: Mapping[str, object]
    folder: Path
    tell: Callable[[int], None]
