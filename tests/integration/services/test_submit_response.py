"""Exactly once, in the right order of checks, on both databases."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from questionnaires.engine import Answers
from survey_app.services.answering.collectors import open_page
from survey_app.services.answering.submit_response import Kind, Submission, find_repeat, submit
from survey_app.services.context import Context
from survey_app.services.surveys.state import close_survey
from survey_app.store.collector_queries import add_collector, find_collector, replace_collector
from survey_app.store.models import Response
from tests.integration.services.conftest import Clock, run_design, send

YES: dict[str, object] = {"q1": "co"}
NO: dict[str, object] = {"q1": "chua"}


def rows(context: Context) -> list[Response]:
    with context.database.box_session() as session:
        return list(session.scalars(select(Response)))


def test_submit_twice_stores_once_with_the_same_receipt(context: Context) -> None:
    _, code = run_design(context, "single-choice.yaml")
    submission_id = uuid4()
    first = send(context, code, YES, submission_id)
    again = send(context, code.lower(), YES, submission_id)
    assert (first.kind, again.kind) == (Kind.STORED, Kind.REPEATED)
    assert first.receipt == again.receipt
    assert len(first.receipt) == 8
    assert len(rows(context)) == 1


def test_submit_other_content_under_the_same_id_conflicts(context: Context) -> None:
    _, code = run_design(context, "single-choice.yaml")
    submission_id = uuid4()
    send(context, code, YES, submission_id)
    other = send(context, code, NO, submission_id)
    assert (other.kind, other.receipt) == (Kind.CONFLICT, "")
    assert [json.loads(row.answers) for row in rows(context)] == [{"q1": "co"}]


def test_submit_language_is_no_part_of_the_content(sqlite_context: Context) -> None:
    _, code = run_design(sqlite_context, "single-choice.yaml")
    submission_id = uuid4()
    answers = Answers.from_json(YES)
    kinds = [
        submit(sqlite_context, Submission(submission_id, code, language, answers)).kind
        for language in ("vi", "en")
    ]
    assert kinds == [Kind.STORED, Kind.REPEATED]


def test_submit_to_a_closed_survey_repeats_what_was_accepted(context: Context) -> None:
    survey_id, code = run_design(context, "single-choice.yaml")
    submission_id = uuid4()
    receipt = send(context, code, YES, submission_id).receipt
    close_survey(context, survey_id)
    again = send(context, code, YES, submission_id)
    assert (again.kind, again.receipt) == (Kind.REPEATED, receipt)
    assert send(context, code, NO, submission_id).kind is Kind.CONFLICT
    assert send(context, code, YES).kind is Kind.CLOSED
    assert len(rows(context)) == 1


def test_submit_beyond_close_after_is_full_and_repeats_still_count(context: Context) -> None:
    _, code = run_design(context, "close-after.yaml")
    ids = [uuid4() for _ in range(4)]
    kinds = [send(context, code, YES, submission_id).kind for submission_id in ids]
    assert kinds == [Kind.STORED, Kind.STORED, Kind.STORED, Kind.FULL]
    assert send(context, code, YES, ids[0]).kind is Kind.REPEATED
    context.pages.clear()
    page = open_page(context, code)
    assert page is not None
    assert page.state == "full"
    assert send(context, code, YES, ids[0]).kind is Kind.REPEATED
    assert send(context, code, YES).kind is Kind.FULL


def test_submit_into_a_full_quota_cell_is_full_for_that_cell_only(context: Context) -> None:
    _, code = run_design(context, "quota-cells.yaml")
    kinds = [send(context, code, {"q1": sex}).kind for sex in ("nam", "nam", "nam", "nu")]
    assert kinds == [Kind.STORED, Kind.STORED, Kind.FULL, Kind.STORED]


def test_submit_after_close_at_is_closed(sqlite_context: Context, clock: Clock) -> None:
    clock.now = datetime(2025, 7, 1, 9, 59, 59, tzinfo=UTC)
    _, code = run_design(sqlite_context, "close-at.yaml")
    assert send(sqlite_context, code, YES).kind is Kind.STORED
    clock.now += timedelta(seconds=1)
    sqlite_context.pages.clear()
    assert send(sqlite_context, code, YES).kind is Kind.CLOSED


def test_submit_to_a_draft_is_not_yet(sqlite_context: Context) -> None:
    _, code = run_design(sqlite_context, "single-choice.yaml", is_open=False)
    assert send(sqlite_context, code, YES).kind is Kind.NOT_YET


def test_submit_to_an_unknown_code_is_unknown(sqlite_context: Context) -> None:
    submission = Submission(uuid4(), "ZZZZZZ", "vi", Answers.from_json(YES))
    assert submit(sqlite_context, submission).kind is Kind.UNKNOWN
    assert find_repeat(sqlite_context, uuid4(), "ZZZZZZ", Answers.from_json(YES)) is None


def test_submit_without_a_required_answer_stores_nothing(context: Context) -> None:
    _, code = run_design(context, "required-items.yaml")
    result = send(context, code, {"q1": "a"})
    assert result.kind is Kind.INVALID
    assert {problem.where for problem in result.problems} == {"q2", "q3"}
    assert rows(context) == []


def test_find_repeat_knows_only_what_is_stored(context: Context) -> None:
    _, code = run_design(context, "single-choice.yaml")
    submission_id, answers = uuid4(), Answers.from_json(YES)
    assert find_repeat(context, submission_id, code, answers) is None
    receipt = send(context, code, YES, submission_id).receipt
    found = find_repeat(context, submission_id, code, answers)
    assert found is not None
    assert (found.kind, found.receipt) == (Kind.REPEATED, receipt)
    other = find_repeat(context, submission_id, code, Answers.from_json(NO))
    assert other is not None
    assert other.kind is Kind.CONFLICT


def test_submit_takes_the_collectors_tags_and_flags_a_mismatch(context: Context) -> None:
    _, code = run_design(context, "group-weights.yaml", tags={"gioi": "nu", "kenh": "loa"})
    send(context, code, {"q1": "nam", "q2": "tre"})
    row = rows(context)[0]
    assert json.loads(row.tags) == {"gioi": "nu", "tuoi": "tre", "kenh": "loa"}
    assert json.loads(row.flags) == ["tag_mismatch:gioi"]
    assert json.loads(row.answers) == {"q1": "nam", "q2": "tre"}


def test_submit_through_a_rotated_code_works_and_is_flagged(sqlite_context: Context) -> None:
    survey_id, code = run_design(sqlite_context, "single-choice.yaml")
    with sqlite_context.database.session(write=True) as session:
        old = find_collector(session, code)
        assert old is not None
        new = add_collector(session, code="NEWERQ", survey_id=survey_id, now=sqlite_context.clock())
        replace_collector(session, old, new)
        session.commit()
    sqlite_context.pages.clear()
    assert send(sqlite_context, code, YES).kind is Kind.STORED
    assert json.loads(rows(sqlite_context)[0].flags) == ["rotated_code"]


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        (datetime(2026, 11, 22, 16, 59, tzinfo=UTC), date(2026, 11, 16)),
        (datetime(2026, 11, 22, 17, 0, tzinfo=UTC), date(2026, 11, 23)),
    ],
)
def test_submit_keeps_the_week_of_vietnam(
    sqlite_context: Context, clock: Clock, now: datetime, monday: date
) -> None:
    clock.now = now
    _, code = run_design(sqlite_context, "single-choice.yaml")
    send(sqlite_context, code, YES)
    assert [row.date for row in rows(sqlite_context)] == [monday]
