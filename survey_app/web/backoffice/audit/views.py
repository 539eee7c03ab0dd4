"""The audit log: filtered, 50 events a page, the state of its chain, and as CSV."""

from urllib.parse import urlencode

from flask import Response, request

from survey_app.services.audit_chain import check_chain
from survey_app.services.audit_log import LogFilter, export_log, find_number, read_log
from survey_app.services.people.handling import vietnam_today
from survey_app.services.permissions import Permission
from survey_app.web.backoffice.audit.sentences import action_names, tell, tell_details
from survey_app.web.backoffice.people.forms import read_day, read_number, read_query
from survey_app.web.backoffice.people.register_views import csv_file
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

NAMES = ("person", "action", "target", "first", "last")
CHECKED_AT_ONCE = 2_000
"""Events that a page hashes again (about a tenth of a second); all of them when asked."""


@area.get("/audit", permission=Permission.VIEW_AUDIT)
def audit(desk: Desk) -> Response:
    """Events of the own units, the newest first."""
    return _page(desk)


@area.get("/audit.csv", permission=Permission.VIEW_AUDIT)
def audit_csv(desk: Desk) -> Response:
    """The matching events with the hashes of the chain, the oldest first."""
    _, wanted, errors = _read(desk)
    if errors:
        return _page(desk, status=422)
    name = f"nhat-ky-{vietnam_today(desk.context).isoformat()}.csv"
    return csv_file(export_log(desk.context, wanted), name)


def _page(desk: Desk, *, status: int = 200) -> Response:
    args, wanted, errors = _read(desk)
    before = read_number(request.args.get("before", ""), missing=0) or None
    page = read_log(desk.context, wanted, before_id=before)
    is_all = request.args.get("check") == "all"
    return desk.render(
        "audit/log.html",
        status=status,
        chain=check_chain(desk.context, newest=None if is_all else CHECKED_AT_ONCE),
        lines=[
            (line, tell(line, desk.language), tell_details(line, desk.language))
            for line in page.lines
        ],
        older=page.older,
        before=before,
        args=args,
        errors=errors,
        query=urlencode({name: value for name, value in args.items() if value}),
        actions=action_names(desk.language),
    )


def _read(desk: Desk) -> tuple[dict[str, str], LogFilter, dict[str, str]]:
    """What was typed, what it means, and what is wrong by field; a wrong field asks nothing."""
    args = read_query(*NAMES)
    errors = {}
    person_id = find_number(desk.context, args["person"]) if args["person"] else None
    if args["person"] and person_id is None:
        errors["person"] = desk.say("Nobody among your people has this login name")
    days = {name: read_day(args[name]) for name in ("first", "last")}
    for name, day in days.items():
        if args[name] and day is None:
            errors[name] = desk.say("Write the day like 31/12/2026")
    wanted = LogFilter(person_id, args["action"], args["target"], days["first"], days["last"])
    return args, wanted, errors
