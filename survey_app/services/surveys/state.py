"""Open a survey, close it, open it again: draft → open → closed, and back only with a reason."""

import structlog
from sqlalchemy.orm import Session

from questionnaires.characters import find_hidden, tidy
from survey_app.services.answering.collector_page import PageState
from survey_app.services.answering.collectors import survey_state
from survey_app.services.audit import record
from survey_app.services.context import Context
from survey_app.services.find_survey import lock_survey
from survey_app.services.refusal import Refusal
from survey_app.services.surveys.stop_rules import StopRules, apply_stop, forget_counts
from survey_app.store.models import Survey

log = structlog.get_logger()
SHORTEST_REASON = 5
LONGEST_REASON = 500


def open_survey(context: Context, survey_id: int) -> None:
    """Open a draft: its collectors take answers within a second.

    Raises Refusal `unknown_survey`, `already_open`, or `already_closed`: opening a closed survey
    again is `reopen_survey`, which wants a reason.
    """
    with context.database.session(write=True) as session:
        mark_open(context, session, lock_survey(session, survey_id))
        session.commit()
    context.pages.clear()
    log.info("survey_opened", survey=survey_id)


def mark_open(context: Context, session: Session, survey: Survey) -> None:
    """Open a draft within the caller's transaction; the refusals are those of `open_survey`."""
    if survey.state != "draft":
        raise Refusal(f"already_{survey.state}", survey=survey.id)
    survey.state = "open"
    survey.opened_at = context.clock()
    survey.archived_at = None
    survey.version += 1
    record(session, context, "survey.opened", f"survey:{survey.id}")


def close_survey(context: Context, survey_id: int) -> None:
    """Close an open survey: no answer is stored from now on.

    Raises Refusal `unknown_survey`, `already_closed` or `not_open`.
    """
    with context.database.session(write=True) as session:
        survey = lock_survey(session, survey_id)
        if survey.state != "open":
            code = "already_closed" if survey.state == "closed" else "not_open"
            raise Refusal(code, survey=survey_id)
        survey.state = "closed"
        survey.closed_at = context.clock()
        survey.version += 1
        record(session, context, "survey.closed", f"survey:{survey_id}")
        session.commit()
    context.pages.clear()
    log.info("survey_closed", survey=survey_id)


def reopen_survey(
    context: Context, survey_id: int, reason: str, stop: StopRules | None = None
) -> None:
    """Open a survey again that was closed or reached one of its limits; the reason is kept.

    `stop` replaces the limits, None keeps them. Tables that were shown as the last ones move again
    only when k new people have answered (`survey_source`). Raises Refusal `unknown_survey`,
    `reason_missing`, `reason_too_long`, `bad_characters`, `not_over` (a draft, or it takes answers)
    or `limit_still_reached` (a limit that was kept would end it at once).
    """
    words = check_reason(reason)
    with context.database.session(write=True) as session:
        survey = lock_survey(session, survey_id)
        now = context.clock()
        if survey_state(context, survey, now) not in (PageState.CLOSED, PageState.FULL):
            raise Refusal("not_over", survey=survey_id)
        if stop is not None:
            apply_stop(survey, stop)
        survey.state, survey.closed_at, survey.archived_at = "open", None, None
        survey.reopened_at, survey.reopen_reason = now, words
        survey.version += 1
        if survey_state(context, survey, now) is not PageState.OPEN:
            raise Refusal("limit_still_reached", survey=survey_id)
        record(session, context, "survey.reopened", f"survey:{survey_id}", reason=words)
        session.commit()
    if stop is not None:
        forget_counts(context, survey_id)
    context.pages.clear()
    log.info("survey_reopened", survey=survey_id)


def check_reason(reason: str) -> str:
    """A reason on one line as it is kept; Refusal as `reopen_survey`."""
    words = " ".join(tidy(reason).split())
    if len(words) < SHORTEST_REASON:
        raise Refusal("reason_missing", least=SHORTEST_REASON)
    if len(words) > LONGEST_REASON:
        raise Refusal("reason_too_long", most=LONGEST_REASON)
    hidden = find_hidden(words)
    if hidden:
        raise Refusal("bad_characters", character=hidden)
    return words
