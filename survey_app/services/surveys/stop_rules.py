"""When a survey ends by itself: at a moment, or at a number of answers."""

from dataclasses import dataclass
from datetime import datetime

from survey_app.services.context import Context
from survey_app.store.models import Survey
from survey_app.store.tallies import delete_tallies

MOST_RESPONSES = 10_000_000


@dataclass(frozen=True, slots=True)
class StopRules:
    """The moment (aware) and the number of answers that end a survey; None: it does not."""

    close_at: datetime | None = None
    close_after: int | None = None


def apply_stop(survey: Survey, stop: StopRules) -> None:
    """Put the limits on a survey row."""
    survey.close_at = stop.close_at
    survey.close_after = stop.close_after


def forget_counts(context: Context, survey_id: int) -> None:
    """Let the writer count anew how full a survey and its quota cells are.

    While a survey has no limit nobody counts towards it, so a limit that comes (or comes back)
    starts from the answers that are there.
    """
    with context.database.unscoped.box_session(write=True) as session:
        delete_tallies(session, survey_id)
        session.commit()
