"""Stacks of paper sheets of a survey: list them, begin one, finish it, close it."""

import secrets
from dataclasses import dataclass
from typing import get_args

import structlog

from survey_app.services.answering.collector_page import PageState
from survey_app.services.answering.collectors import survey_state
from survey_app.services.audit import record
from survey_app.services.collecting.make_collector import NewCollector, make_collector
from survey_app.services.context import Context
from survey_app.services.find_survey import get_survey
from survey_app.services.refusal import Refusal
from survey_app.services.sheets.find_stack import (
    MOST_SHEETS,
    StackRef,
    get_stack,
    vietnam_day,
    whole,
)
from survey_app.services.sheets.sheet_sample import draw_sample, drop_sample
from survey_app.services.sheets.stack_totals import count_stack
from survey_app.store.collector_queries import list_collectors
from survey_app.store.models import Stack, StackMode
from survey_app.store.sheet_queries import (
    add_stack,
    delete_links,
    last_stack_number,
    list_checks,
)

log = structlog.get_logger()
MODES = get_args(StackMode)
SETTLED = ("same", "settled")


@dataclass(frozen=True, slots=True)
class NewStack:
    """What is said of a new stack; `expected` is the number of sheets in the pile, if counted."""

    survey_id: int
    unit_code: str | None
    mode: str = "paper"
    expected: int | None = None
    check_percent: int = 10


def begin_stack(context: Context, wanted: NewStack) -> StackRef:
    """Begin a stack with the next number of its survey; whoever acts is its typist.

    Raises Refusal `unknown_survey`, `not_open_for_sheets`, `bad_mode`, `bad_expected`,
    `bad_percent`, those of `make_collector`, and ScopeError for a unit outside the scope.
    """
    _check(wanted)
    with context.database.session() as session:
        survey = get_survey(session, wanted.survey_id)
        if survey_state(context, survey, context.clock()) is not PageState.OPEN:
            raise Refusal("not_open_for_sheets")
    collector = _collector(context, wanted)
    with context.database.session(write=True) as session:
        # One stack after the other: the number is taken while the survey's row is locked.
        session.refresh(get_survey(session, wanted.survey_id), with_for_update=True)
        with (
            whole(context).database.box_session() as plain,
            context.database.box_session(write=True) as box,
        ):
            stack = add_stack(
                box, _stack(context, wanted, collector, last_stack_number(plain, wanted.survey_id))
            )
            target = f"stack:{stack.id}"
            record(
                session, context, "stack.begun", target, survey=wanted.survey_id, mode=stack.mode
            )
            box.commit()
        session.commit()
    log.info("stack_begun", survey=wanted.survey_id, pile=stack.id)
    return StackRef(wanted.survey_id, stack.id)


def _stack(context: Context, wanted: NewStack, collector: str, last: int) -> Stack:
    return Stack(
        survey_id=wanted.survey_id,
        unit_code=wanted.unit_code,
        collector=collector,
        number=last + 1,
        mode=wanted.mode,
        expected=wanted.expected,
        typist_id=context.actor.person_id,
        check_percent=wanted.check_percent,
        seed=secrets.randbits(62),
        opened_on=vietnam_day(context),
    )


def _check(wanted: NewStack) -> None:
    if wanted.mode not in MODES:
        raise Refusal("bad_mode")
    if wanted.expected is not None and not 1 <= wanted.expected <= MOST_SHEETS:
        raise Refusal("bad_expected", most=MOST_SHEETS)
    if not 0 <= wanted.check_percent <= 100:
        raise Refusal("bad_percent")


def _collector(context: Context, wanted: NewStack) -> str:
    """The unit's collector for sheets of this mode, made when the first stack is begun."""
    with context.database.session() as session:
        for collector in list_collectors(session, wanted.survey_id):
            is_ours = collector.channel == wanted.mode and collector.unit_code == wanted.unit_code
            if is_ours and collector.replaced_by is None and collector.retired_at is None:
                return collector.code
    made = NewCollector(wanted.survey_id, unit_code=wanted.unit_code, channel=wanted.mode)
    return make_collector(context, made)


def finish_stack(context: Context, ref: StackRef) -> None:
    """All sheets are typed in: draw those to be keyed again. `resume_stack` takes it back.

    Raises Refusal `unknown_stack`, `stack_not_open`.
    """
    with context.database.session(write=True) as session:
        with context.database.box_session(write=True) as box:
            stack = get_stack(box, ref, lock=True)
            if stack.state != "open":
                raise Refusal("stack_not_open")
            stack.state = "checking"
            drawn = draw_sample(whole(context), box, stack)
            target = f"stack:{stack.id}"
            record(session, context, "stack.finished", target, drawn=drawn)
            box.commit()
        session.commit()


def resume_stack(context: Context, ref: StackRef) -> None:
    """Type in more sheets after all, as long as nothing was keyed again.

    Raises Refusal `unknown_stack`, `stack_not_finished`, `check_begun`.
    """
    with context.database.session(write=True) as session:
        with context.database.box_session(write=True) as box:
            stack = get_stack(box, ref, lock=True)
            if stack.state != "checking":
                raise Refusal("stack_not_finished")
            drop_sample(box, stack)
            stack.state = "open"
            record(session, context, "stack.resumed", f"stack:{stack.id}")
            box.commit()
        session.commit()


def close_stack(context: Context, ref: StackRef) -> None:
    """Close the stack for good: counts stay, every link from a sheet to a response is deleted.

    Raises Refusal `unknown_stack`, `stack_closed`, `stack_still_open`, `checks_waiting`.
    """
    with context.database.session(write=True) as session:
        with context.database.box_session(write=True) as box:
            stack = get_stack(box, ref, lock=True)
            if stack.state == "open":
                raise Refusal("stack_still_open")
            if stack.state == "closed":
                raise Refusal("stack_closed")
            checks = list_checks(box, stack.id)
            if any(check.state not in SETTLED for check in checks):
                raise Refusal("checks_waiting")
            totals = count_stack(box, stack)
            stack.totals = totals.to_json()
            delete_links(box, stack.id)
            stack.state = "closed"
            stack.closed_on = vietnam_day(context)
            record(
                session, context, "stack.closed", f"stack:{stack.id}",
                valid=totals.valid, returned=totals.returned,
            )  # fmt: skip
            box.commit()
        session.commit()
    log.info("stack_closed", survey=ref.survey_id, pile=ref.stack_id)
