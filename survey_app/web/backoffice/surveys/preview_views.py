"""A survey as people will see it: in the frame of a phone, in every language, nothing stored."""

from flask import Response, request
from flask_wtf.csrf import generate_csrf

from survey_app.services.permissions import Permission
from survey_app.services.survey_header import survey_header
from survey_app.services.surveys.preview_survey import preview_page
from survey_app.web.shared.citizen_preview import get_preview
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk


@area.get("/surveys/<int:survey_id>/preview", permission=Permission.VIEW_SURVEYS)
def frame(desk: Desk, survey_id: int) -> Response:
    """The phone's frame with a switch of the language."""
    questionnaire = preview_page(desk.context, survey_id).questionnaire
    codes = questionnaire.shown_languages
    chosen = request.args.get("lang", "")
    return desk.render(
        "surveys/preview.html",
        survey=survey_header(desk.context, survey_id),
        codes=codes,
        chosen=chosen if chosen in codes else codes[0],
    )


@area.get("/surveys/<int:survey_id>/preview/page", permission=Permission.VIEW_SURVEYS)
def page(desk: Desk, survey_id: int) -> Response:
    """The first page that people see."""
    shown = preview_page(desk.context, survey_id)
    return get_preview().first(request, shown, generate_csrf())


@area.post("/surveys/<int:survey_id>/preview/page", permission=Permission.VIEW_SURVEYS)
def step(desk: Desk, survey_id: int) -> Response:
    """The page that follows what was pressed."""
    shown = preview_page(desk.context, survey_id)
    fields = {name: tuple(desk.form.getlist(name)) for name in desk.form}
    return get_preview().step(request, shown, generate_csrf(), fields)
