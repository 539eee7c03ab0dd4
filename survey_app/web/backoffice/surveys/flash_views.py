"""A flash survey in three clicks: the button, a template, open now."""

from flask import Response

from survey_app.refusals import sentence
from survey_app.services.permissions import Permission
from survey_app.services.refusal import Refusal
from survey_app.services.survey_header import survey_header
from survey_app.services.surveys.flash_survey import find_flash, list_flash_templates, start_flash
from survey_app.services.surveys.overview import owner_units
from survey_app.web.backoffice.surveys.create_views import unit_of
from survey_app.web.backoffice.surveys.forms import printable
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

SURVEYS = "/staff/surveys"
SUBJECT_CODES = frozenset({"title_missing", "title_too_long", "bad_characters"})
LONGEST_SUBJECT = 120


@area.get("/flash", permission=Permission.MANAGE_SURVEYS)
def templates(desk: Desk) -> Response:
    """Choose a template."""
    return _templates_page(desk, "", "")


@area.post("/flash", permission=Permission.MANAGE_SURVEYS)
def start(desk: Desk) -> Response:
    """Open a survey of the template now."""
    template, subject = desk.form.get("template", ""), desk.form.get("subject", "")
    try:
        made = start_flash(desk.context, template, subject=subject, unit_code=unit_of(desk))
    except Refusal as refusal:
        if refusal.code not in SUBJECT_CODES:
            raise
        return _templates_page(desk, subject, sentence(refusal, desk.language))
    return desk.redirect(f"{SURVEYS}/{made.survey_id}/flash")


@area.get("/surveys/<int:survey_id>/flash", permission=Permission.VIEW_SURVEYS)
def started(desk: Desk, survey_id: int) -> Response:
    """The QR and the link of an open flash survey."""
    found = find_flash(desk.context, survey_id)
    return desk.render(
        "surveys/flash_open.html",
        survey=survey_header(desk.context, survey_id),
        found=found,
        address=f"/s/{found.code}",
        link=f"{desk.context.settings.public_url}/s/{found.code}",
    )


def _templates_page(desk: Desk, subject: str, error: str) -> Response:
    return desk.render(
        "surveys/flash.html",
        status=422 if error else 200,
        templates=list_flash_templates(),
        units=owner_units(desk.context, desk.staff),
        subject=printable(subject),
        error=error,
    )
