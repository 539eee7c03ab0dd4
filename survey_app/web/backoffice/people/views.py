"""The list of the people, and the invitation of somebody new."""

from urllib.parse import urlencode

from flask import Response, request

from survey_app.services.people.handling import vietnam_today
from survey_app.services.people.handover import draw_link
from survey_app.services.people.invite_person import NewPerson, invite_person
from survey_app.services.people.list_people import STATES, PeopleFilter, list_people
from survey_app.services.people.units import list_scope_places
from survey_app.services.permissions import Permission, Role
from survey_app.services.refusal import Refusal
from survey_app.web.backoffice.people.forms import (
    Typed,
    find_unit_code,
    read_grant,
    read_number,
    read_query,
    read_typed,
)
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

MOST_OFFERED = 200
"""A list of more units than this helps nobody; then the name is typed."""
INVITED = (
    "login", "name", "contact", "role", "unit", "everywhere", "group", "valid_from", "valid_to",
)  # fmt: skip


@area.get("/people", permission=Permission.MANAGE_PEOPLE)
def people(desk: Desk) -> Response:
    """Everybody with a grant in the own units: searched, filtered, 50 a page."""
    args = read_query("q", "unit", "role", "state")
    unit_code, wrong = find_unit_code(desk, args["unit"])
    wanted = PeopleFilter(
        search=args["q"],
        unit_code=unit_code,
        role=args["role"] if args["role"] in set(Role) else "",
        state=args["state"] if args["state"] in STATES else "",
        page=read_number(request.args.get("page", ""), missing=1),
    )
    page = list_people(desk.context, wanted, desk.language)
    return desk.render(
        "people/list.html",
        page=page,
        args=args,
        unit_error=wrong,
        address=f"/staff/people?{urlencode({k: v for k, v in args.items() if v})}",
        places=list_scope_places(desk.context, MOST_OFFERED, desk.language),
    )


@area.get("/people/invite", permission=Permission.MANAGE_PEOPLE)
def invite_form(desk: Desk) -> Response:
    """The empty form."""
    today = vietnam_today(desk.context).isoformat()
    return _form(desk, Typed(dict.fromkeys(INVITED, "") | {"valid_from": today}))


@area.post("/people/invite", permission=Permission.MANAGE_PEOPLE)
def invite(desk: Desk) -> Response:
    """Store the person and show the link: the only time that anybody sees it."""
    typed = read_typed(desk, *INVITED)
    grant = read_grant(desk, typed)
    if grant is None:
        return _form(desk, typed, status=422)
    values = typed.values
    wanted = NewPerson(values["login"], values["name"], grant, values["contact"])
    try:
        invited = invite_person(desk.context, wanted)
    except Refusal as refusal:
        typed.refuse(desk, refusal)
        return _form(desk, typed, status=422)
    return show_link(desk, invited.person_id, values["name"], invited.address)


def show_link(desk: Desk, person_id: int, name: str, address: str) -> Response:
    """The page with a one-time link; it answers the POST itself, for the link is kept nowhere."""
    picture = draw_link(address, desk.say("QR code of the one-time link"))
    return desk.render(
        "people/link.html", person_id=person_id, name=name, link=address, picture=picture
    )


def _form(desk: Desk, typed: Typed, *, status: int = 200) -> Response:
    scope = desk.context.scope
    return desk.render(
        "people/invite.html",
        status=status,
        typed=typed,
        has_everything=scope is None or scope.units is None,
        places=list_scope_places(desk.context, MOST_OFFERED, desk.language),
    )
