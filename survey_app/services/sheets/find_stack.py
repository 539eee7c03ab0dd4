"""A stack of sheets with its survey, as every step of entering sheets needs it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from questionnaires.model import Questionnaire
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey
from survey_app.services.refusal import Refusal
from survey_app.store.models import Stack
from survey_app.store.sheet_queries import find_stack

MOST_SHEETS = 9_999


@dataclass(frozen=True, slots=True)
class StackRef:
    """Which stack, of which survey: both from the address, so that they have to belong together."""

    survey_id: int
    stack_id: int


@dataclass(frozen=True, slots=True)
class StackView:
    """A stack with what its pages need of its survey."""

    ref: StackRef
    number: int
    unit_code: str | None
    collector: str
    mode: str
    state: str
    expected: int | None
    typist_id: int | None
    check_percent: int
    survey_title: str
    questionnaire: Questionnaire


def view_stack(context: Context, ref: StackRef) -> StackView:
    """The stack, within the scope. Raises Refusal `unknown_survey` or `unknown_stack`."""
    with context.database.session() as session:
        survey = get_survey(session, ref.survey_id)
        questionnaire = get_questionnaire(session, survey.version_hash)
        title = survey.title
    with context.database.box_session() as box:
        stack = get_stack(box, ref)
    return StackView(
        ref=ref,
        number=stack.number,
        unit_code=stack.unit_code,
        collector=stack.collector,
        mode=stack.mode,
        state=stack.state,
        expected=stack.expected,
        typist_id=stack.typist_id,
        check_percent=stack.check_percent,
        survey_title=title,
        questionnaire=questionnaire,
    )


def get_stack(box: Session, ref: StackRef, *, lock: bool = False) -> Stack:
    """The stack's row, locked when asked. Raises Refusal `unknown_stack`."""
    stack = find_stack(box, ref.survey_id, ref.stack_id, lock=lock)
    if stack is None:
        raise Refusal("unknown_stack", stack=ref.stack_id)
    return stack


def whole(context: Context) -> Context:
    """The context without a scope: to store an answer through the way every answer takes.

    Call it only with what was found through the scoped sessions before.
    """
    return context.whole or context


def vietnam_day(context: Context) -> date:
    """The day it is in Vietnam."""
    return context.clock().astimezone(VIETNAM).date()
