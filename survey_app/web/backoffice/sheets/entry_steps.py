"""A posted entry form to the answer it gets: stored, counted, shown again with what is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import Response

from survey_app.services.answering.unavailable import StoreUnavailableError
from survey_app.services.sheets.enter_sheet import (
    Entered,
    Entry,
    count_invalid,
    enter_sheet,
    next_number,
)
from survey_app.services.sheets.find_stack import StackView
from survey_app.services.sheets.form_outline import outline_of
from survey_app.web.backoffice.sheets.entry_form import CONSENT_CODE, NUMBER, EntryForm
from survey_app.web.backoffice.sheets.entry_items import field_id
from survey_app.web.backoffice.sheets.entry_page import (
    Sheet,
    checked_sheet,
    render_sheet,
    stack_address,
    switched_sheet,
    typed_sheet,
)
from survey_app.web.shared.fresh_ids import fresh_id
from survey_app.web.shared.staff.desk import Desk

RETRY_AFTER_S = 20
SENTENCES: Mapping[Entry, str] = {
    Entry.STORED: "Sheet %(number)s is stored.",
    Entry.REPEATED: "Sheet %(number)s was stored already; it counts once.",
    Entry.NUMBER_TAKEN: "Sheet %(number)s is typed in already: look at the number",
    Entry.BAD_NUMBER: "Write the number of the sheet, 1 to 9999",
    Entry.NO_CONSENT_GIVEN: "Type 1 if the person agreed, 2 if not",
    Entry.NOT_OPEN: "This stack takes no more sheets. What you typed is still here.",
    Entry.CLOSED: (
        "The survey is closed, so the sheet was not stored. It is not lost: what you typed is still"
        " here and the paper stays valid. It can be stored once the survey is opened again."
    ),
    Entry.RETIRED: (
        "The collector of this stack was retired, so the sheet was not stored. What you typed is"
        " still here; it can be stored once the collector is taken back into use."
    ),
    Entry.FULL: (
        "The survey or a quota is full, so the sheet was not stored. What you typed is still here."
    ),
    Entry.NOT_YET: (
        "The survey is not open yet, so the sheet was not stored. What you typed is still here."
    ),
    Entry.CONFLICT: (
        "This form was stored already as sheet %(number)s, with other answers. If this is another"
        " sheet, store it under the number shown now. If it is the same one, leave this page."
    ),
}
WHERE = {
    Entry.NUMBER_TAKEN: NUMBER,
    Entry.BAD_NUMBER: NUMBER,
    Entry.NO_CONSENT_GIVEN: CONSENT_CODE,
}
STATUS = dict.fromkeys(
    (Entry.CONFLICT, Entry.CLOSED, Entry.RETIRED, Entry.FULL, Entry.NOT_YET, Entry.NOT_OPEN), 409
)


def take_entry(desk: Desk, stack: StackView, form: EntryForm) -> Response:
    """Answer a form of the entry page; only `store` and `count` change anything."""
    sheet = typed_sheet(stack, f"{stack_address(stack)}/entry", form)
    if form.action in ("codes", "boxes"):
        return render_sheet(desk, switched_sheet(sheet, form.action))
    step = STEPS.get(form.action)
    if step is None:
        checked = checked_sheet(sheet)
        return render_sheet(desk, checked, 422 if checked.problems else 200)
    try:
        entered = step(desk, stack, form, sheet)
    except StoreUnavailableError:
        reply = render_sheet(desk, replace(sheet, notes=[("", _busy(desk))]), 503)
        reply.headers["Retry-After"] = str(RETRY_AFTER_S)
        return reply
    return _told(desk, stack, sheet, entered)


def _store(desk: Desk, stack: StackView, form: EntryForm, sheet: Sheet) -> Entered:
    return enter_sheet(desk.context, stack, form.sheet(sheet.submission_id or fresh_id()))


def _count(desk: Desk, stack: StackView, form: EntryForm, sheet: Sheet) -> Entered:
    keyed = form.sheet(sheet.submission_id or fresh_id())
    return count_invalid(desk.context, stack, keyed, form.reason)


def _told(desk: Desk, stack: StackView, sheet: Sheet, entered: Entered) -> Response:
    if entered.kind in (Entry.STORED, Entry.REPEATED, Entry.COUNTED):
        _flash(desk, stack, entered)
        view = "" if sheet.view == "codes" else f"?view={sheet.view}"
        return desk.redirect(f"{sheet.address}{view}")
    if entered.kind is Entry.INVALID:
        shown = replace(sheet, problems=entered.problems, is_incomplete=entered.is_incomplete)
        return render_sheet(desk, shown, 422)
    name = WHERE.get(entered.kind)
    text = desk.say(SENTENCES[entered.kind], number=entered.number)
    shown = replace(
        checked_sheet(sheet) if name else sheet, notes=[(field_id(name) if name else "", text)]
    )
    if entered.kind is Entry.CONFLICT:
        number = str(next_number(desk.context, stack))
        shown = replace(shown, submission_id=fresh_id(), number=number)
    return render_sheet(desk, shown, STATUS.get(entered.kind, 422))


def _flash(desk: Desk, stack: StackView, entered: Entered) -> None:
    if entered.kind is Entry.COUNTED:
        undo = f"{stack_address(stack)}/drop/{entered.number}"
        desk.flash(
            desk.say("Sheet %(number)s is counted as not valid.", number=entered.number), undo=undo
        )
        return
    text = desk.say(SENTENCES[entered.kind], number=entered.number)
    if entered.dropped:
        by_id = outline_of(stack.questionnaire).by_id
        numbers = ", ".join(str(by_id[item_id].number) for item_id in entered.dropped)
        dropped = desk.say(
            "Answers to questions that do not apply were left out: %(numbers)s.", numbers=numbers
        )
        text = f"{text} {dropped}"
    desk.flash(text, kind="warning" if entered.dropped else "done")


def _busy(desk: Desk) -> str:
    return desk.say("The service is busy. Nothing is lost: send again in a minute.")


Step = Callable[[Desk, StackView, EntryForm, Sheet], Entered]
STEPS: Mapping[str, Step] = {"store": _store, "count": _count}
