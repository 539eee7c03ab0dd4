"""Stacks of paper sheets on both databases: once, counted, checked, forgotten."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from survey_app.services.analysing.survey_source import read_survey
from survey_app.services.answering.submit_response import Kind
from survey_app.services.collecting.retire import retire_collector
from survey_app.services.context import Actor, Context
from survey_app.services.refusal import Refusal, ScopeError
from survey_app.services.sheets.enter_sheet import (
    Entered,
    Entry,
    KeyedSheet,
    count_invalid,
    drop_invalid,
    enter_sheet,
    next_number,
)
from survey_app.services.sheets.find_stack import StackRef, view_stack
from survey_app.services.sheets.list_stacks import read_board, read_stack
from survey_app.services.sheets.sheet_checks import (
    key_again,
    list_sheet_checks,
    read_differences,
    settle,
)
from survey_app.services.sheets.stacks import (
    NewStack,
    begin_stack,
    close_stack,
    finish_stack,
    resume_stack,
)
from survey_app.services.surveys.state import close_survey
from survey_app.store.models import AuditEvent, Collector, Response, Sheet, SheetCheck
from survey_app.store.response_queries import delete_responses
from survey_app.store.scope import Scope
from tests.integration.services.conftest import Clock, run_design, send


def stack_of(
    context: Context, design: str = "single-choice.yaml", **more: object
) -> tuple[int, StackRef]:
    survey_id, _ = run_design(context, design)
    return survey_id, begin_stack(context, NewStack(survey_id, None, **more))  # type: ignore[arg-type]  # by name


def enter(
    context: Context,
    ref: StackRef,
    number: int,
    sheet_id: UUID | None = None,
    consent: str = "yes",
    **codes: str,
) -> Entered:
    fields = {name.replace("__", "-"): (typed,) for name, typed in codes.items()}
    keyed = KeyedSheet(sheet_id or uuid4(), number, consent, fields)
    return enter_sheet(context, view_stack(context, ref), keyed)


def rows(context: Context) -> list[Response]:
    with context.database.unscoped.box_session() as session:
        return list(session.scalars(select(Response)))


def refusal(code: str) -> AbstractContextManager[object]:
    return pytest.raises(Refusal, match=f"^{code}$")


def test_a_sheet_is_stored_once_however_often_it_is_sent(context: Context) -> None:
    _, ref = stack_of(context)
    sheet_id = uuid4()

    kinds = [enter(context, ref, 1, sheet_id, code__q1="1").kind for _ in range(3)]

    assert kinds == [Entry.STORED, Entry.REPEATED, Entry.REPEATED]
    (row,) = rows(context)
    assert (row.id, row.mode, json.loads(row.answers)) == (sheet_id, "paper", {"q1": "co"})
    assert read_stack(context, ref)[0].totals.returned == 1


def test_the_same_form_with_other_answers_is_a_conflict_and_changes_nothing(
    context: Context,
) -> None:
    _, ref = stack_of(context)
    sheet_id = uuid4()
    enter(context, ref, 1, sheet_id, code__q1="1")

    other = enter(context, ref, 1, sheet_id, code__q1="2")

    assert (other.kind, other.number) == (Entry.CONFLICT, 1)
    assert [json.loads(row.answers) for row in rows(context)] == [{"q1": "co"}]


def test_the_same_form_sent_with_a_mark_that_is_none_is_a_conflict(context: Context) -> None:
    _, ref = stack_of(context)
    sheet_id = uuid4()
    enter(context, ref, 1, sheet_id, code__q1="1")
    assert enter(context, ref, 1, sheet_id, code__q1="9").kind is Entry.CONFLICT


def test_a_number_stands_on_one_sheet_only(context: Context) -> None:
    _, ref = stack_of(context)
    enter(context, ref, 7, code__q1="1")

    assert enter(context, ref, 7, code__q1="2").kind is Entry.NUMBER_TAKEN
    assert len(rows(context)) == 1
    assert next_number(context, view_stack(context, ref)) == 8


@pytest.mark.parametrize("number", [None, 0, -1, 10_000])
def test_a_number_that_is_none_is_refused(sqlite_context: Context, number: int | None) -> None:
    _, ref = stack_of(sqlite_context)
    keyed = KeyedSheet(uuid4(), number, "yes", {"code-q1": ("1",)})
    assert (
        enter_sheet(sqlite_context, view_stack(sqlite_context, ref), keyed).kind is Entry.BAD_NUMBER
    )
    assert (
        count_invalid(sqlite_context, view_stack(sqlite_context, ref), keyed, "blank").kind
        is Entry.BAD_NUMBER
    )


def test_many_hands_on_one_form_and_one_number_leave_one_sheet(context: Context) -> None:
    _, ref = stack_of(context)
    same = uuid4()
    with ThreadPoolExecutor(8) as pool:
        forms = [same] * 4 + [uuid4() for _ in range(4)]
        results = list(pool.map(lambda one: enter(context, ref, 1, one, code__q1="1"), forms))

    kinds = [result.kind for result in results]
    assert kinds.count(Entry.STORED) == 1
    assert set(kinds) <= {Entry.STORED, Entry.REPEATED, Entry.NUMBER_TAKEN}
    assert len(rows(context)) == 1
    assert read_stack(context, ref)[0].totals.returned == 1


def test_many_hands_begin_stacks_of_different_numbers(context: Context) -> None:
    survey_id, _ = stack_of(context)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: begin_stack(context, NewStack(survey_id, None)), range(8)))
    assert [line.number for line in read_board(context, survey_id).stacks] == list(range(9, 0, -1))


def test_without_consent_nothing_is_stored_and_the_sheet_is_counted(context: Context) -> None:
    _, ref = stack_of(context)

    entered = enter(context, ref, 1, consent="no", code__q1="1")

    assert entered.kind is Entry.COUNTED
    assert rows(context) == []
    totals = read_stack(context, ref)[0].totals
    assert (totals.returned, totals.valid, dict(totals.invalid)) == (1, 0, {"no_consent": 1})


def test_consent_that_nobody_said_is_asked_for(sqlite_context: Context) -> None:
    _, ref = stack_of(sqlite_context)
    assert enter(sqlite_context, ref, 1, consent="").kind is Entry.NO_CONSENT_GIVEN
    assert rows(sqlite_context) == []


def test_a_missing_required_answer_is_told_apart_from_a_wrong_one(
    sqlite_context: Context,
) -> None:
    _, ref = stack_of(sqlite_context, "skip-within-page.yaml")
    missing = enter(sqlite_context, ref, 1)
    wrong = enter(sqlite_context, ref, 1, code__q1="9")
    assert (missing.kind, missing.is_incomplete) == (Entry.INVALID, True)
    assert (wrong.kind, wrong.is_incomplete) == (Entry.INVALID, False)
    assert rows(sqlite_context) == []
    assert next_number(sqlite_context, view_stack(sqlite_context, ref)) == 1


def test_answers_off_the_path_are_left_out_and_named(sqlite_context: Context) -> None:
    _, ref = stack_of(sqlite_context, "skip-within-page.yaml")
    entered = enter(sqlite_context, ref, 1, code__q1="2", q2="4", code__q4="1")
    assert entered.dropped == ("q2",)
    assert [json.loads(row.answers) for row in rows(sqlite_context)] == [
        {"q1": "khong", "q4": "loa"}
    ]


def test_an_invalid_sheet_is_counted_once_and_can_be_taken_back(context: Context) -> None:
    _, ref = stack_of(context)
    keyed = KeyedSheet(uuid4(), 3, "", {"code-q1": ("1",)})
    kinds = [
        count_invalid(context, view_stack(context, ref), keyed, "unreadable").kind for _ in range(2)
    ]
    assert kinds == [Entry.COUNTED, Entry.REPEATED]
    assert rows(context) == []

    drop_invalid(context, ref, 3)

    assert read_stack(context, ref)[0].totals.returned == 0
    with refusal("no_such_sheet"):
        drop_invalid(context, ref, 3)


def test_a_valid_sheet_cannot_be_dropped(sqlite_context: Context) -> None:
    _, ref = stack_of(sqlite_context)
    enter(sqlite_context, ref, 1, code__q1="1")
    with refusal("no_such_sheet"):
        drop_invalid(sqlite_context, ref, 1)


def test_a_closed_survey_takes_no_sheet_but_repeats_what_it_took(context: Context) -> None:
    survey_id, ref = stack_of(context)
    sheet_id = uuid4()
    enter(context, ref, 1, sheet_id, code__q1="1")
    close_survey(context, survey_id)

    assert enter(context, ref, 2, code__q1="1").kind is Entry.CLOSED
    assert enter(context, ref, 1, sheet_id, code__q1="1").kind is Entry.REPEATED
    assert read_stack(context, ref)[0].totals.valid == 1
    with refusal("not_open_for_sheets"):
        begin_stack(context, NewStack(survey_id, None))


def test_a_retired_collector_refuses_by_its_own_name(context: Context) -> None:
    _, ref = stack_of(context)
    collector = view_stack(context, ref).collector
    retire_collector(context, collector)
    assert enter(context, ref, 1, code__q1="1").kind is Entry.RETIRED
    assert read_stack(context, ref)[0].totals.returned == 0


def test_a_survey_past_its_last_moment_takes_no_new_stack(
    sqlite_context: Context, clock: Clock
) -> None:
    clock.now = datetime(2025, 6, 1, tzinfo=UTC)
    survey_id, ref = stack_of(sqlite_context, "close-at.yaml")
    clock.now = datetime(2025, 8, 1, tzinfo=UTC)
    sqlite_context.pages.clear()
    assert read_board(sqlite_context, survey_id).state == "closed"
    assert enter(sqlite_context, ref, 1, code__q1="1").kind is Entry.CLOSED
    with refusal("not_open_for_sheets"):
        begin_stack(sqlite_context, NewStack(survey_id, None))


def test_a_full_survey_gives_the_number_free_again(context: Context) -> None:
    _, ref = stack_of(context, "close-after.yaml")
    kinds = [enter(context, ref, number, code__q1="1").kind for number in range(1, 9)]
    stored = kinds.count(Entry.STORED)
    assert stored == len(rows(context))
    assert Entry.FULL in kinds
    assert read_stack(context, ref)[0].totals.valid == stored


def test_paper_counts_towards_the_quota_like_a_phone(context: Context) -> None:
    survey_id, code = run_design(context, "close-after.yaml")
    ref = begin_stack(context, NewStack(survey_id, None))
    assert send(context, code, {"q1": "co"}).kind is Kind.STORED
    before = len(rows(context))
    enter(context, ref, 1, code__q1="1")
    assert len(rows(context)) == before + 1


def test_the_collector_of_a_way_is_made_once(context: Context) -> None:
    survey_id, ref = stack_of(context)
    again = begin_stack(context, NewStack(survey_id, None))
    other = begin_stack(context, NewStack(survey_id, None, mode="interviewer"))

    collectors = [view_stack(context, one).collector for one in (ref, again, other)]

    assert collectors[0] == collectors[1] != collectors[2]
    with context.database.session() as session:
        channels = [c.channel for c in session.scalars(select(Collector))]
    assert sorted(channels) == ["interviewer", "paper", "qr"]
    assert [line.number for line in read_board(context, survey_id).stacks] == [3, 2, 1]


def test_interviewers_sheets_keep_their_mode(sqlite_context: Context) -> None:
    _, ref = stack_of(sqlite_context, mode="interviewer")
    enter(sqlite_context, ref, 1, code__q1="1")
    assert [row.mode for row in rows(sqlite_context)] == ["interviewer"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"mode": "qr"}, "bad_mode"),
        ({"expected": 0}, "bad_expected"),
        ({"expected": 10_000}, "bad_expected"),
        ({"check_percent": 101}, "bad_percent"),
    ],
)
def test_bad_stacks_are_refused(
    sqlite_context: Context, fields: dict[str, object], code: str
) -> None:
    survey_id, _ = run_design(sqlite_context, "single-choice.yaml")
    with refusal(code):
        begin_stack(sqlite_context, NewStack(survey_id, None, **fields))  # type: ignore[arg-type]  # by name


def test_a_number_whose_answers_never_arrived_is_given_free(context: Context) -> None:
    _, ref = stack_of(context)
    enter(context, ref, 1, code__q1="1")
    with context.database.box_session(write=True) as box:
        first = box.scalars(select(Sheet)).one()
        lost = Sheet(
            id=uuid4(),
            stack_id=ref.stack_id,
            survey_id=ref.survey_id,
            unit_code=None,
            number=2,
            outcome="valid",
            typist_id=first.typist_id,
        )
        box.add(lost)
        box.commit()
    assert read_stack(context, ref)[0].totals.valid == 2

    assert next_number(context, view_stack(context, ref)) == 2
    assert read_stack(context, ref)[0].totals.valid == 1


@pytest.fixture
def typed_in(context: Context) -> tuple[Context, StackRef]:
    """A finished stack of four sheets, all of them drawn."""
    _, ref = stack_of(context, check_percent=100)
    for number in (1, 2, 3, 4):
        enter(context, ref, number, code__q1="1")
    finish_stack(context, ref)
    return context, ref


def test_a_second_keying_is_compared_and_never_stored(
    typed_in: tuple[Context, StackRef],
) -> None:
    context, ref = typed_in
    someone = context.acting(Actor("staff", 77))

    assert key_again(someone, ref, 1, {"code-q1": ("1",)}) == ()
    assert key_again(someone, ref, 2, {"code-q1": ("2",)}) == ()

    checks = list_sheet_checks(context, ref)
    assert [line.state for line in checks.lines] == ["same", "different", "waiting", "waiting"]
    assert (checks.totals.compared, checks.totals.differing) == (2, 1)
    assert checks.totals.error_rate == 500
    assert checks.totals.by_other_person == 2
    assert [json.loads(row.answers) for row in rows(context)] == [{"q1": "co"}] * 4
    (difference,) = read_differences(context, ref, 2)
    assert (difference.name, difference.first, difference.second) == ("q1", "co", "chua")
    with refusal("keyed_already"):
        key_again(someone, ref, 1, {"code-q1": ("1",)})
    with refusal("not_drawn"):
        key_again(someone, ref, 9, {"code-q1": ("1",)})


def test_a_second_keying_the_engine_refuses_is_told(typed_in: tuple[Context, StackRef]) -> None:
    context, ref = typed_in
    problems = key_again(context, ref, 1, {"code-q1": ("9",)})
    assert [problem.code for problem in problems] == ["unknown_choice"]
    assert list_sheet_checks(context, ref).totals.keyed == 0


def test_decisions_are_counted_and_the_second_values_forgotten(
    typed_in: tuple[Context, StackRef],
) -> None:
    context, ref = typed_in
    key_again(context, ref, 1, {"code-q1": ("2",)})
    key_again(context, ref, 2, {"code-q1": ("2",)})
    assert settle(context, ref, 1, {}) == ("q1",)
    assert settle(context, ref, 1, {"q1": "second"}) == ()
    assert settle(context, ref, 2, {"q1": "first"}) == ()

    totals = list_sheet_checks(context, ref).totals
    assert (totals.first_wrong, totals.second_wrong, totals.undecided) == (1, 1, 0)
    assert totals.by_item == {"q1": 2}
    with context.database.box_session() as box:
        assert [check.differing for check in box.scalars(select(SheetCheck))] == [{}] * 4
    with refusal("nothing_to_settle"):
        settle(context, ref, 1, {"q1": "first"})


def test_closing_keeps_counts_and_forgets_every_link(typed_in: tuple[Context, StackRef]) -> None:
    context, ref = typed_in
    with refusal("checks_waiting"):
        close_stack(context, ref)
    for number in (1, 2, 3, 4):
        key_again(context, ref, number, {"code-q1": ("1",)})
    with refusal("check_begun"):
        resume_stack(context, ref)

    close_stack(context, ref)

    with context.database.box_session() as box:
        assert list(box.scalars(select(Sheet))) == []
        assert list(box.scalars(select(SheetCheck))) == []
    line, sheets = read_stack(context, ref)
    assert (line.state, line.totals.valid, line.totals.check.compared) == ("closed", 4, 4)
    assert sheets == ()
    assert enter(context, ref, 5, code__q1="1").kind is Entry.NOT_OPEN
    assert len(rows(context)) == 4
    with refusal("stack_closed"):
        close_stack(context, ref)


def test_a_stack_can_be_resumed_while_nothing_was_keyed_again(
    typed_in: tuple[Context, StackRef],
) -> None:
    context, ref = typed_in
    drawn = [line.number for line in list_sheet_checks(context, ref).lines]
    assert enter(context, ref, 5, code__q1="1").kind is Entry.NOT_OPEN
    resume_stack(context, ref)
    assert enter(context, ref, 5, code__q1="1").kind is Entry.STORED
    finish_stack(context, ref)
    assert [line.number for line in list_sheet_checks(context, ref).lines] == [*drawn, 5]


def test_the_log_names_stacks_and_counts_but_no_sheet_as_it_is_typed(context: Context) -> None:
    _, ref = stack_of(context, check_percent=0)
    enter(context, ref, 1, code__q1="1")
    finish_stack(context, ref)
    close_stack(context, ref)
    with context.database.session() as session:
        events = list(session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
    ours = [event.action for event in events if event.action.startswith(("stack", "sheet"))]
    assert ours == ["stack.begun", "stack.finished", "stack.closed"]


def test_paper_moves_the_tables_in_the_same_steps(sqlite_context: Context) -> None:
    survey_id, ref = stack_of(sqlite_context)
    for number in range(1, 10):
        enter(sqlite_context, ref, number, code__q1="1")
    assert read_survey(sqlite_context, survey_id).release.responses == 0
    enter(sqlite_context, ref, 10, code__q1="1")
    assert read_survey(sqlite_context, survey_id).release.responses == 10


def test_closing_a_stack_keeps_its_counts(sqlite_context: Context) -> None:
    survey_id, ref = stack_of(sqlite_context, check_percent=0)
    enter(sqlite_context, ref, 1, code__q1="1")
    enter(sqlite_context, ref, 2, consent="no")
    before = read_board(sqlite_context, survey_id).totals
    finish_stack(sqlite_context, ref)
    close_stack(sqlite_context, ref)
    assert read_board(sqlite_context, survey_id).totals == before
    assert (before.returned, before.valid) == (2, 1)


def test_a_stack_of_another_unit_is_unknown(context: Context) -> None:
    survey_id, ref = stack_of(context)
    commune = context.acting(Actor("staff", 5), Scope(frozenset({"03466"})))

    for use in (
        lambda: view_stack(commune, ref),
        lambda: enter(commune, ref, 1, code__q1="1"),
        lambda: finish_stack(commune, ref),
        lambda: list_sheet_checks(commune, ref),
    ):
        with pytest.raises(Refusal, match=r"^unknown_"):
            use()
    with pytest.raises((ScopeError, Refusal)):
        begin_stack(commune, NewStack(survey_id, None))
    assert rows(context) == []


def test_a_stack_belongs_to_the_survey_of_its_address(sqlite_context: Context) -> None:
    survey_id, ref = stack_of(sqlite_context)
    other, _ = run_design(sqlite_context, "text-answer.yaml")
    assert survey_id != other
    with refusal("unknown_stack"):
        view_stack(sqlite_context, StackRef(other, ref.stack_id))


def test_deleting_the_answers_forgets_the_sheets_of_open_stacks(
    typed_in: tuple[Context, StackRef],
) -> None:
    context, ref = typed_in
    key_again(context, ref, 1, {"code-q1": ("2",)})
    with context.database.box_session(write=True) as box:
        assert delete_responses(box, ref.survey_id) == 4
        box.commit()
        assert list(box.scalars(select(Sheet))) == []
        assert list(box.scalars(select(SheetCheck))) == []
