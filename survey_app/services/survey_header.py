"""What stands above every page of one survey."""

from dataclasses import dataclass

from survey_app.services.context import Context
from survey_app.services.find_survey import get_survey


@dataclass(frozen=True, slots=True)
class SurveyHeader:
    """A survey's number, title and state, its owner's unit, and whether it is a demonstration."""

    id: int
    title: str
    state: str
    unit_code: str | None
    demonstration: bool


def survey_header(context: Context, survey_id: int) -> SurveyHeader:
    """The header of a survey. Raises Refusal `unknown_survey` where the scope does not reach it."""
    with context.database.session() as session:
        survey = get_survey(session, survey_id)
        return SurveyHeader(
            survey.id, survey.title, survey.state, survey.unit_code, survey.demonstration
        )
