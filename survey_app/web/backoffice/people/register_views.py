"""The register of opinion collaborators, on the page and as CSV."""

from urllib.parse import urlencode

from flask import Response, request

from survey_app.services.people.handling import vietnam_today
from survey_app.services.people.register import RegisterFilter, export_register, read_register
from survey_app.services.people.units import list_scope_places
from survey_app.services.permissions import Permission
from survey_app.web.backoffice.people.forms import find_unit_code, read_number, read_query
from survey_app.web.backoffice.people.views import MOST_OFFERED
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk


@area.get("/people/register", permission=Permission.MANAGE_PEOPLE)
def register(desk: Desk) -> Response:
    """Collaborators with unit, group and term; who ends first stands first."""
    return _page(desk)


@area.get("/people/register.csv", permission=Permission.MANAGE_PEOPLE)
def register_csv(desk: Desk) -> Response:
    """The same lines as a file, all of them."""
    _, wanted, wrong = _read(desk)
    if wrong:
        return _page(desk, status=422)
    lines = export_register(desk.context, wanted, _heads(desk), desk.language)
    name = f"cong-tac-vien-{vietnam_today(desk.context).isoformat()}.csv"
    return csv_file(lines, name)


def _page(desk: Desk, *, status: int = 200) -> Response:
    args, wanted, wrong = _read(desk)
    query = urlencode({name: value for name, value in args.items() if value})
    return desk.render(
        "people/register.html",
        status=status,
        page=read_register(desk.context, wanted, desk.language),
        args=args,
        unit_error=wrong,
        query=query,
        places=list_scope_places(desk.context, MOST_OFFERED, desk.language),
    )


def csv_file(lines: object, name: str) -> Response:
    """Lines as a file to keep; they are sent as they are made."""
    reply = Response(lines, mimetype="text/csv")  # type: ignore[arg-type]  # an iterable of texts
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply


def _read(desk: Desk) -> tuple[dict[str, str], RegisterFilter, str]:
    args = read_query("q", "unit")
    unit_code, wrong = find_unit_code(desk, args["unit"])
    page = read_number(request.args.get("page", ""), missing=1)
    return args, RegisterFilter(args["q"], unit_code, page), wrong


def _heads(desk: Desk) -> tuple[str, ...]:
    return (
        desk.say("Name"),
        desk.say("Unit code"),
        desk.say("Unit"),
        desk.say("Group covered"),
        desk.say("Contact"),
        desk.say("First day"),
        desk.say("Last day"),
        desk.say("Days left"),
        desk.say("Term"),
    )
