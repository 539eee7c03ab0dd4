"""Stacks of paper sheets, their sheets and what was keyed again (sessions on `box` if not said)."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from survey_app.store.models import Person, Response, Sheet, SheetCheck, Stack, Unit


def add_stack(session: Session, stack: Stack) -> Stack:
    """Store a stack; its `id` is set."""
    session.add(stack)
    session.flush()
    return stack


def find_stack(
    session: Session, survey_id: int, stack_id: int, *, lock: bool = False
) -> Stack | None:
    """The stack of that id if it is one of the survey; locked until the commit when asked."""
    query = select(Stack).where(Stack.id == stack_id, Stack.survey_id == survey_id)
    return session.scalars(query.with_for_update() if lock else query).first()


def list_stacks(session: Session, survey_id: int) -> list[Stack]:
    """The stacks of a survey, those begun last first."""
    query = select(Stack).where(Stack.survey_id == survey_id)
    return list(session.scalars(query.order_by(Stack.number.desc())))


def last_stack_number(session: Session, survey_id: int) -> int:
    """The highest number that a stack of a survey has, 0 without one; needs a session unscoped."""
    query = select(func.max(Stack.number)).where(Stack.survey_id == survey_id)
    return session.scalars(query).one() or 0


def find_sheet(session: Session, sheet_id: UUID) -> Sheet | None:
    """The sheet that a submission became, None when there is none (or its stack is closed)."""
    return session.get(Sheet, sheet_id)


def find_numbered_sheet(session: Session, stack_id: int, number: int) -> Sheet | None:
    """The sheet that has a number in a stack now."""
    query = select(Sheet).where(Sheet.stack_id == stack_id, Sheet.number == number)
    return session.scalars(query).first()


def list_sheets(session: Session, stack_id: int) -> list[Sheet]:
    """The sheets of a stack, by their numbers."""
    query = select(Sheet).where(Sheet.stack_id == stack_id)
    return list(session.scalars(query.order_by(Sheet.number)))


def last_sheet_number(session: Session, stack_id: int) -> int:
    """The highest number of a stack's sheets, 0 without one."""
    query = select(func.max(Sheet.number)).where(Sheet.stack_id == stack_id)
    return session.scalars(query).one() or 0


def count_outcomes(session: Session, survey_id: int) -> dict[int, dict[str, int]]:
    """How many sheets of each outcome every stack of a survey has that is not closed."""
    query = (
        select(Sheet.stack_id, Sheet.outcome, func.count())
        .where(Sheet.survey_id == survey_id)
        .group_by(Sheet.stack_id, Sheet.outcome)
    )
    counts: dict[int, dict[str, int]] = {}
    for stack_id, outcome, number in session.execute(query):
        counts.setdefault(stack_id, {})[outcome] = number
    return counts


def list_checks(session: Session, stack_id: int) -> list[SheetCheck]:
    """The sheets of a stack that were drawn to be keyed again, by their numbers."""
    query = select(SheetCheck).where(SheetCheck.stack_id == stack_id)
    return list(session.scalars(query.order_by(SheetCheck.number)))


def find_check(session: Session, stack_id: int, number: int) -> SheetCheck | None:
    """The check of a sheet, None when it was not drawn."""
    query = select(SheetCheck).where(SheetCheck.stack_id == stack_id, SheetCheck.number == number)
    return session.scalars(query).first()


def delete_checks(session: Session, stack_id: int) -> None:
    """Delete what was keyed again of a stack."""
    session.execute(delete(SheetCheck).where(SheetCheck.stack_id == stack_id))


def delete_links(session: Session, stack_id: int) -> None:
    """Delete every link between the sheets of a stack and responses, and what was keyed again."""
    delete_checks(session, stack_id)
    session.execute(delete(Sheet).where(Sheet.stack_id == stack_id))


def stored_ids(session: Session, ids: Iterable[UUID]) -> set[UUID]:
    """Which of these responses are stored; needs a session unscoped."""
    wanted = list(ids)
    return set(session.scalars(select(Response.id).where(Response.id.in_(wanted))))


def find_response(session: Session, response_id: UUID) -> Response | None:
    """A stored response; needs a session unscoped."""
    return session.get(Response, response_id)


def list_units_among(session: Session, codes: Iterable[str], day: date) -> list[Unit]:
    """The units of these codes as they stood on `day`, by code (a session on `default`)."""
    is_valid = (Unit.valid_from <= day) & or_(Unit.valid_to.is_(None), Unit.valid_to > day)
    query = select(Unit).where(Unit.code.in_(sorted(codes)), is_valid)
    return list(session.scalars(query.order_by(Unit.code, Unit.valid_from)))


def list_people(session: Session, person_ids: Iterable[int]) -> list[Person]:
    """Those of these people whom the session may see, by number (a session on `default`)."""
    query = select(Person).where(Person.id.in_(sorted(person_ids)))
    return list(session.scalars(query.order_by(Person.id)))
