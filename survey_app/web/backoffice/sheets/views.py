"""The routes of entering sheets: stacks, one sheet after the other, the printable form."""

from flask import Response, request

from survey_app.services.permissions import Permission
from survey_app.services.refusal import Refusal
from survey_app.services.sheets.enter_sheet import drop_invalid
from survey_app.services.sheets.find_stack import StackRef, view_stack
from survey_app.services.sheets.list_stacks import read_board, read_stack
from survey_app.services.sheets.print_paper_form import make_paper_form
from survey_app.services.sheets.sheet_checks import list_sheet_checks
from survey_app.services.sheets.stacks import begin_stack, close_stack, finish_stack, resume_stack
from survey_app.services.survey_header import survey_header
from survey_app.web.backoffice.sheets.entry_form import VIEWS, read_entry
from survey_app.web.backoffice.sheets.entry_page import fresh_sheet, render_sheet
from survey_app.web.backoffice.sheets.entry_steps import take_entry
from survey_app.web.backoffice.sheets.language_names import language_name
from survey_app.web.backoffice.sheets.stack_form import EMPTY_STACK, StackForm, read_stack_form
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

ENTER = Permission.ENTER_SHEETS
SHEETS = "/surveys/<int:survey_id>/sheets"
STACK = f"{SHEETS}/<int:stack_id>"


def address(ref: StackRef) -> str:
    """The address of a stack's page."""
    return f"/staff/surveys/{ref.survey_id}/sheets/{ref.stack_id}"


@area.get(SHEETS, permission=ENTER)
def stacks(desk: Desk, survey_id: int) -> Response:
    """The stacks of a survey, and the form that begins one."""
    return _board(desk, survey_id, EMPTY_STACK)


@area.post(SHEETS, permission=ENTER)
def begin(desk: Desk, survey_id: int) -> Response:
    """Begin a stack and go on to its first sheet."""
    form = read_stack_form(desk, survey_id)
    if form.errors or form.stack is None:
        return _board(desk, survey_id, form, 422)
    try:
        ref = begin_stack(desk.context, form.stack)
    except Refusal as refusal:
        if refusal.code.startswith("unknown_survey"):
            raise
        return _board(desk, survey_id, form.refused(desk, refusal), 422)
    return desk.redirect(f"{address(ref)}/entry")


@area.get(f"{SHEETS}/form.pdf", permission=ENTER)
def paper_form(desk: Desk, survey_id: int) -> Response:
    """The questionnaire for paper."""
    pdf = make_paper_form(desk.context, survey_id, request.args.get("language") or None)
    name = f'inline; filename="phieu-{survey_id}.pdf"'
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": name})


@area.get(STACK, permission=ENTER)
def stack(desk: Desk, survey_id: int, stack_id: int) -> Response:
    """One stack: its counts, its last sheets, what was keyed again."""
    ref = StackRef(survey_id, stack_id)
    line, sheets = read_stack(desk.context, ref)
    checks = list_sheet_checks(desk.context, ref) if line.state == "checking" else None
    return desk.render(
        "sheets/stack.html",
        survey=survey_header(desk.context, survey_id),
        stack=line,
        base=address(ref),
        sheets=sheets,
        checks=checks,
    )


@area.get(f"{STACK}/entry", permission=ENTER)
def entry(desk: Desk, survey_id: int, stack_id: int) -> Response:
    """An empty form for the next sheet."""
    shown = view_stack(desk.context, StackRef(survey_id, stack_id))
    if shown.state != "open":
        return desk.redirect(address(shown.ref))
    view = request.args.get("view", "")
    return render_sheet(desk, fresh_sheet(desk, shown, view if view in VIEWS else VIEWS[0]))


@area.post(f"{STACK}/entry", permission=ENTER)
def enter(desk: Desk, survey_id: int, stack_id: int) -> Response:
    """Store a sheet, or show the form again with what is wrong."""
    shown = view_stack(desk.context, StackRef(survey_id, stack_id))
    return take_entry(desk, shown, read_entry(desk.form))


@area.post(f"{STACK}/drop/<int:number>", permission=ENTER)
def drop(desk: Desk, survey_id: int, stack_id: int, number: int) -> Response:
    """Take back that a sheet was counted as not valid."""
    ref = StackRef(survey_id, stack_id)
    drop_invalid(desk.context, ref, number)
    desk.flash(desk.say("Sheet %(number)s is no longer counted.", number=number))
    return desk.redirect(address(ref))


@area.post(f"{STACK}/finish", permission=ENTER)
def finish(desk: Desk, survey_id: int, stack_id: int) -> Response:
    """All sheets are typed in: draw those to be keyed again."""
    ref = StackRef(survey_id, stack_id)
    finish_stack(desk.context, ref)
    desk.flash(desk.say("The stack is typed in."), undo=f"{address(ref)}/resume")
    return desk.redirect(address(ref))


@area.post(f"{STACK}/resume", permission=ENTER)
def resume(desk: Desk, survey_id: int, stack_id: int) -> Response:
    """Type in more sheets after all."""
    ref = StackRef(survey_id, stack_id)
    resume_stack(desk.context, ref)
    desk.flash(desk.say("The stack takes sheets again."))
    return desk.redirect(address(ref))


@area.post(f"{STACK}/close", permission=ENTER)
def close(desk: Desk, survey_id: int, stack_id: int) -> Response:
    """Close the stack for good."""
    ref = StackRef(survey_id, stack_id)
    close_stack(desk.context, ref)
    desk.flash(desk.say("The stack is closed; only its counts are kept."))
    return desk.redirect(address(ref))


def _board(desk: Desk, survey_id: int, form: StackForm, status: int = 200) -> Response:
    board = read_board(desk.context, survey_id)
    return desk.render(
        "sheets/stacks.html",
        status=status,
        survey=survey_header(desk.context, survey_id),
        board=board,
        form=form,
        languages=[(code, language_name(code)) for code in board.languages],
    )
