"""The columns of a survey in the state that is shown: tables move in steps (DESIGN §4).

Whoever could look before and after one answer would read it from the difference. So the shown
state moves only when k new people have answered since, or when no more answers can come.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from analysis.source import Source
from questionnaires.model import Questionnaire
from survey_app.services.answering.collector_page import PageState
from survey_app.services.answering.collectors import survey_state
from survey_app.services.context import Context
from survey_app.services.find_survey import check_survey, get_questionnaire, get_survey
from survey_app.store.extract import extract
from survey_app.store.models import Survey
from survey_app.store.release_queries import add_release, find_last_release, has_final_release
from survey_app.store.response_queries import count_responses, newest_batch

log = structlog.get_logger()
OVER = (PageState.CLOSED, PageState.FULL)


@dataclass(frozen=True)
class Release:
    """The state shown: `responses` people of the `accepted` that came in by now.

    `step` is how many more make the tables move; `is_over`: no more can come. `as_of` is None
    while nothing may be shown yet.
    """

    accepted: int
    responses: int
    step: int
    upto_batch: int
    as_of: datetime | None
    is_over: bool

    @property
    def waiting(self) -> int:
        """How many people answered since the shown state."""
        return self.accepted - self.responses

    @property
    def is_last(self) -> bool:
        """Whether this is the last state: no more can come, and nobody is left out."""
        return self.is_over and not self.waiting

    @property
    def missing(self) -> int:
        """How many more answers it takes until the tables move; 0 when they moved or are final."""
        return 0 if self.is_over or not self.waiting else max(self.step - self.waiting, 0)


@dataclass(frozen=True)
class ShownState:
    """A survey with its questionnaire and the release that is shown now, its columns unread."""

    survey_id: int
    title: str
    questionnaire: Questionnaire
    release: Release


@dataclass(frozen=True)
class SurveySource:
    """A survey with its questionnaire, its release and the columns of that release.

    `identity` is the same as long as the columns only grow; "" where nobody knows.
    """

    survey_id: int
    title: str
    questionnaire: Questionnaire
    release: Release
    source: Source
    identity: str = ""


def read_survey(context: Context, survey_id: int) -> SurveySource:
    """The columns of the state shown now, moved first if it may move.

    Raises Refusal `unknown_survey`.
    """
    return read_columns(context, move_release(context, survey_id))


def move_release(context: Context, survey_id: int) -> ShownState:
    """The state shown now, moved first if it may move.

    The survey is looked for within the scope of `context`; its step is that of the whole survey,
    whoever looks. Raises Refusal `unknown_survey`.
    """
    check_survey(context, survey_id)
    with context.database.unscoped.session(write=True) as session:
        survey = get_survey(session, survey_id)
        session.refresh(survey, with_for_update=True)
        questionnaire = get_questionnaire(session, survey.version_hash)
        release = _release(context, session, survey, questionnaire.privacy.k_min)
        title = survey.title
        session.commit()
    return ShownState(survey_id, title, questionnaire, release)


def read_columns(context: Context, state: ShownState) -> SurveySource:
    """The columns of a state, whole: what a reader may see of them is decided behind the sums."""
    source = extract(
        context.database.unscoped,
        state.survey_id,
        state.questionnaire,
        context.settings.snapshots,
        state.release.upto_batch,
    )
    return SurveySource(
        state.survey_id,
        state.title,
        state.questionnaire,
        state.release,
        source,
        source.identity,
    )


def _release(context: Context, session: Session, survey: Survey, step: int) -> Release:
    """The state shown now; a step of fewer than k people is taken once, at the first end.

    It is not taken again when the survey is opened once more and ends again, nor for an answer on
    its way while the survey closed: it alone would be the difference to tables that were the last.
    """
    now = context.clock()
    is_over = survey_state(context, survey, now) in OVER
    with context.database.unscoped.box_session() as box:
        newest = newest_batch(box)
        accepted = count_responses(box, survey.id, upto_batch=newest)
    last = find_last_release(session, survey.id)
    shown = last.responses if last else 0
    is_last_step = is_over and accepted > shown and not has_final_release(session, survey.id)
    if accepted - shown >= step or is_last_step:
        last = add_release(
            session, survey_id=survey.id, upto_batch=newest, responses=accepted, now=now
        )
        log.info("release_moved", survey=survey.id, responses=accepted)
    if is_over and last is not None and last.responses == accepted:
        last.is_final = True
    return Release(
        accepted=accepted,
        responses=last.responses if last else 0,
        step=step,
        upto_batch=last.upto_batch if last else -1,
        as_of=last.released_at if last else None,
        is_over=is_over,
    )
