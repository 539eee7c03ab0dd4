"""A flash survey (khảo sát nhanh): from a template to an open QR in one step."""

from dataclasses import dataclass

import structlog
from sqlalchemy.orm import Session

from questionnaires.library import list_flash_questionnaires
from survey_app.printing.places import begin_sentence, name_unit
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.collecting.make_collector import NewCollector, make_collector
from survey_app.services.context import Context
from survey_app.services.find_survey import get_survey
from survey_app.services.refusal import Refusal
from survey_app.services.surveys.create_survey import library_questionnaire
from survey_app.services.surveys.import_questionnaire import store_draft
from survey_app.services.surveys.plain_title import plain_title, with_title
from survey_app.services.surveys.questionnaire_facts import QuestionnaireFacts, questionnaire_facts
from survey_app.services.surveys.state import mark_open
from survey_app.store.collector_queries import list_collectors
from survey_app.store.unit_queries import find_unit

log = structlog.get_logger()
SEPARATOR = ": "


@dataclass(frozen=True, slots=True)
class FlashSurvey:
    """The survey that was made and opened, and the code of its collector."""

    survey_id: int
    code: str


def list_flash_templates() -> tuple[QuestionnaireFacts, ...]:
    """The templates of flash surveys, in the order of their ids."""
    return tuple(
        questionnaire_facts(library_questionnaire(name)) for name in list_flash_questionnaires()
    )


def start_flash(
    context: Context, template_id: str, *, subject: str = "", unit_code: str | None = None
) -> FlashSurvey:
    """Make a survey of a template, open it, make its one collector at the unit.

    The subject, one line, goes behind the template's title, where people read it on every page; the
    name of the unit stands as the conductor.
    Raises Refusal `unknown_questionnaire`, `unknown_unit`, or those of `plain_title`.
    """
    if template_id not in list_flash_questionnaires():
        raise Refusal("unknown_questionnaire", questionnaire=template_id)
    questionnaire = library_questionnaire(template_id)
    words = plain_title(subject) if subject.strip() else ""
    title = plain_title(SEPARATOR.join(filter(None, (questionnaire.title, words))))
    with context.database.session(write=True) as session:
        conductor = _conductor(context, session, unit_code) or questionnaire.conductor
        form = with_title(questionnaire, title).model_copy(update={"conductor": conductor})
        survey_id, _ = store_draft(
            context,
            session,
            form,
            unit_code=unit_code,
            origin=template_id,
        )
        mark_open(context, session, get_survey(session, survey_id))
        session.commit()
    code = make_collector(context, NewCollector(survey_id, unit_code=unit_code))
    log.info("flash_survey_started", survey=survey_id)
    return FlashSurvey(survey_id, code)


def find_flash(context: Context, survey_id: int) -> FlashSurvey:
    """A survey with the first of its collectors within reach.

    Raises Refusal `unknown_survey`, also where no collector of it can be seen.
    """
    with context.database.session() as session:
        get_survey(session, survey_id)
        collectors = list_collectors(session, survey_id)
        if not collectors:
            raise Refusal("unknown_survey", survey=survey_id)
        current = [row for row in collectors if row.replaced_by is None] or collectors
        return FlashSurvey(survey_id, current[0].code)


def _conductor(context: Context, session: Session, unit_code: str | None) -> str:
    if unit_code is None:
        return ""
    unit = find_unit(session, unit_code, context.clock().astimezone(VIETNAM).date())
    if unit is None:
        raise Refusal("unknown_unit", unit=unit_code)
    return begin_sentence(name_unit(unit.kind, unit.name))
