"""A survey with the questionnaire it runs, as every use case needs it."""

from sqlalchemy.orm import Session

from questionnaires.model import Questionnaire
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal
from survey_app.store.models import Survey
from survey_app.store.questionnaire_queries import get_version
from survey_app.store.survey_queries import find_survey

KEPT_VERSIONS = 64


def get_survey(session: Session, survey_id: int) -> Survey:
    """The survey of that number. Raises Refusal `unknown_survey`."""
    survey = find_survey(session, survey_id)
    if survey is None:
        raise Refusal("unknown_survey", survey=survey_id)
    return survey


def lock_survey(session: Session, survey_id: int) -> Survey:
    """The survey, for a change: nobody else changes it before this transaction ends.

    Raises Refusal `unknown_survey`.
    """
    survey = get_survey(session, survey_id)
    session.refresh(survey, with_for_update=True)
    return survey


def check_survey(context: Context, survey_id: int) -> None:
    """Raise Refusal `unknown_survey` unless the context's scope lets the survey be read."""
    with context.database.session() as session:
        get_survey(session, survey_id)


def get_questionnaire(session: Session, version_hash: str) -> Questionnaire:
    """A stored version as the model; parsed once in a process, for it never changes."""
    known = _VERSIONS.get(version_hash)
    if known is None:
        known = Questionnaire.from_json(get_version(session, version_hash).content)
        if len(_VERSIONS) >= KEPT_VERSIONS:
            _VERSIONS.clear()
        _VERSIONS[version_hash] = known
    return known


_VERSIONS: dict[str, Questionnaire] = {}
