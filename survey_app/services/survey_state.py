"""Open a survey, close it: draft → open → closed, never back."""

import structlog

from survey_app.services.context import Context
from survey_app.services.find_survey import get_survey
from survey_app.services.refusal import Refusal

log = structlog.get_logger()


def open_survey(context: Context, survey_id: int) -> None:
    """Open a draft: its collectors take answers within a second.

    Raises Refusal `unknown_survey`, `already_open`, or `already_closed`: a closed survey has
    shown its last tables, and one more answer could be read from the difference.
    """
    with context.database.session(write=True) as session:
        survey = get_survey(session, survey_id)
        if survey.state != "draft":
            raise Refusal(f"already_{survey.state}", survey=survey_id)
        survey.state = "open"
        survey.opened_at = context.clock()
        session.commit()
    context.pages.clear()
    log.info("survey_opened", survey=survey_id)


def close_survey(context: Context, survey_id: int) -> None:
    """Close an open survey: no answer is stored from now on.

    Raises Refusal `unknown_survey`, `already_closed` or `not_open`.
    """
    with context.database.session(write=True) as session:
        survey = get_survey(session, survey_id)
        if survey.state != "open":
            code = "already_closed" if survey.state == "closed" else "not_open"
            raise Refusal(code, survey=survey_id)
        survey.state = "closed"
        survey.closed_at = context.clock()
        session.commit()
    context.pages.clear()
    log.info("survey_closed", survey=survey_id)
