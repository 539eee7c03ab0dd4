"""Change a collector, replace its code, take it out of use and put it back."""

from flask import Response

from survey_app.refusals import sentence
from survey_app.services.collecting.change import Changed, change_collector
from survey_app.services.collecting.channels import CHANNELS
from survey_app.services.collecting.retire import restore_collector, retire_collector
from survey_app.services.collecting.rotate import rotate_collector
from survey_app.services.collecting.sheet import CollectorSheet, read_sheet
from survey_app.services.permissions import Permission
from survey_app.services.refusal import Refusal
from survey_app.services.survey_header import survey_header
from survey_app.web.backoffice.collectors.forms import (
    CollectorForm,
    error_sentences,
    read_collector_form,
)
from survey_app.web.backoffice.collectors.views import ROOM
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

ONE = f"{ROOM}/<code>"


@area.get(f"{ONE}/edit", permission=Permission.MANAGE_COLLECTORS)
def edit_form(desk: Desk, survey_id: int, code: str) -> Response:
    """The form of one collector."""
    sheet = read_sheet(desk.context, survey_id, code)
    return _form(desk, survey_id, sheet, stored_form(sheet))


@area.post(f"{ONE}/edit", permission=Permission.MANAGE_COLLECTORS)
def edit(desk: Desk, survey_id: int, code: str) -> Response:
    """Store what was typed, unless somebody else changed the collector meanwhile."""
    sheet = read_sheet(desk.context, survey_id, code)
    form = read_collector_form(desk.form, kept_channel=sheet.line.channel)
    if form.errors:
        return _form(desk, survey_id, sheet, form, status=422)
    try:
        changed = change_collector(desk.context, form.change(survey_id, sheet.line.code))
    except Refusal as refusal:
        text = sentence(refusal, desk.language)
        return _form(desk, survey_id, sheet, form, status=422, refused=text)
    if not changed.is_saved:
        form.raw["version"] = str(changed.version)
        return _form(desk, survey_id, sheet, form, status=422, changed=changed)
    desk.flash(desk.say("The changes were saved."))
    return desk.redirect(_address(survey_id, sheet.line.code))


@area.post(f"{ONE}/rotate", permission=Permission.MANAGE_COLLECTORS)
def rotate(desk: Desk, survey_id: int, code: str) -> Response:
    """Give the place a new code."""
    new = rotate_collector(desk.context, code, survey_id)
    desk.flash(
        desk.say(
            "The new code is %(new)s. Print its notice; %(old)s still works and is marked.",
            new=new,
            old=code.upper(),
        )
    )
    return desk.redirect(_address(survey_id, new))


@area.post(f"{ONE}/retire", permission=Permission.MANAGE_COLLECTORS)
def retire(desk: Desk, survey_id: int, code: str) -> Response:
    """Let it take no more answers."""
    retire_collector(desk.context, code, survey_id)
    address = _address(survey_id, code.upper())
    text = desk.say("%(code)s takes no more answers.", code=code.upper())
    desk.flash(text, kind="warning", undo=f"{address}/restore")
    return desk.redirect(address)


@area.post(f"{ONE}/restore", permission=Permission.MANAGE_COLLECTORS)
def restore(desk: Desk, survey_id: int, code: str) -> Response:
    """Let it take answers again."""
    restore_collector(desk.context, code, survey_id)
    desk.flash(desk.say("%(code)s takes answers again.", code=code.upper()))
    return desk.redirect(_address(survey_id, code.upper()))


def stored_form(sheet: CollectorSheet) -> CollectorForm:
    """The form's fields as they are stored."""
    line = sheet.line
    issued = "" if line.issued is None else str(line.issued)
    raw = {"label": line.label, "channel": line.channel, "issued": issued}
    return CollectorForm(raw | {"version": str(line.version)})


def _address(survey_id: int, code: str) -> str:
    return f"/staff/surveys/{survey_id}/collectors/{code}"


def _form(  # noqa: PLR0913 - what the form shows, by name
    desk: Desk,
    survey_id: int,
    sheet: CollectorSheet,
    form: CollectorForm,
    *,
    status: int = 200,
    refused: str = "",
    changed: Changed | None = None,
) -> Response:
    kept = () if sheet.line.channel in CHANNELS else (sheet.line.channel,)
    return desk.render(
        "collectors/edit.html",
        status=status,
        survey=survey_header(desk.context, survey_id),
        sheet=sheet,
        raw=form.raw,
        channels=(*CHANNELS, *kept),
        errors=error_sentences(form.errors, desk),
        refused=refused,
        changed=changed,
    )
