"""The stacks of a survey with what came in: returned, valid, how far along."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from survey_app.printing.places import begin_sentence, name_unit
from survey_app.services.answering.collectors import survey_state
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey
from survey_app.services.sheets.find_stack import StackRef, get_stack, vietnam_day
from survey_app.services.sheets.stack_totals import StackTotals, count_stack
from survey_app.store.collector_queries import list_collectors
from survey_app.store.models import Sheet, Stack, Survey, Unit
from survey_app.store.sheet_queries import (
    count_outcomes,
    list_people,
    list_sheets,
    list_stacks,
    list_units_among,
)
from survey_app.store.unit_queries import list_units

MOST_LAST_SHEETS = 20


@dataclass(frozen=True, slots=True)
class StackLine:
    """One stack in a list; `expected` is None where nobody counted the pile."""

    ref: StackRef
    number: int
    unit: str
    mode: str
    state: str
    expected: int | None
    typist: str
    opened_on: date
    closed_on: date | None
    check_percent: int
    totals: StackTotals

    @property
    def missing(self) -> int | None:
        """How many sheets are still to be typed in, as far as the pile was counted."""
        return None if self.expected is None else max(self.expected - self.totals.returned, 0)


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit that a stack can be begun for; the code is empty for no unit."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One sheet of a stack that is not closed: its number, and `valid` or why it is not."""

    number: int
    outcome: str


@dataclass(frozen=True, slots=True)
class StackBoard:
    """What the page of a survey's stacks shows; `state` is open, not_yet, closed or full."""

    title: str
    state: str
    languages: tuple[str, ...]
    stacks: tuple[StackLine, ...]
    units: tuple[UnitChoice, ...]

    @property
    def totals(self) -> StackTotals:
        """All stacks together, checks left out."""
        return add_totals(line.totals for line in self.stacks)


def add_totals(parts: Iterable[StackTotals]) -> StackTotals:
    """The sums of valid and invalid sheets."""
    valid, invalid = 0, dict[str, int]()
    for part in parts:
        valid += part.valid
        for reason, count in part.invalid.items():
            invalid[reason] = invalid.get(reason, 0) + count
    return StackTotals(valid, invalid)


def read_board(context: Context, survey_id: int) -> StackBoard:
    """The stacks of a survey within the scope. Raises Refusal `unknown_survey`."""
    today = vietnam_day(context)
    with context.database.box_session() as box:
        stacks = list_stacks(box, survey_id)
        outcomes = count_outcomes(box, survey_id)
    with context.database.session() as session:
        survey = get_survey(session, survey_id)
        names = _Names(session, stacks, today)
        return StackBoard(
            title=survey.title,
            state=survey_state(context, survey, context.clock()).value,
            languages=get_questionnaire(session, survey.version_hash).shown_languages,
            stacks=tuple(_line(stack, names, _totals(stack, outcomes)) for stack in stacks),
            units=_units(context, session, survey, today),
        )


def read_stack(context: Context, ref: StackRef) -> tuple[StackLine, tuple[SheetLine, ...]]:
    """One stack with its last sheets, the highest number first. Raises Refusal `unknown_stack`."""
    with context.database.box_session() as box:
        stack = get_stack(box, ref)
        totals = count_stack(box, stack)
        sheets = list_sheets(box, stack.id)
    with context.database.session() as session:
        get_survey(session, ref.survey_id)
        names = _Names(session, [stack], vietnam_day(context))
    last = [_sheet(sheet) for sheet in reversed(sheets[-MOST_LAST_SHEETS:])]
    return _line(stack, names, totals), tuple(last)


class _Names:
    """The names of units and typists of some stacks, read at once."""

    def __init__(self, session: Session, stacks: list[Stack], today: date) -> None:
        units = list_units_among(session, {s.unit_code for s in stacks if s.unit_code}, today)
        people = list_people(session, {s.typist_id for s in stacks if s.typist_id is not None})
        self.units: dict[str, str] = {unit.code: unit_name(unit) for unit in units}
        self.people: dict[int, str] = {person.id: person.name for person in people}


def unit_name(unit: Unit) -> str:
    """A unit's name with its kind, to begin a line."""
    return begin_sentence(name_unit(unit.kind, unit.name))


def _totals(stack: Stack, outcomes: Mapping[int, Mapping[str, int]]) -> StackTotals:
    if stack.state == "closed":
        return StackTotals.from_json(stack.totals)
    return StackTotals.from_outcomes(outcomes.get(stack.id, {}))


def _line(stack: Stack, names: _Names, totals: StackTotals) -> StackLine:
    code = stack.unit_code or ""
    typist = names.people.get(stack.typist_id or 0, "")
    return StackLine(
        ref=StackRef(stack.survey_id, stack.id),
        number=stack.number,
        unit=names.units.get(code, code),
        mode=stack.mode,
        state=stack.state,
        expected=stack.expected,
        typist=typist,
        opened_on=stack.opened_on,
        closed_on=stack.closed_on,
        check_percent=stack.check_percent,
        totals=totals,
    )


def _sheet(sheet: Sheet) -> SheetLine:
    return SheetLine(sheet.number, sheet.outcome)


def _units(
    context: Context, session: Session, survey: Survey, today: date
) -> tuple[UnitChoice, ...]:
    """Where stacks can come from: units with a collector, those of the grant, the survey's own."""
    codes = {row.unit_code for row in list_collectors(session, survey.id) if row.unit_code}
    scope = context.scope
    if scope is not None and scope.units is not None:
        codes |= scope.units
    elif survey.unit_code:
        codes |= {unit.code for unit in list_units(session, today, parent_code=survey.unit_code)}
        codes.add(survey.unit_code)
    units = list_units_among(session, codes, today)
    choices = sorted((UnitChoice(u.code, unit_name(u)) for u in units), key=lambda c: c.code)
    is_everything = scope is None or scope.units is None
    return (*([UnitChoice("", "")] if is_everything else []), *choices)
