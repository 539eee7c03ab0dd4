"""One survey at a glance: what it asks, of whom, how it ends, what is to be done next."""

from dataclasses import dataclass
from datetime import datetime

from questionnaires.model import Questionnaire
from survey_app.services.analysing.fieldwork import unit_label
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey
from survey_app.services.permissions import Permission
from survey_app.services.staff import Staff, context_for
from survey_app.services.surveys.browse_surveys import Stage, days_until, stage_of
from survey_app.services.surveys.questionnaire_facts import QuestionnaireFacts, questionnaire_facts
from survey_app.services.surveys.quota_caps import effective_quotas
from survey_app.services.surveys.wave_series import Wave, waves_of
from survey_app.store.collector_queries import count_collectors, count_issued
from survey_app.store.response_queries import count_responses

SHORT_HASH = 12


@dataclass(frozen=True, slots=True)
class SurveyOverview:
    """What the first page of a survey shows.

    `version` counts the changes of the row, `version_hash` names the form. `collectors` and
    `issued` are those of the whole survey. `is_past`: its closing day is over. `days_left` and
    `answers_left` as in the list.
    """

    id: int
    version: int
    stage: Stage
    state: str
    facts: QuestionnaireFacts
    questionnaire: Questionnaire
    version_hash: str
    unit: str
    unit_code: str | None
    created_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    reopened_at: datetime | None
    reopen_reason: str
    close_at: datetime | None
    close_after: int | None
    quotas: dict[str, dict[str, int]]
    accepted: int
    issued: int | None
    collectors: int
    days_left: int | None
    answers_left: int | None
    is_past: bool
    waves: tuple[Wave, ...]

    @property
    def short_hash(self) -> str:
        """The beginning of the version's name, as people compare it."""
        return self.version_hash[:SHORT_HASH]


def survey_overview(context: Context, survey_id: int) -> SurveyOverview:
    """The overview of a survey. Raises Refusal `unknown_survey`."""
    now = context.clock()
    today = now.astimezone(VIETNAM).date()
    with context.database.session() as session, context.database.unscoped.session() as whole:
        survey = get_survey(session, survey_id)
        questionnaire = get_questionnaire(session, survey.version_hash)
        with context.database.unscoped.box_session() as box:
            accepted = count_responses(box, survey_id)
        is_full = survey.close_after is not None and accepted >= survey.close_after
        return SurveyOverview(
            id=survey.id,
            version=survey.version,
            stage=stage_of(survey, now, {survey.id} if is_full else ()),
            state=survey.state,
            facts=questionnaire_facts(questionnaire),
            questionnaire=questionnaire,
            version_hash=survey.version_hash,
            unit=unit_label(session, survey.unit_code, today) if survey.unit_code else "",
            unit_code=survey.unit_code,
            created_at=survey.created_at,
            opened_at=survey.opened_at,
            closed_at=survey.closed_at,
            reopened_at=survey.reopened_at,
            reopen_reason=survey.reopen_reason,
            close_at=survey.close_at,
            close_after=survey.close_after,
            quotas=effective_quotas(questionnaire, survey.quotas),
            accepted=accepted,
            issued=count_issued(whole, survey_id),
            collectors=count_collectors(whole, survey_id),
            days_left=days_until(now, survey.close_at),
            answers_left=None if survey.close_after is None else survey.close_after - accepted,
            is_past=survey.close_at is not None and survey.close_at <= now,
            waves=waves_of(session, survey),
        )


def may_manage(context: Context, staff: Staff, unit_code: str | None) -> bool:
    """Whether this person may change what the unit runs; None: the installation itself."""
    if not staff.may(Permission.MANAGE_SURVEYS):
        return False
    scope = context_for(context, staff, Permission.MANAGE_SURVEYS).scope
    return scope is not None and scope.holds(unit_code)


@dataclass(frozen=True, slots=True)
class OwnerUnit:
    """A unit under whose name somebody may run a survey; no code: the installation itself."""

    code: str
    name: str


def owner_units(context: Context, staff: Staff) -> tuple[OwnerUnit, ...]:
    """The units of the grants under which somebody may run surveys, with their names of today."""
    today = context.clock().astimezone(VIETNAM).date()
    with context.database.session() as session:
        return tuple(
            OwnerUnit(code or "", unit_label(session, code, today) if code else "")
            for code in staff.grant_units(Permission.MANAGE_SURVEYS)
        )
