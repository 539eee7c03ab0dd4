"""A new draft survey: from a checked form, from the library, as a copy, as a new wave."""

from dataclasses import dataclass

import structlog

from questionnaires.library import library_path, list_questionnaires
from questionnaires.model import Questionnaire
from questionnaires.reader import read_questionnaire
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey
from survey_app.services.refusal import Refusal
from survey_app.services.surveys.import_questionnaire import store_draft
from survey_app.services.surveys.plain_title import plain_title, with_title
from survey_app.services.surveys.questionnaire_facts import QuestionnaireFacts, questionnaire_facts
from survey_app.services.surveys.trend_changes import TrendChange, trend_changes
from survey_app.services.surveys.wave_series import first_wave, waves_of
from survey_app.store.survey_queries import list_by_version

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class NewSurvey:
    """How a draft is to be made of a form.

    `title` replaces that of the form, which people see; empty keeps it. `unit_code` runs the
    survey. `wave_of` is a survey whose next wave it is.
    """

    title: str = ""
    unit_code: str | None = None
    wave_of: int | None = None
    origin: str = "file"


def create_survey(context: Context, questionnaire: Questionnaire, wanted: NewSurvey) -> int:
    """Store a checked questionnaire and a draft survey of it: the survey's number.

    Raises Refusal `no_units_of`, `unknown_survey` (of `wave_of`), or those of `plain_title`.
    """
    title = plain_title(wanted.title or questionnaire.title)
    with context.database.session(write=True) as session:
        first = first_wave(get_survey(session, wanted.wave_of)) if wanted.wave_of else None
        survey_id, _ = store_draft(
            context,
            session,
            with_title(questionnaire, title),
            unit_code=wanted.unit_code,
            wave_of=first,
            origin=wanted.origin,
        )
        session.commit()
    log.info("survey_drafted", survey=survey_id, origin=wanted.origin)
    return survey_id


def library_questionnaire(questionnaire_id: str) -> Questionnaire:
    """A shipped questionnaire. Raises Refusal `unknown_questionnaire`."""
    try:
        path = library_path(questionnaire_id)
    except KeyError as error:
        raise Refusal("unknown_questionnaire", questionnaire=questionnaire_id) from error
    return read_questionnaire(path)


def list_library() -> tuple[QuestionnaireFacts, ...]:
    """The shipped questionnaires, in the order of their ids."""
    return tuple(questionnaire_facts(library_questionnaire(name)) for name in list_questionnaires())


def surveys_of_form(context: Context, questionnaire: Questionnaire) -> tuple[int, ...]:
    """The numbers of the surveys within the scope that run this very form already."""
    with context.database.session() as session:
        return tuple(row.id for row in list_by_version(session, questionnaire.content_hash))


def questionnaire_of(context: Context, survey_id: int) -> Questionnaire:
    """The form that a survey runs. Raises Refusal `unknown_survey`."""
    with context.database.session() as session:
        return get_questionnaire(session, get_survey(session, survey_id).version_hash)


def changes_since(
    context: Context, survey_id: int, questionnaire: Questionnaire
) -> tuple[TrendChange, ...]:
    """What `questionnaire` would change in the followed questions as the next wave of a survey.

    Compared with the newest wave of the series. Raises Refusal `unknown_survey`.
    """
    with context.database.session() as session:
        newest = waves_of(session, get_survey(session, survey_id))[-1]
        return trend_changes(get_questionnaire(session, newest.version_hash), questionnaire)
