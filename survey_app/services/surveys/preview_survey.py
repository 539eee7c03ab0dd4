"""The citizen's pages of a survey for its officer: the same engine, nothing stored."""

from questionnaires.engine import finish, validate
from survey_app.services.answering.collector_page import CollectorPage, PageState
from survey_app.services.answering.submit_response import Kind, Result, Submission
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey

NO_RECEIPT = "–"


def preview_page(context: Context, survey_id: int) -> CollectorPage:
    """What a citizen's page would know of a survey, were it open; it has no collector.

    Raises Refusal `unknown_survey`.
    """
    with context.database.session() as session:
        survey = get_survey(session, survey_id)
        return CollectorPage(
            code=f"preview-{survey_id}",
            survey_id=survey_id,
            state=PageState.OPEN,
            questionnaire=get_questionnaire(session, survey.version_hash),
            version_hash=survey.version_hash,
            unit_code=None,
            unit_name="",
            rotated=False,
            as_of=context.clock(),
        )


def preview_submission(page: CollectorPage, submission: Submission) -> Result:
    """What would become of an answer sheet; it is thrown away."""
    problems = validate(page.questionnaire, submission.answers)
    if problems:
        return Result(Kind.INVALID, problems=problems)
    finish(page.questionnaire, submission.answers)
    return Result(Kind.STORED, receipt=NO_RECEIPT)
