"""The list of a survey's collectors, and the page of each."""

from urllib.parse import urlencode

from flask import Response, request

from survey_app.services.collecting.channels import CHANNELS
from survey_app.services.collecting.lines import Wanted, list_lines
from survey_app.services.collecting.print_notice import make_notice
from survey_app.services.collecting.sheet import read_sheet
from survey_app.services.jobs.progress import list_jobs
from survey_app.services.permissions import Permission
from survey_app.services.survey_header import survey_header
from survey_app.web.backoffice.collectors.forms import read_wanted
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

ROOM = "/surveys/<int:survey_id>/collectors"


@area.get(ROOM, permission=Permission.VIEW_SURVEYS)
def collectors(desk: Desk, survey_id: int) -> Response:
    """The collectors by unit, searched, in pages."""
    survey = survey_header(desk.context, survey_id)
    wanted = read_wanted(request.args)
    found = list_lines(desk.context, survey_id, wanted)
    room = f"/staff{ROOM.replace('<int:survey_id>', str(survey_id))}"
    return desk.render(
        "collectors/list.html",
        survey=survey,
        room=room,
        found=found,
        wanted=wanted,
        channels=CHANNELS,
        jobs=list_jobs(desk.context, survey_id, kind="notices"),
        before=list_address(room, wanted, found.page - 1) if found.page > 1 else "",
        after=list_address(room, wanted, found.page + 1) if found.page < found.pages else "",
    )


def list_address(room: str, wanted: Wanted, page: int) -> str:
    """The address of another page of the same list."""
    asked = {"q": wanted.words, "state": wanted.state, "channel": wanted.channel}
    kept = {name: value for name, value in asked.items() if value}
    return f"{room}?{urlencode(kept | {'page': page})}"


@area.get(f"{ROOM}/<code>", permission=Permission.VIEW_SURVEYS)
def collector(desk: Desk, survey_id: int, code: str) -> Response:
    """One collector: its QR, its notice, its text to post, what can be done with it."""
    survey = survey_header(desk.context, survey_id)
    sheet = read_sheet(desk.context, survey_id, code)
    return desk.render("collectors/page.html", survey=survey, sheet=sheet)


@area.get(f"{ROOM}/<code>/notice.pdf", permission=Permission.VIEW_SURVEYS)
def notice(desk: Desk, survey_id: int, code: str) -> Response:
    """The A4 notice of one collector."""
    pdf = make_notice(desk.context, code, survey_id)
    reply = Response(pdf, mimetype="application/pdf")
    name = f"thong-bao-{code.upper()}.pdf"
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply
