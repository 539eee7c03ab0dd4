"""The routes of keying sheets a second time and of deciding what differs."""

from dataclasses import replace

from flask import Response

from questionnaires.expression import Value
from survey_app.services.permissions import Permission
from survey_app.services.sheets.find_stack import StackRef, StackView, view_stack
from survey_app.services.sheets.form_outline import Outline, outline_of
from survey_app.services.sheets.sheet_checks import (
    DECISIONS,
    Difference,
    key_again,
    list_sheet_checks,
    read_differences,
    settle,
)
from survey_app.services.survey_header import survey_header
from survey_app.web.backoffice.sheets.entry_form import read_entry
from survey_app.web.backoffice.sheets.entry_page import (
    Sheet,
    checked_sheet,
    render_sheet,
    stack_address,
    switched_sheet,
    typed_sheet,
)
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

ENTER = Permission.ENTER_SHEETS
CHECK = "/surveys/<int:survey_id>/sheets/<int:stack_id>/checks/<int:number>"
DECISION = "decision-"


@area.get(CHECK, permission=ENTER)
def again(desk: Desk, survey_id: int, stack_id: int, number: int) -> Response:
    """An empty form, to key a drawn sheet a second time."""
    stack = view_stack(desk.context, StackRef(survey_id, stack_id))
    waiting = [c.number for c in list_sheet_checks(desk.context, stack.ref).lines
               if c.state == "waiting"]  # fmt: skip
    if number not in waiting:
        return desk.redirect(stack_address(stack))
    return render_sheet(desk, _empty(stack, number))


@area.post(CHECK, permission=ENTER)
def compare(desk: Desk, survey_id: int, stack_id: int, number: int) -> Response:
    """Compare the second keying with the first."""
    stack = view_stack(desk.context, StackRef(survey_id, stack_id))
    form = read_entry(desk.form)
    shown = _empty(stack, number)
    sheet = replace(typed_sheet(stack, shown.address, form), purpose="again", number=str(number))
    if form.action in ("codes", "boxes"):
        return render_sheet(desk, switched_sheet(sheet, form.action))
    if form.action != "store":
        checked = checked_sheet(sheet)
        return render_sheet(desk, checked, 422 if checked.problems else 200)
    problems = key_again(desk.context, stack.ref, number, form.fields)
    if problems:
        return render_sheet(desk, replace(sheet, problems=problems), 422)
    differing = len(read_differences(desk.context, stack.ref, number))
    if differing:
        text = desk.say(
            "Sheet %(number)s: %(differing)s answers differ.", number=number, differing=differing
        )
        desk.flash(text, kind="warning")
        return desk.redirect(f"{shown.address}/differences")
    desk.flash(desk.say("Sheet %(number)s: both keyings are the same.", number=number))
    return desk.redirect(stack_address(stack))


@area.get(f"{CHECK}/differences", permission=ENTER)
def differences(desk: Desk, survey_id: int, stack_id: int, number: int) -> Response:
    """What differs, item by item."""
    stack = view_stack(desk.context, StackRef(survey_id, stack_id))
    found = read_differences(desk.context, stack.ref, number)
    if not found:
        return desk.redirect(stack_address(stack))
    return _show(desk, stack, number, found)


@area.post(f"{CHECK}/differences", permission=ENTER)
def decide(desk: Desk, survey_id: int, stack_id: int, number: int) -> Response:
    """Record who was right."""
    stack = view_stack(desk.context, StackRef(survey_id, stack_id))
    found = read_differences(desk.context, stack.ref, number)
    decisions = {d.name: desk.form.get(f"{DECISION}{d.name}", "") for d in found}
    missing = settle(desk.context, stack.ref, number, decisions)
    if missing:
        return _show(desk, stack, number, found, missing)
    desk.flash(desk.say("Sheet %(number)s is decided.", number=number))
    return desk.redirect(stack_address(stack))


def value_text(outline: Outline, name: str, value: Value | None) -> str:
    """An answer as people read it: mark and text of what was chosen; empty for none."""
    if value is None:
        return ""
    item = outline.by_id[name.partition(".")[0]]
    texts = {option.code: f"{option.mark} {option.text}" for option in item.options}
    if name == f"{item.id}.other":
        return str(value)
    codes = value if isinstance(value, tuple) else (value,)
    return "; ".join(texts.get(str(code), str(code)) for code in codes)


def place_text(outline: Outline, name: str) -> str:
    """Which question an answer belongs to: its number and text, or that of its line."""
    item_id, _, part = name.partition(".")
    item = outline.by_id[item_id]
    row = next((row.text for row in item.rows if row.code == part), "")
    return f"{item.number}. {row or item.text}"


def _empty(stack: StackView, number: int) -> Sheet:
    address = f"{stack_address(stack)}/checks/{number}"
    return Sheet(stack, address, purpose="again", number=str(number))


def _show(
    desk: Desk,
    stack: StackView,
    number: int,
    found: tuple[Difference, ...],
    missing: tuple[str, ...] = (),
) -> Response:
    outline = outline_of(stack.questionnaire)
    lines = [
        {
            "name": f"{DECISION}{d.name}",
            "place": place_text(outline, d.name),
            "first": value_text(outline, d.name, d.first),
            "second": value_text(outline, d.name, d.second),
            "chosen": desk.form.get(f"{DECISION}{d.name}", ""),
            "is_missing": d.name in missing,
        }
        for d in found
    ]
    return desk.render(
        "sheets/differences.html",
        status=422 if missing else 200,
        survey=survey_header(desk.context, stack.ref.survey_id),
        stack=stack,
        base=stack_address(stack),
        number_of_sheet=number,
        lines=lines,
        decisions=DECISIONS,
    )
