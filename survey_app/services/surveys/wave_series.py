"""The waves (đợt) of a survey: runs of the same questions, to be compared with each other."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from survey_app.services.context import Context
from survey_app.services.find_survey import get_survey
from survey_app.store.models import Survey
from survey_app.store.survey_queries import list_series


@dataclass(frozen=True, slots=True)
class Wave:
    """One survey of a series; `number` counts from 1 in the order in which they were made."""

    survey_id: int
    number: int
    title: str
    state: str
    version_hash: str
    opened_at: datetime | None


def list_waves(context: Context, survey_id: int) -> tuple[Wave, ...]:
    """Every wave of the series that a survey belongs to, the oldest first, itself included.

    Only those that the scope lets be read. One alone is no series. Raises Refusal
    `unknown_survey`.
    """
    with context.database.session() as session:
        return waves_of(session, get_survey(session, survey_id))


def waves_of(session: Session, survey: Survey) -> tuple[Wave, ...]:
    """The series of a survey, as `list_waves`."""
    return tuple(
        Wave(row.id, number, row.title, row.state, row.version_hash, row.opened_at)
        for number, row in enumerate(list_series(session, first_wave(survey)), start=1)
    )


def first_wave(survey: Survey) -> int:
    """The number of the survey that began the series."""
    return survey.wave_of or survey.id
