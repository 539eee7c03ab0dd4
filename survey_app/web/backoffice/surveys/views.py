"""The list of surveys, and one survey at a glance."""

from urllib.parse import urlencode

from flask import Response, request

from survey_app.services.permissions import Permission
from survey_app.services.survey_header import survey_header
from survey_app.services.surveys.browse_surveys import Stage, SurveyList, Wanted, browse_surveys
from survey_app.services.surveys.overview import may_manage, survey_overview
from survey_app.services.surveys.put_away import archive_survey, delete_draft, restore_survey
from survey_app.services.surveys.quota_caps import group_names
from survey_app.services.surveys.state import close_survey, open_survey
from survey_app.web.backoffice.surveys.forms import printable, read_number
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

LIST = "/staff/surveys"
LONGEST_WORDS = 200


@area.get("/", permission=Permission.VIEW_SURVEYS)
def home(desk: Desk) -> Response:
    """The start of the staff's side: the list of surveys."""
    return index(desk)


@area.get("/surveys", permission=Permission.VIEW_SURVEYS)
def index(desk: Desk) -> Response:
    """The surveys within reach, the newest first."""
    words = printable(request.args.get("q", ""))[:LONGEST_WORDS]
    stage = request.args.get("stage", "")
    page = read_number(request.args.get("page")) or 1
    wanted = Wanted(words, Stage(stage) if stage in set(Stage) else None, page)
    found = browse_surveys(desk.context, wanted)
    return desk.render(
        "surveys/list.html",
        found=found,
        wanted=wanted,
        before=_address(wanted, found.page - 1, found),
        after=_address(wanted, found.page + 1, found),
    )


@area.get("/surveys/<int:survey_id>", permission=Permission.VIEW_SURVEYS)
def overview(desk: Desk, survey_id: int) -> Response:
    """One survey at a glance."""
    found = survey_overview(desk.context, survey_id)
    return desk.render(
        "surveys/overview.html",
        survey=survey_header(desk.context, survey_id),
        overview=found,
        names=group_names(found.questionnaire),
        may_manage=may_manage(desk.context, desk.staff, found.unit_code),
    )


@area.post("/surveys/<int:survey_id>/open", permission=Permission.MANAGE_SURVEYS)
def open_(desk: Desk, survey_id: int) -> Response:
    """Open a draft."""
    open_survey(desk.context, survey_id)
    desk.flash(desk.say("The survey is open: its QR codes take answers."))
    return desk.redirect(f"{LIST}/{survey_id}")


@area.post("/surveys/<int:survey_id>/close", permission=Permission.MANAGE_SURVEYS)
def close(desk: Desk, survey_id: int) -> Response:
    """Close an open survey."""
    close_survey(desk.context, survey_id)
    desk.flash(desk.say("The survey is closed: no more answers are taken."))
    return desk.redirect(f"{LIST}/{survey_id}")


@area.post("/surveys/<int:survey_id>/archive", permission=Permission.MANAGE_SURVEYS)
def archive(desk: Desk, survey_id: int) -> Response:
    """Put a survey away."""
    archive_survey(desk.context, survey_id)
    undo = f"{LIST}/{survey_id}/restore"
    desk.flash(desk.say("Put away: survey %(survey)s", survey=survey_id), undo=undo)
    return desk.redirect(LIST)


@area.post("/surveys/<int:survey_id>/restore", permission=Permission.MANAGE_SURVEYS)
def restore(desk: Desk, survey_id: int) -> Response:
    """Take a survey out again."""
    restore_survey(desk.context, survey_id)
    desk.flash(desk.say("The survey is on the list again."))
    return desk.redirect(f"{LIST}/{survey_id}")


@area.post("/surveys/<int:survey_id>/delete", permission=Permission.MANAGE_SURVEYS)
def delete(desk: Desk, survey_id: int) -> Response:
    """Delete a draft that nobody answered."""
    delete_draft(desk.context, survey_id)
    desk.flash(desk.say("Deleted: draft %(survey)s", survey=survey_id))
    return desk.redirect(LIST)


def _address(wanted: Wanted, page: int, found: SurveyList) -> str:
    """The address of another page of the same search, empty where there is none."""
    if not 1 <= page <= found.pages:
        return ""
    stage = wanted.stage.value if wanted.stage else ""
    return f"{LIST}?{urlencode({'q': wanted.words, 'stage': stage, 'page': page})}"
