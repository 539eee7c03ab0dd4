"""One sheet of paper is typed in: stored like every answer, counted in its stack.

The order makes a crash harmless: first the number is taken (with the submission's id), then the
answers go the way every answer goes, to the disk. If the second step does not happen, the number is
given free again; if only the reply got lost, the same form sent again finds its own number.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from questionnaires.engine import Answers, finish, one_per_field, validate
from questionnaires.model import Questionnaire
from questionnaires.problem import Problem
from survey_app.services.answering.collectors import open_page
from survey_app.services.answering.submit_response import Kind, Submission, submit
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal
from survey_app.services.sheets.find_stack import (
    MOST_SHEETS,
    StackRef,
    StackView,
    get_stack,
    whole,
)
from survey_app.services.sheets.keyed_fields import Fields, read_keyed
from survey_app.services.sheets.stack_totals import INVALID_REASONS, VALID
from survey_app.store.models import Sheet
from survey_app.store.sheet_queries import (
    find_numbered_sheet,
    find_sheet,
    last_sheet_number,
    stored_ids,
)

CONSENT = "consent"
NUMBER = "number"
INCOMPLETE = "incomplete"


class Entry(StrEnum):
    """What became of a sheet."""

    STORED = "stored"
    REPEATED = "repeated"
    COUNTED = "counted"
    """Returned and not valid: only the reason is counted."""
    INVALID = "invalid"
    CONFLICT = "conflict"
    NUMBER_TAKEN = "number_taken"
    BAD_NUMBER = "bad_number"
    NO_CONSENT_GIVEN = "no_consent_given"
    NOT_OPEN = "not_open"
    """The stack is finished or closed."""
    CLOSED = "closed"
    RETIRED = "retired"
    """The collector of the stack was retired while the survey goes on."""
    FULL = "full"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class KeyedSheet:
    """A form of the entry page: `fields` as typed, `number` the one written on the paper."""

    submission_id: UUID
    number: int | None
    consent: str
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of it; `is_incomplete`: nothing is wrong but that required answers are missing.

    `dropped` are the answers that do not count, because the path does not lead to their questions.
    """

    kind: Entry
    number: int = 0
    problems: tuple[Problem, ...] = ()
    is_incomplete: bool = False
    dropped: tuple[str, ...] = ()


REFUSED = {
    Kind.CONFLICT: Entry.CONFLICT,
    Kind.INVALID: Entry.INVALID,
    Kind.CLOSED: Entry.CLOSED,
    Kind.UNKNOWN: Entry.CLOSED,
    Kind.FULL: Entry.FULL,
    Kind.NOT_YET: Entry.NOT_YET,
}


def next_number(context: Context, stack: StackView) -> int:
    """The number of the next sheet. One whose answers never arrived is given free first."""
    with context.database.box_session() as box:
        last = last_sheet_number(box, stack.ref.stack_id)
        row = find_numbered_sheet(box, stack.ref.stack_id, last)
        is_mine = row is not None and row.typist_id == context.actor.person_id
    if row is None or not is_mine or row.outcome != VALID:
        return min(last + 1, MOST_SHEETS)
    with whole(context).database.box_session() as answers:
        is_stored = bool(stored_ids(answers, [row.id]))
    if is_stored:
        return min(last + 1, MOST_SHEETS)
    _give_free(context, row.id)
    return last


def enter_sheet(context: Context, stack: StackView, keyed: KeyedSheet) -> Entered:
    """Store a sheet durably, once, and count it in its stack.

    Without consent nothing is stored and the sheet is counted as returned. Raises Refusal
    `unknown_stack`; StoreUnavailableError when the same form has to be sent again.
    """
    if keyed.consent == "no":
        return count_invalid(context, stack, keyed, "no_consent")
    refusal = _refusal(keyed)
    if refusal is not None:
        return refusal
    answers, read_problems = read_keyed(stack.questionnaire, keyed.fields)
    problems = all_problems(stack.questionnaire, answers, read_problems)
    if problems:
        return _told_before(context, keyed) or _invalid(keyed, problems)
    return _store(context, stack, keyed, answers)


def all_problems(
    questionnaire: Questionnaire, answers: Answers, read_problems: tuple[Problem, ...]
) -> tuple[Problem, ...]:
    """Everything that stands against storing these answers: the first of each field."""
    return one_per_field(read_problems, validate(questionnaire, answers))


def dropped_answers(questionnaire: Questionnaire, answers: Answers) -> tuple[str, ...]:
    """The items answered on paper that the path does not lead to: their answers do not count."""
    kept = {name.partition(".")[0] for name in finish(questionnaire, answers)}
    given = dict.fromkeys(name.partition(".")[0] for name in answers)
    return tuple(item_id for item_id in given if item_id not in kept)


def count_invalid(context: Context, stack: StackView, keyed: KeyedSheet, reason: str) -> Entered:
    """Count a sheet as returned and not valid; of the sheet itself nothing is kept.

    Raises Refusal `unknown_stack` or `unknown_reason`.
    """
    if reason not in INVALID_REASONS:
        raise Refusal("unknown_reason")
    if not _is_number(keyed.number):
        return Entered(Entry.BAD_NUMBER)
    taken = _take(context, stack, keyed, reason)
    return Entered(Entry.COUNTED, taken.number) if taken.kind is Entry.STORED else taken


def drop_invalid(context: Context, ref: StackRef, number: int) -> None:
    """Take back that a sheet was counted as not valid; its number is free again.

    Raises Refusal `unknown_stack`, `stack_not_open`, `no_such_sheet`.
    """
    with context.database.box_session(write=True) as box:
        stack = get_stack(box, ref, lock=True)
        if stack.state != "open":
            raise Refusal("stack_not_open")
        sheet = find_numbered_sheet(box, stack.id, number)
        if sheet is None or sheet.outcome == VALID:
            raise Refusal("no_such_sheet", number=number)
        box.delete(sheet)
        box.commit()


def _refusal(keyed: KeyedSheet) -> Entered | None:
    if keyed.consent != "yes":
        return Entered(Entry.NO_CONSENT_GIVEN)
    return None if _is_number(keyed.number) else Entered(Entry.BAD_NUMBER)


def _is_number(number: int | None) -> bool:
    return number is not None and 1 <= number <= MOST_SHEETS


def _invalid(keyed: KeyedSheet, problems: tuple[Problem, ...]) -> Entered:
    is_incomplete = all(problem.code == "required" for problem in problems)
    return Entered(Entry.INVALID, keyed.number or 0, problems, is_incomplete)


def _told_before(context: Context, keyed: KeyedSheet) -> Entered | None:
    """An id that is stored already is answered before anything that is wrong with its content."""
    with context.database.box_session() as box:
        known = find_sheet(box, keyed.submission_id)
    return Entered(Entry.CONFLICT, known.number) if known is not None else None


def _store(context: Context, stack: StackView, keyed: KeyedSheet, answers: Answers) -> Entered:
    taken = _take(context, stack, keyed, VALID)
    if taken.kind not in (Entry.STORED, Entry.REPEATED):
        return taken
    result = submit(
        whole(context),
        Submission(
            keyed.submission_id,
            stack.collector,
            stack.questionnaire.language,
            answers,
            mode=stack.mode,
        ),
    )
    if result.kind in (Kind.STORED, Kind.REPEATED):
        kind = Entry.STORED if result.kind is Kind.STORED else Entry.REPEATED
        return Entered(kind, taken.number, dropped=dropped_answers(stack.questionnaire, answers))
    if taken.kind is Entry.STORED:
        _give_free(context, keyed.submission_id)
    return Entered(_refused_kind(context, stack, result.kind), taken.number, result.problems)


def _refused_kind(context: Context, stack: StackView, kind: Kind) -> Entry:
    is_retired = kind is Kind.CLOSED and survey_page_state(context, stack) == "retired"
    return Entry.RETIRED if is_retired else REFUSED[kind]


def _take(context: Context, stack: StackView, keyed: KeyedSheet, outcome: str) -> Entered:
    """Take the number of the sheet; REPEATED where this very form has it already."""
    number = keyed.number or 0
    with context.database.box_session(write=True) as box:
        row = get_stack(box, stack.ref, lock=True)
        known = find_sheet(box, keyed.submission_id)
        if known is not None:
            is_same = known.stack_id == row.id and known.outcome == outcome
            return Entered(Entry.REPEATED if is_same else Entry.CONFLICT, known.number)
        if row.state != "open":
            return Entered(Entry.NOT_OPEN)
        if find_numbered_sheet(box, row.id, number) is not None:
            return Entered(Entry.NUMBER_TAKEN, number)
        box.add(
            Sheet(
                id=keyed.submission_id,
                stack_id=row.id,
                survey_id=row.survey_id,
                unit_code=row.unit_code,
                number=number,
                outcome=outcome,
                typist_id=context.actor.person_id,
            )
        )
        box.commit()
    return Entered(Entry.STORED, number)


def _give_free(context: Context, sheet_id: UUID) -> None:
    with context.database.box_session(write=True) as box:
        sheet = find_sheet(box, sheet_id)
        if sheet is not None:
            box.delete(sheet)
            box.commit()


def survey_page_state(context: Context, stack: StackView) -> str:
    """The state of the survey that the stack's sheets go to: open, not_yet, closed, full."""
    page = open_page(whole(context), stack.collector)
    return page.state.value if page is not None else "closed"
