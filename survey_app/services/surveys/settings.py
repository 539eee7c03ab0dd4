"""What an officer may change of a survey: its name, its limits, its quotas; never its questions."""

from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from questionnaires.model import Questionnaire
from questionnaires.problem import Problem
from survey_app.services.answering.collector_page import PageState
from survey_app.services.answering.collectors import survey_state
from survey_app.services.audit import record
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey, lock_survey
from survey_app.services.refusal import Refusal
from survey_app.services.surveys.plain_title import plain_title
from survey_app.services.surveys.quota_caps import Quotas, effective_quotas, own_quotas
from survey_app.services.surveys.stop_rules import (
    MOST_RESPONSES,
    StopRules,
    apply_stop,
    forget_counts,
)
from survey_app.store.models import Survey
from survey_app.store.response_queries import count_responses

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SurveySettings:
    """The values that can be changed; `quotas` are the caps by group and code."""

    title: str
    stop: StopRules
    quotas: Quotas = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SettingsSheet:
    """The settings as they stand, and what bounds a change of them.

    `version` must come back with a change. `is_draft`: quotas may still be lowered. `is_over`: no
    answer is taken now, and only a reopening changes that.
    """

    survey_id: int
    version: int
    settings: SurveySettings
    questionnaire: Questionnaire
    accepted: int
    is_draft: bool
    is_over: bool


def read_settings(context: Context, survey_id: int) -> SettingsSheet:
    """The settings of a survey. Raises Refusal `unknown_survey`."""
    with context.database.session() as session:
        return _sheet(context, session, get_survey(session, survey_id))


def change_settings(
    context: Context, survey_id: int, wanted: SurveySettings, *, version: int
) -> SettingsSheet | None:
    """Change the settings if nobody else changed them since `version`; None when it is done.

    Otherwise the sheet as it stands now: nothing was changed, the caller shows both. Raises
    Refusal `unknown_survey`, `bad_settings` with a Problem per field (code and where; the words
    are the caller's), or those of `plain_title`.
    """
    title = plain_title(wanted.title)
    with context.database.session(write=True) as session:
        survey = lock_survey(session, survey_id)
        sheet = _sheet(context, session, survey)
        if survey.version != version:
            return sheet
        problems = _problems(context.clock(), sheet, wanted)
        if problems:
            raise Refusal("bad_settings", problems)
        before = sheet.settings
        changed = _changed_fields(before, wanted, title)
        if not changed:
            return None
        survey.title = title
        apply_stop(survey, wanted.stop)
        survey.quotas = own_quotas(sheet.questionnaire, wanted.quotas)
        survey.version += 1
        record(session, context, "survey.changed", f"survey:{survey_id}", fields=changed)
        session.commit()
    if wanted.stop.close_after != before.stop.close_after:
        forget_counts(context, survey_id)
    context.pages.clear()
    log.info("survey_changed", survey=survey_id, fields=changed)
    return None


def rename_survey(context: Context, survey_id: int, title: str) -> None:
    """Change the name on the staff's lists and nothing else.

    Raises Refusal `unknown_survey` or those of `plain_title`.
    """
    sheet = read_settings(context, survey_id)
    wanted = replace(sheet.settings, title=title)
    if change_settings(context, survey_id, wanted, version=sheet.version) is not None:
        raise Refusal("changed_meanwhile", survey=survey_id)


def _sheet(context: Context, session: Session, survey: Survey) -> SettingsSheet:
    questionnaire = get_questionnaire(session, survey.version_hash)
    with context.database.unscoped.box_session() as box:
        accepted = count_responses(box, survey.id)
    state = survey_state(context, survey, context.clock())
    return SettingsSheet(
        survey_id=survey.id,
        version=survey.version,
        settings=SurveySettings(
            survey.title,
            StopRules(survey.close_at, survey.close_after),
            effective_quotas(questionnaire, survey.quotas),
        ),
        questionnaire=questionnaire,
        accepted=accepted,
        is_draft=survey.state == "draft",
        is_over=state in (PageState.CLOSED, PageState.FULL),
    )


def _problems(now: datetime, sheet: SettingsSheet, wanted: SurveySettings) -> tuple[Problem, ...]:
    return (*_stop_problems(now, sheet, wanted.stop), *_quota_problems(sheet, wanted.quotas))


def _stop_problems(now: datetime, sheet: SettingsSheet, wanted: StopRules) -> list[Problem]:
    before = sheet.settings.stop
    if sheet.is_over:
        return [Problem("reopen_instead", "close_at", "")] if wanted != before else []
    problems = []
    is_new = wanted.close_at != before.close_at
    if is_new and wanted.close_at is not None and wanted.close_at <= now:
        problems.append(Problem("moment_passed", "close_at", ""))
    if wanted.close_after is not None and wanted.close_after != before.close_after:
        if not 1 <= wanted.close_after <= MOST_RESPONSES:
            problems.append(Problem("count_out_of_range", "close_after", ""))
        elif wanted.close_after <= sheet.accepted:
            problems.append(Problem("count_reached", "close_after", ""))
    return problems


def _quota_problems(sheet: SettingsSheet, wanted: Quotas) -> list[Problem]:
    """A cap may fall in a draft only: later, trying low numbers would count a group's people."""
    problems = []
    for group, cells in sheet.settings.quotas.items():
        for code, most in cells.items():
            now = wanted.get(group, {}).get(code, most)
            where = f"quota.{group}.{code}"
            if not 0 <= now <= MOST_RESPONSES:
                problems.append(Problem("quota_out_of_range", where, ""))
            elif now < most and not sheet.is_draft:
                problems.append(Problem("quota_lowered", where, ""))
    return problems


def _changed_fields(before: SurveySettings, wanted: SurveySettings, title: str) -> list[str]:
    pairs = {
        "title": (before.title, title),
        "close_at": (before.stop.close_at, wanted.stop.close_at),
        "close_after": (before.stop.close_after, wanted.stop.close_after),
    }
    changed = [name for name, (old, new) in pairs.items() if old != new]
    quotas = (
        f"quota.{group}.{code}"
        for group, cells in before.quotas.items()
        for code, most in cells.items()
        if wanted.quotas.get(group, {}).get(code, most) != most
    )
    return [*changed, *quotas]
