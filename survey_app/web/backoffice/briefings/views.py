"""The briefings of a survey: the list, the draft, the saved sheet, the printed page."""

from flask import Response

from survey_app.refusals import sentence
from survey_app.services.briefing.briefings import (
    BriefingSheet,
    change_draft,
    compare_with_older,
    drop_briefing,
    list_lines,
    open_saved,
    preview_briefing,
    read_briefing,
    recompute_briefing,
    save_briefing,
    start_briefing,
)
from survey_app.services.briefing.builder import differing, offer_choices
from survey_app.services.briefing.page import Document
from survey_app.services.briefing.settings import BriefingSettings
from survey_app.services.permissions import Permission
from survey_app.services.refusal import Refusal
from survey_app.services.survey_header import survey_header
from survey_app.web.backoffice.briefings.forms import (
    read_move,
    read_settings_form,
    read_version,
)
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

WRITE = Permission.WRITE_BRIEFINGS
FIELDS = {"no_title": "title", "line_too_long": "title", "bad_day": "meeting_day"}
CHANGED = "briefing_changed"


@area.get("/surveys/<int:survey_id>/briefings", permission=WRITE)
def index(desk: Desk, survey_id: int) -> Response:
    """The list of briefings."""
    return desk.render(
        "briefings/index.html",
        survey=survey_header(desk.context, survey_id),
        lines=list_lines(desk.context, survey_id),
    )


@area.post("/surveys/<int:survey_id>/briefings", permission=WRITE)
def start(desk: Desk, survey_id: int) -> Response:
    """Begin a draft, of the choices of another briefing where one is named."""
    source = desk.form.get("source", "")
    number = int(source) if source.isascii() and source.isdigit() and len(source) < 9 else None
    briefing_id = start_briefing(desk.context, survey_id, number)
    return desk.redirect(_address(survey_id, briefing_id))


@area.get("/surveys/<int:survey_id>/briefings/<int:briefing_id>", permission=WRITE)
def show(desk: Desk, survey_id: int, briefing_id: int) -> Response:
    """A draft to work on, or a saved briefing to print."""
    sheet = read_briefing(desk.context, survey_id, briefing_id)
    if sheet.line.state == "draft":
        return _builder(desk, survey_id, sheet, sheet.settings)
    return desk.render(
        "briefings/saved.html",
        survey=survey_header(desk.context, survey_id),
        sheet=sheet,
        changes=compare_with_older(desk.context, survey_id, briefing_id),
    )


@area.post("/surveys/<int:survey_id>/briefings/<int:briefing_id>", permission=WRITE)
def change(desk: Desk, survey_id: int, briefing_id: int) -> Response:
    """Keep the choices of a draft, then do what the button says."""
    context, version = desk.context, read_version(desk.form)
    address, moved = _address(survey_id, briefing_id), ""
    try:
        settings, moved = read_move(desk.form, read_settings_form(desk.form))
        change_draft(context, survey_id, briefing_id, version, settings)
        if desk.form.get("action") == "finish":
            save_briefing(context, survey_id, briefing_id, version + 1)
            desk.flash(desk.say("The briefing is saved with its figures."))
    except Refusal as refusal:
        return _again(desk, survey_id, briefing_id, refusal)
    if desk.form.get("action") == "preview":
        return desk.redirect(f"{address}/preview")
    if desk.form.get("action") == "keep":
        desk.flash(desk.say("The draft is kept."))
    return desk.redirect(f"{address}#i-{moved}" if moved else address)


@area.get("/surveys/<int:survey_id>/briefings/<int:briefing_id>/preview", permission=WRITE)
def preview(desk: Desk, survey_id: int, briefing_id: int) -> Response:
    """The page that a draft would give now."""
    return _document(preview_briefing(desk.context, survey_id, briefing_id))


@area.get("/surveys/<int:survey_id>/briefings/<int:briefing_id>/print", permission=WRITE)
def print_saved(desk: Desk, survey_id: int, briefing_id: int) -> Response:
    """The page of a saved briefing, the same bytes every time."""
    return _document(open_saved(desk.context, survey_id, briefing_id))


@area.post("/surveys/<int:survey_id>/briefings/<int:briefing_id>/recompute", permission=WRITE)
def recompute(desk: Desk, survey_id: int, briefing_id: int) -> Response:
    """A new version beside the old one."""
    new_id = recompute_briefing(desk.context, survey_id, briefing_id)
    desk.flash(desk.say("The figures of now are saved as a new version; the old one is kept."))
    return desk.redirect(_address(survey_id, new_id))


@area.post("/surveys/<int:survey_id>/briefings/<int:briefing_id>/delete", permission=WRITE)
def delete(desk: Desk, survey_id: int, briefing_id: int) -> Response:
    """Delete a briefing; the form asked before."""
    drop_briefing(desk.context, survey_id, briefing_id)
    desk.flash(desk.say("The briefing is deleted."))
    return desk.redirect(f"/staff/surveys/{survey_id}/briefings")


def _address(survey_id: int, briefing_id: int) -> str:
    return f"/staff/surveys/{survey_id}/briefings/{briefing_id}"


def _document(document: Document) -> Response:
    reply = Response(document.content, mimetype="text/html")
    reply.headers["Content-Security-Policy"] = document.policy
    return reply


def _again(desk: Desk, survey_id: int, briefing_id: int, refusal: Refusal) -> Response:
    """The draft again, with what was typed and what somebody else saved meanwhile."""
    if refusal.code.startswith("unknown_"):
        raise refusal
    sheet = read_briefing(desk.context, survey_id, briefing_id)
    text = sentence(refusal, desk.language)
    if sheet.line.state != "draft":
        desk.flash(text, kind="warning")
        return desk.redirect(_address(survey_id, briefing_id))
    try:
        typed = read_settings_form(desk.form)
    except Refusal:
        desk.form.setlist("meeting_day", [])
        typed = read_settings_form(desk.form)
    errors = [(FIELDS.get(refusal.code, ""), text)]
    return _builder(desk, survey_id, sheet, typed, errors)


def _builder(
    desk: Desk,
    survey_id: int,
    sheet: BriefingSheet,
    settings: BriefingSettings,
    errors: list[tuple[str, str]] | None = None,
) -> Response:
    return desk.render(
        "briefings/draft.html",
        status=422 if errors else 200,
        survey=survey_header(desk.context, survey_id),
        sheet=sheet,
        settings=settings,
        stored=sheet.settings,
        others=differing(settings, sheet.settings) if errors else (),
        errors=errors or [],
        builder=offer_choices(desk.context, survey_id, settings),
    )
