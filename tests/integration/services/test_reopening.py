"""Opening a survey again, and what its tables show before and after."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from questionnaires.engine import Answers
from survey_app.services.analysing.analyse_survey import analyse_survey
from survey_app.services.analysing.survey_source import read_survey
from survey_app.services.answering.submit_response import Kind, Submission, submit
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal
from survey_app.services.surveys.settings import (
    SurveySettings,
    change_settings,
    read_settings,
)
from survey_app.services.surveys.state import close_survey, open_survey, reopen_survey
from survey_app.services.surveys.stop_rules import StopRules
from survey_app.store.models import AuditEvent
from survey_app.store.release_queries import list_releases
from survey_app.store.survey_queries import get_survey
from tests.integration.services.conftest import Clock, run_design

REASON = "Xã Mường So báo còn 40 phiếu giấy"


def answer(context: Context, code: str, times: int, answers: Mapping[str, object]) -> list[Kind]:
    sheets = (
        Submission(uuid4(), code, "vi", Answers.from_json(dict(answers))) for _ in range(times)
    )
    return [submit(context, sheet).kind for sheet in sheets]


def shown(context: Context, survey_id: int) -> tuple[int, int]:
    release = read_survey(context, survey_id).release
    return release.responses, release.accepted


def steps(context: Context, survey_id: int) -> list[int]:
    """By how many people each shown state differs from the one before it."""
    with context.database.session() as session:
        states = [row.responses for row in list_releases(session, survey_id)]
    return [after - before for before, after in zip([0, *states], states, strict=False)]


def refusal_of(context: Context, survey_id: int, reason: str, stop: StopRules | None = None) -> str:
    with pytest.raises(Refusal) as refused:
        reopen_survey(context, survey_id, reason, stop)
    return refused.value.code


def test_last_tables_stay_until_k_more_people_answered(context: Context) -> None:
    survey_id, code = run_design(context, "single-choice.yaml")
    answer(context, code, 13, {"q1": "co"})
    close_survey(context, survey_id)
    assert shown(context, survey_id) == (13, 13)
    reopen_survey(context, survey_id, REASON)
    assert answer(context, code, 9, {"q1": "chua"}) == [Kind.STORED] * 9
    assert shown(context, survey_id) == (13, 22)
    close_survey(context, survey_id)
    assert shown(context, survey_id) == (13, 22)
    assert read_survey(context, survey_id).source.rows == 13
    reopen_survey(context, survey_id, REASON)
    answer(context, code, 1, {"q1": "chua"})
    assert shown(context, survey_id) == (23, 23)


def test_closing_and_reopening_around_each_answer_never_tells_it(context: Context) -> None:
    survey_id, code = run_design(context, "single-choice.yaml")
    answer(context, code, 10, {"q1": "co"})
    assert shown(context, survey_id) == (10, 10)
    seen = set()
    for _ in range(12):
        answer(context, code, 1, {"q1": "chua"})
        close_survey(context, survey_id)
        seen.add(shown(context, survey_id)[0])
        reopen_survey(context, survey_id, REASON)
        seen.add(shown(context, survey_id)[0])
    assert seen == {11, 21}
    assert sum(step < 10 for step in steps(context, survey_id)) == 1


def test_an_end_that_nobody_looked_at_is_no_last_state(context: Context) -> None:
    survey_id, code = run_design(context, "single-choice.yaml")
    answer(context, code, 4, {"q1": "co"})
    close_survey(context, survey_id)
    reopen_survey(context, survey_id, REASON)
    answer(context, code, 3, {"q1": "co"})
    close_survey(context, survey_id)
    assert shown(context, survey_id) == (7, 7)


def test_tables_called_the_last_ones_without_a_new_step_hold_as_well(context: Context) -> None:
    survey_id, code = run_design(context, "single-choice.yaml")
    answer(context, code, 10, {"q1": "co"})
    assert shown(context, survey_id) == (10, 10)
    close_survey(context, survey_id)
    assert shown(context, survey_id) == (10, 10)
    reopen_survey(context, survey_id, REASON)
    answer(context, code, 1, {"q1": "chua"})
    close_survey(context, survey_id)
    assert shown(context, survey_id) == (10, 11)


def test_figures_of_the_last_tables_do_not_move_with_few_more(sqlite_context: Context) -> None:
    survey_id, code = run_design(sqlite_context, "single-choice.yaml")
    answer(sqlite_context, code, 40, {"q1": "co"})
    answer(sqlite_context, code, 35, {"q1": "chua"})
    close_survey(sqlite_context, survey_id)
    before = analyse_survey(sqlite_context, survey_id).answer
    reopen_survey(sqlite_context, survey_id, REASON)
    answer(sqlite_context, code, 9, {"q1": "chua"})
    close_survey(sqlite_context, survey_id)
    assert analyse_survey(sqlite_context, survey_id).answer == before


def test_a_reached_number_is_an_end_like_any_other(context: Context) -> None:
    survey_id, code = run_design(context, "close-after.yaml")
    most = read_settings(context, survey_id).settings.stop.close_after
    assert most is not None
    kinds = answer(context, code, most + 1, {"q1": "co"})
    assert kinds == [Kind.STORED] * most + [Kind.FULL]
    context.pages.clear()
    assert shown(context, survey_id) == (most, most)
    assert refusal_of(context, survey_id, REASON) == "limit_still_reached"
    reopen_survey(context, survey_id, REASON, StopRules(close_after=most + 2))
    assert answer(context, code, 3, {"q1": "co"}) == [Kind.STORED, Kind.STORED, Kind.FULL]
    context.pages.clear()
    assert shown(context, survey_id) == (most, most + 2)


def test_a_limit_that_comes_back_counts_those_who_came_without_it(context: Context) -> None:
    survey_id, code = run_design(context, "close-after.yaml")
    most = read_settings(context, survey_id).settings.stop.close_after
    assert most is not None
    answer(context, code, most, {"q1": "co"})
    reopen_survey(context, survey_id, REASON, StopRules())
    answer(context, code, 5, {"q1": "co"})
    close_survey(context, survey_id)
    reopen_survey(context, survey_id, REASON, StopRules(close_after=most + 6))
    assert answer(context, code, 2, {"q1": "co"}) == [Kind.STORED, Kind.FULL]


def test_a_passed_day_has_to_be_replaced(context: Context, clock: Clock) -> None:
    survey_id, code = run_design(context, "single-choice.yaml")
    end = clock.now + timedelta(days=1)
    close_survey(context, survey_id)
    reopen_survey(context, survey_id, REASON, StopRules(close_at=end))
    clock.now += timedelta(days=2)
    context.pages.clear()
    assert answer(context, code, 1, {"q1": "co"}) == [Kind.CLOSED]
    assert refusal_of(context, survey_id, REASON) == "limit_still_reached"
    reopen_survey(context, survey_id, REASON, StopRules(close_at=clock.now + timedelta(hours=1)))
    assert answer(context, code, 1, {"q1": "co"}) == [Kind.STORED]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(st.sampled_from(["answer", "three", "end", "again", "cap", "look"]), max_size=40)
)
def test_whatever_an_officer_does_one_small_step_is_all(
    sqlite_context: Context, moves: list[str]
) -> None:
    context = sqlite_context
    survey_id, code = run_design(context, "single-choice.yaml")
    for move in moves:
        accepted = shown(context, survey_id)[1] if move in ("cap", "look") else 0
        with suppress(Refusal):
            if move == "answer":
                answer(context, code, 1, {"q1": "co"})
            elif move == "three":
                answer(context, code, 3, {"q1": "chua"})
            elif move == "end":
                close_survey(context, survey_id)
            elif move == "again":
                reopen_survey(context, survey_id, REASON, StopRules())
            elif move == "cap":
                sheet = read_settings(context, survey_id)
                wanted = SurveySettings(sheet.settings.title, StopRules(close_after=accepted + 1))
                change_settings(context, survey_id, wanted, version=sheet.version)
    shown(context, survey_id)
    assert sum(step < 10 for step in steps(context, survey_id)) <= 1


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("", "reason_missing"),
        (" \n\t  ab ", "reason_missing"),
        ("x" * 501, "reason_too_long"),
        ("mở lại \u202egian dối", "bad_characters"),
    ],
)
def test_the_reason_is_required_and_readable(
    sqlite_context: Context, reason: str, code: str
) -> None:
    survey_id, _ = run_design(sqlite_context, "single-choice.yaml")
    close_survey(sqlite_context, survey_id)
    assert refusal_of(sqlite_context, survey_id, reason) == code


def test_only_what_is_over_is_opened_again(sqlite_context: Context) -> None:
    survey_id, _ = run_design(sqlite_context, "single-choice.yaml", is_open=False)
    assert refusal_of(sqlite_context, survey_id, REASON) == "not_over"
    open_survey(sqlite_context, survey_id)
    assert refusal_of(sqlite_context, survey_id, REASON) == "not_over"
    assert refusal_of(sqlite_context, 99, REASON) == "unknown_survey"


def test_the_reason_stands_on_the_survey_and_in_the_log(context: Context) -> None:
    survey_id, _ = run_design(context, "single-choice.yaml")
    close_survey(context, survey_id)
    reopen_survey(context, survey_id, f"  {REASON}\n")
    with context.database.session() as session:
        survey = get_survey(session, survey_id)
        assert (survey.state, survey.reopen_reason) == ("open", REASON)
        assert survey.reopened_at == datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
        events = list(session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
    actions = [event.action for event in events if event.target == f"survey:{survey_id}"]
    assert actions == ["survey.drafted", "survey.opened", "survey.closed", "survey.reopened"]
    assert REASON in events[-1].details
