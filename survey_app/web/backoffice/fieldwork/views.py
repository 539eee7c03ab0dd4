"""The pages of a survey's fieldwork."""

from flask import Response, request

from survey_app.services.board.board import read_board
from survey_app.services.board.coverage import export_coverage, read_coverage
from survey_app.services.board.reminders import (
    note_reminder,
    read_reminders,
    withdraw_reminder,
)
from survey_app.services.board.units import UnitLine
from survey_app.services.permissions import Permission
from survey_app.services.survey_header import survey_header
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

ROOM = "/surveys/<int:survey_id>/fieldwork"
MOST_TURNS = 80
"""Twenty minutes of looking every fifteen seconds: a page left open must not keep its person
signed in all day."""


@area.get(ROOM, permission=Permission.VIEW_FIELDWORK)
def board(desk: Desk, survey_id: int) -> Response:
    """What came in and whom to call; htmx asks for the changing part alone."""
    survey = survey_header(desk.context, survey_id)
    found = read_board(desk.context, survey_id)
    turn = _turn()
    is_live = found.is_open and 0 <= turn < MOST_TURNS
    template = "fieldwork/live.html" if desk.is_fragment else "fieldwork/board.html"
    return desk.render(template, survey=survey, board=found, is_live=is_live, turn=turn + 1)


@area.get(f"{ROOM}/coverage", permission=Permission.VIEW_FIELDWORK)
def coverage(desk: Desk, survey_id: int) -> Response:
    """Where nobody has answered yet, province by province."""
    survey = survey_header(desk.context, survey_id)
    found = read_coverage(desk.context, survey_id, request.args.get("province", ""))
    return desk.render("fieldwork/coverage.html", survey=survey, coverage=found)


@area.get(f"{ROOM}/coverage.csv", permission=Permission.EXPORT_RESULTS)
def coverage_file(desk: Desk, survey_id: int) -> Response:
    """The coverage of every unit in the scope as CSV."""
    text = export_coverage(desk.context, survey_id, desk.say)
    reply = Response(text, mimetype="text/csv")
    name = f"do-phu-{survey_id}.csv"
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply


@area.get(f"{ROOM}/reminders", permission=Permission.MANAGE_COLLECTORS)
def reminders(desk: Desk, survey_id: int) -> Response:
    """Whom to remind, with the words ready."""
    survey = survey_header(desk.context, survey_id)
    province = request.args.get("province", "")
    found = read_reminders(desk.context, survey_id, province, _page())
    return desk.render("fieldwork/reminders.html", survey=survey, page=found)


@area.post(f"{ROOM}/reminders/<unit_code>", permission=Permission.MANAGE_COLLECTORS)
def remind(desk: Desk, survey_id: int, unit_code: str) -> Response:
    """Note that a unit was reminded today."""
    unit = note_reminder(desk.context, survey_id, unit_code)
    message = desk.say("Noted: %(unit)s was reminded today.", unit=unit.name_within)
    undo = f"/staff/surveys/{survey_id}/fieldwork/reminders/{unit_code}/undo"
    desk.flash(message, undo=f"{undo}?page={_page()}")
    return _back_to(desk, survey_id, unit)


@area.post(f"{ROOM}/reminders/<unit_code>/undo", permission=Permission.MANAGE_COLLECTORS)
def undo_reminder(desk: Desk, survey_id: int, unit_code: str) -> Response:
    """Take the newest note of a reminder back."""
    unit = withdraw_reminder(desk.context, survey_id, unit_code)
    desk.flash(desk.say("The note about %(unit)s was taken back.", unit=unit.name_within))
    return _back_to(desk, survey_id, unit)


def _back_to(desk: Desk, survey_id: int, unit: UnitLine) -> Response:
    where = f"province={unit.parent}&page={_page()}#u{unit.code}"
    return desk.redirect(f"/staff/surveys/{survey_id}/fieldwork/reminders?{where}")


def _page() -> int:
    return _number("page", 1)


def _turn() -> int:
    """How many times the open page has asked by itself; -1 where it is told not to."""
    return -1 if request.args.get("turn") == "off" else _number("turn", 0)


def _number(name: str, usual: int) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else usual
