"""Keying drawn sheets a second time, blind; deciding what differs; how well the stack was keyed.

What is keyed again is compared and counted, and never becomes an answer of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import msgspec
from sqlalchemy.orm import Session

from questionnaires.engine import Answers, finish
from questionnaires.expression import Value
from questionnaires.model import CalculateItem, Questionnaire
from questionnaires.problem import Problem
from survey_app.services.audit import record
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal
from survey_app.services.sheets.enter_sheet import all_problems
from survey_app.services.sheets.find_stack import StackRef, get_stack, view_stack, whole
from survey_app.services.sheets.keyed_fields import Fields, read_keyed
from survey_app.services.sheets.stack_totals import CheckTotals, count_checks
from survey_app.store.models import Sheet, SheetCheck, Stack
from survey_app.store.sheet_queries import (
    find_check,
    find_numbered_sheet,
    find_response,
    list_checks,
)

FIRST, SECOND, NEITHER = "first", "second", "neither"
DECISIONS = (FIRST, SECOND, NEITHER)


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A drawn sheet in a list; `differing` is how many of its answers differ."""

    number: int
    state: str
    compared: int
    differing: int
    is_mine: bool
    """Whether whoever looks keyed it the first time: somebody else should key it again."""


@dataclass(frozen=True, slots=True)
class CheckList:
    """The drawn sheets of a stack and what they show."""

    lines: tuple[CheckLine, ...]
    totals: CheckTotals

    @property
    def next_waiting(self) -> int | None:
        """The first sheet that is still to be keyed again."""
        return next((line.number for line in self.lines if line.state == "waiting"), None)


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that was keyed differently: its name (`q4.thai_do`) and both values."""

    name: str
    first: Value | None
    second: Value | None


def list_sheet_checks(context: Context, ref: StackRef) -> CheckList:
    """The drawn sheets of a stack. Raises Refusal `unknown_stack`."""
    with context.database.box_session() as box:
        stack = get_stack(box, ref)
        checks = list_checks(box, stack.id)
        lines = tuple(_line(context, box, check) for check in checks)
    return CheckList(lines, count_checks(checks))


def key_again(context: Context, ref: StackRef, number: int, fields: Fields) -> tuple[Problem, ...]:
    """Compare a second keying with the first and keep what differs; () when it was taken.

    Problems other than missing required answers refuse it: those of paper that was invalid all
    along show as differences. Raises Refusal `unknown_stack`, `not_drawn`, `keyed_already`.
    """
    stack_view = view_stack(context, ref)
    questionnaire = stack_view.questionnaire
    answers, read_problems = read_keyed(questionnaire, fields)
    problems = all_problems(questionnaire, answers, read_problems)
    if any(problem.code != "required" for problem in problems):
        return problems
    with context.database.box_session(write=True) as box:
        _, check, sheet = _drawn(box, ref, number)
        if check.state != "waiting":
            raise Refusal("keyed_already", number=number)
        first = _first_answers(context, sheet)
        second = finish(questionnaire, answers)
        names = compared_names(questionnaire, first, second)
        check.compared = len(names)
        check.differing = {
            name: second.get(name) for name in names if first.get(name) != second.get(name)
        }
        check.state = "different" if check.differing else "same"
        check.keyed_by = context.actor.person_id
        check.is_other_person = sheet.typist_id != context.actor.person_id
        box.commit()
    return ()


def compared_names(
    questionnaire: Questionnaire, first: Mapping[str, Value], second: Mapping[str, Value]
) -> tuple[str, ...]:
    """The answers that were keyed at least once, in the questionnaire's order; none worked out."""
    asked = {item.id for item in questionnaire.items if not isinstance(item, CalculateItem)}
    order = {item.id: place for place, item in enumerate(questionnaire.items)}
    names = [name for name in dict.fromkeys([*first, *second]) if name.partition(".")[0] in asked]
    return tuple(sorted(names, key=lambda name: order[name.partition(".")[0]]))


def read_differences(context: Context, ref: StackRef, number: int) -> tuple[Difference, ...]:
    """What differs on a sheet, to be decided; () when nothing waits for a decision.

    Raises Refusal `unknown_stack`, `not_drawn`.
    """
    with context.database.box_session() as box:
        _, check, sheet = _drawn(box, ref, number)
        if check.state != "different":
            return ()
        first = _first_answers(context, sheet)
        return tuple(
            Difference(name, first.get(name), _value(second))
            for name, second in check.differing.items()
        )


def settle(
    context: Context, ref: StackRef, number: int, decisions: Mapping[str, str]
) -> tuple[str, ...]:
    """Record who was right by answer name; the second values are then forgotten.

    Returns the names still undecided (then nothing is recorded). Raises Refusal `unknown_stack`,
    `not_drawn`, `nothing_to_settle`.
    """
    with context.database.session(write=True) as session:
        with context.database.box_session(write=True) as box:
            stack, check, _ = _drawn(box, ref, number)
            if check.state != "different":
                raise Refusal("nothing_to_settle", number=number)
            missing = tuple(
                name for name in check.differing if decisions.get(name) not in DECISIONS
            )
            if missing:
                return missing
            check.decisions = {name: decisions[name] for name in check.differing}
            check.differing = {}
            check.state = "settled"
            record(
                session, context, "sheet.settled", f"stack:{stack.id}",
                number=number, decisions=dict(check.decisions),
            )  # fmt: skip
            box.commit()
        session.commit()
    return ()


def _line(context: Context, box: Session, check: SheetCheck) -> CheckLine:
    sheet = find_numbered_sheet(box, check.stack_id, check.number)
    is_mine = sheet is not None and sheet.typist_id == context.actor.person_id
    return CheckLine(
        number=check.number,
        state=check.state,
        compared=check.compared,
        differing=len(check.differing) or len(check.decisions),
        is_mine=is_mine,
    )


def _drawn(box: Session, ref: StackRef, number: int) -> tuple[Stack, SheetCheck, Sheet]:
    stack = get_stack(box, ref, lock=True)
    check = find_check(box, stack.id, number)
    sheet = find_numbered_sheet(box, stack.id, number)
    if check is None or sheet is None:
        raise Refusal("not_drawn", number=number)
    return stack, check, sheet


def _first_answers(context: Context, sheet: Sheet) -> Answers:
    """The stored answers of a sheet that was found through the scope."""
    with whole(context).database.box_session() as answers:
        response = find_response(answers, sheet.id)
        if response is None:
            raise Refusal("no_such_sheet", number=sheet.number)
        document = cast("dict[str, object]", msgspec.json.decode(response.answers))
    return Answers.from_json(document)


def _value(stored: object) -> Value | None:
    return cast("Value | None", tuple(stored) if isinstance(stored, list) else stored)
