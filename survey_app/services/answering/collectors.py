"""The page behind a QR code: which survey, which questionnaire, and whether it takes answers."""

from datetime import datetime

from sqlalchemy.orm import Session

from survey_app.services.answering.collector_page import CollectorPage, PageState
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey
from survey_app.services.places import Place, load_places
from survey_app.services.short_code import normal_code
from survey_app.store.collector_queries import find_collector
from survey_app.store.models import Collector, Survey
from survey_app.store.response_queries import count_responses

MOST_CODE_LENGTH = 16


def open_page(context: Context, code: str) -> CollectorPage | None:
    """The page of a collector's code, None for a code that no collector has.

    From memory for a second, so a closing is seen within that time; the writer sees it exactly.
    """
    code = normal_code(code)
    if not code.isascii() or not code.isalnum() or len(code) > MOST_CODE_LENGTH:
        return None
    return context.pages.page(code, lambda: _load(context, code))


def _load(context: Context, code: str) -> CollectorPage | None:
    now = context.clock()
    with context.database.unscoped.session() as session:
        collector = find_collector(session, code)
        if collector is None:
            return None
        survey = get_survey(session, collector.survey_id)
        place = _place(session, collector, now)
        return CollectorPage(
            code=collector.code,
            survey_id=survey.id,
            state=_state(context, survey, collector, now),
            questionnaire=get_questionnaire(session, survey.version_hash),
            version_hash=survey.version_hash,
            unit_code=collector.unit_code,
            unit_name=place.name,
            rotated=collector.replaced_by is not None,
            as_of=now,
            label=collector.label,
            province=place.province,
            close_at=survey.close_at,
            close_after=survey.close_after,
            tags=dict(collector.tags),
            quotas=survey.quotas,
        )


def survey_state(context: Context, survey: Survey, now: datetime) -> PageState:
    """Whether a survey takes answers at `now`, its limits included."""
    if survey.state == "draft":
        return PageState.NOT_YET
    if survey.state == "closed" or (survey.close_at is not None and survey.close_at <= now):
        return PageState.CLOSED
    if survey.close_after is not None:
        with context.database.unscoped.box_session() as session:
            if count_responses(session, survey.id) >= survey.close_after:
                return PageState.FULL
    return PageState.OPEN


def _state(context: Context, survey: Survey, collector: Collector, now: datetime) -> PageState:
    state = survey_state(context, survey, now)
    is_retired = collector.retired_at is not None and state is not PageState.CLOSED
    return PageState.RETIRED if is_retired else state


def _place(session: Session, collector: Collector, now: datetime) -> Place:
    day = now.astimezone(VIETNAM).date()
    return load_places(session, [collector.unit_code], day).of(collector.unit_code)
