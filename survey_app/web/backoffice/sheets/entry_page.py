"""The entry page: a sheet typed in, again after a refusal, or a second time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from flask import Response

from questionnaires.engine import read_form
from questionnaires.problem import Problem
from survey_app.printing.paper_words import privacy_sentence
from survey_app.services.sheets.enter_sheet import all_problems, next_number, survey_page_state
from survey_app.services.sheets.find_stack import StackView
from survey_app.services.sheets.form_outline import outline_of
from survey_app.services.sheets.keyed_fields import Fields, code_fields, engine_fields
from survey_app.services.sheets.list_stacks import read_stack
from survey_app.services.survey_header import survey_header
from survey_app.web.backoffice.sheets.entry_form import CONSENT_CODE, NUMBER, EntryForm
from survey_app.web.backoffice.sheets.entry_items import (
    Typed,
    errors_by_field,
    field_id,
    key_pages,
    problem_links,
)
from survey_app.web.shared.fresh_ids import fresh_id
from survey_app.web.shared.staff.desk import Desk

BOXES = "boxes"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page shows: where it posts to, what is typed and what is wrong.

    `purpose` is enter, again (a second keying) or correct; `notes` are (field, sentence) pairs of
    errors that are none of a question's.
    """

    stack: StackView
    address: str
    purpose: str = "enter"
    submission_id: UUID | None = None
    number: str = ""
    consent: str = ""
    consent_typed: str = ""
    view: str = "codes"
    fields: Fields | None = None
    problems: Sequence[Problem] = ()
    notes: Sequence[tuple[str, str]] = ()
    is_incomplete: bool = False
    is_checked: bool = False


def stack_address(stack: StackView) -> str:
    """The address of a stack's page."""
    return f"/staff/surveys/{stack.ref.survey_id}/sheets/{stack.ref.stack_id}"


def fresh_sheet(desk: Desk, stack: StackView, view: str) -> Sheet:
    """An empty form for the next sheet of a stack."""
    return Sheet(
        stack,
        f"{stack_address(stack)}/entry",
        submission_id=fresh_id(),
        number=str(next_number(desk.context, stack)),
        view=view,
    )


def typed_sheet(stack: StackView, address: str, form: EntryForm) -> Sheet:
    """The form with what was typed into it."""
    return Sheet(
        stack,
        address,
        submission_id=form.submission_id or fresh_id(),
        number=form.number_typed,
        consent=form.consent,
        consent_typed=form.consent_typed,
        view=form.view,
        fields=form.fields,
    )


def checked_sheet(sheet: Sheet) -> Sheet:
    """The form with every problem of its answers, nothing stored."""
    questionnaire = sheet.stack.questionnaire
    answers, problems = read_form(questionnaire, engine_fields(questionnaire, sheet.fields or {}))
    return replace(sheet, problems=all_problems(questionnaire, answers, problems), is_checked=True)


def switched_sheet(sheet: Sheet, view: str) -> Sheet:
    """The form as boxes to tick or as marks to type, with the same answers in it."""
    questionnaire = sheet.stack.questionnaire
    fields = engine_fields(questionnaire, sheet.fields or {})
    if view != BOXES:
        codes = code_fields(questionnaire, fields)
        return replace(sheet, view=view, fields={**fields, **codes})
    _, problems = read_form(questionnaire, fields)
    if problems:  # a mark that is none has no box: it stays to be corrected
        return replace(sheet, problems=problems)
    return replace(sheet, view=view, fields=fields)


def render_sheet(desk: Desk, sheet: Sheet, status: int = 200) -> Response:
    """The page of a form."""
    stack = sheet.stack
    outline = outline_of(stack.questionnaire)
    is_boxes = sheet.view == BOXES
    typed = Typed(sheet.fields or {}, errors_by_field(outline, sheet.problems))
    line, _ = read_stack(desk.context, stack.ref)
    privacy = stack.questionnaire.privacy
    return desk.render(
        "sheets/entry.html",
        status=status,
        survey=survey_header(desk.context, stack.ref.survey_id),
        stack=line,
        base=stack_address(stack),
        sheet=sheet,
        questionnaire=stack.questionnaire,
        privacy=privacy_sentence(stack.questionnaire.language, privacy.mode, privacy.k_min),
        pages=key_pages(outline, typed, boxes=is_boxes),
        is_boxes=is_boxes,
        problems=[*sheet.notes, *problem_links(outline, sheet.problems, boxes=is_boxes)],
        survey_state=survey_page_state(desk.context, stack),
        number_name=NUMBER,
        consent_name=CONSENT_CODE,
        number_id=field_id(NUMBER),
        consent_id=field_id(CONSENT_CODE),
    )
