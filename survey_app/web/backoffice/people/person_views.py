"""One person: grants and terms, the account, what happened last."""

from collections.abc import Callable

from flask import Response

from survey_app.services.context import Context
from survey_app.services.people.account import (
    deactivate_person,
    issue_link,
    reactivate_person,
    reset_account,
    revoke_links,
    sign_out_everywhere,
)
from survey_app.services.people.details import change_details
from survey_app.services.people.grants import add_grant, change_grant, end_grant
from survey_app.services.people.handling import vietnam_today
from survey_app.services.people.person_page import read_person
from survey_app.services.people.units import list_scope_places
from survey_app.services.permissions import Permission
from survey_app.services.refusal import Refusal
from survey_app.web.backoffice.audit.sentences import tell
from survey_app.web.backoffice.people.forms import (
    Typed,
    read_grant,
    read_number,
    read_term,
    read_typed,
    read_version,
)
from survey_app.web.backoffice.people.views import MOST_OFFERED, show_link
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

GRANT = ("role", "unit", "everywhere", "group", "valid_from", "valid_to")
CONFLICT = 409


@area.get("/people/<int:person_id>", permission=Permission.MANAGE_PEOPLE)
def person(desk: Desk, person_id: int) -> Response:
    """The page of somebody in the own units."""
    return _page(desk, person_id)


@area.post("/people/<int:person_id>/details", permission=Permission.MANAGE_PEOPLE)
def details(desk: Desk, person_id: int) -> Response:
    """Another name or contact."""
    typed = read_typed(desk, "name", "contact")
    return _change(
        desk,
        person_id,
        lambda: change_details(desk.context, person_id, **typed.values, version=read_version(desk)),
        desk.say("Saved."),
        ("details", typed),
    )


@area.post("/people/<int:person_id>/grants", permission=Permission.MANAGE_PEOPLE)
def give(desk: Desk, person_id: int) -> Response:
    """A further role."""
    typed = read_typed(desk, *GRANT)
    grant = read_grant(desk, typed)
    if grant is None:
        return _page(desk, person_id, 422, ("grant", typed))
    return _change(
        desk,
        person_id,
        lambda: add_grant(desk.context, person_id, grant, read_version(desk)),
        desk.say("The role has been given; it counts from the next page that they open."),
        ("grant", typed),
    )


@area.post("/people/<int:person_id>/grants/<int:grant_id>", permission=Permission.MANAGE_PEOPLE)
def term(desk: Desk, person_id: int, grant_id: int) -> Response:
    """Another last day, or another group covered."""
    typed = read_typed(desk, "valid_to", "group")
    wanted = read_term(desk, typed)
    form = (f"term{grant_id}", typed)
    if wanted is None:
        return _page(desk, person_id, 422, form)
    return _change(
        desk,
        person_id,
        lambda: change_grant(desk.context, person_id, grant_id, wanted, read_version(desk)),
        desk.say("The term has been saved."),
        form,
    )


@area.post("/people/<int:person_id>/grants/<int:grant_id>/end", permission=Permission.MANAGE_PEOPLE)
def end(desk: Desk, person_id: int, grant_id: int) -> Response:
    """Take a role away at once."""
    return _change(
        desk,
        person_id,
        lambda: end_grant(desk.context, person_id, grant_id, read_version(desk)),
        desk.say("The role has ended; it gives nothing from now on."),
    )


@area.post("/people/<int:person_id>/sign-out", permission=Permission.MANAGE_PEOPLE)
def sign_out(desk: Desk, person_id: int) -> Response:
    """End every session of the person."""
    return _change(
        desk,
        person_id,
        lambda: sign_out_everywhere(desk.context, person_id),
        desk.say("Signed out everywhere."),
    )


@area.post("/people/<int:person_id>/deactivate", permission=Permission.MANAGE_PEOPLE)
def deactivate(desk: Desk, person_id: int) -> Response:
    """Shut the account."""
    return _change(
        desk,
        person_id,
        lambda: deactivate_person(desk.context, person_id, read_version(desk)),
        desk.say("The account is deactivated and signed out everywhere."),
    )


@area.post("/people/<int:person_id>/reactivate", permission=Permission.MANAGE_PEOPLE)
def reactivate(desk: Desk, person_id: int) -> Response:
    """Open the account again."""
    return _change(
        desk,
        person_id,
        lambda: reactivate_person(desk.context, person_id, read_version(desk)),
        desk.say("The account is active again."),
    )


@area.post("/people/<int:person_id>/link", permission=Permission.MANAGE_PEOPLE)
def link(desk: Desk, person_id: int) -> Response:
    """A new one-time link; the one before ends."""
    return _hand_over(desk, person_id, issue_link)


@area.post("/people/<int:person_id>/reset", permission=Permission.MANAGE_PEOPLE)
def reset(desk: Desk, person_id: int) -> Response:
    """End password and second factor, and give a link to choose new ones."""
    return _hand_over(desk, person_id, reset_account)


@area.post("/people/<int:person_id>/link/revoke", permission=Permission.MANAGE_PEOPLE)
def revoke(desk: Desk, person_id: int) -> Response:
    """End the pending link."""
    return _change(
        desk,
        person_id,
        lambda: revoke_links(desk.context, person_id, read_version(desk)),
        desk.say("The link no longer works."),
    )


def _change(
    desk: Desk,
    person_id: int,
    change: Callable[[], object],
    done: str,
    form: tuple[str, Typed] | None = None,
) -> Response:
    """Do it and go back to the page, or show the page with what stood in the way."""
    try:
        change()
    except Refusal as refusal:
        return _refused(desk, person_id, refusal, form)
    desk.flash(done)
    return desk.redirect(f"/staff/people/{person_id}")


def _hand_over(
    desk: Desk, person_id: int, make: Callable[[Context, int, int | None], str]
) -> Response:
    try:
        address = make(desk.context, person_id, read_version(desk))
    except Refusal as refusal:
        return _refused(desk, person_id, refusal, None)
    return show_link(desk, person_id, read_person(desk.context, person_id).name, address)


def _refused(
    desk: Desk, person_id: int, refusal: Refusal, form: tuple[str, Typed] | None
) -> Response:
    """The page again with what was typed; a number that is unknown is no page at all."""
    if refusal.code.startswith("unknown_"):
        raise refusal
    name, typed = form or ("", Typed({}))
    typed.refuse(desk, refusal)
    is_stale = refusal.code == "person_changed"
    return _page(desk, person_id, CONFLICT if is_stale else 422, (name, typed))


def _page(
    desk: Desk, person_id: int, status: int = 200, form: tuple[str, Typed] | None = None
) -> Response:
    shown = read_person(desk.context, person_id, desk.language)
    name, typed = form or ("", Typed({}))
    seen = read_number(desk.form.get("seen", ""), missing=0)
    scope = desk.context.scope
    return desk.render(
        "people/person.html",
        status=status,
        person=shown,
        form=name,
        typed=typed,
        events=[(event, tell(event, desk.language)) for event in shown.events],
        newer={event.id for event in shown.events if event.id > seen and status == CONFLICT},
        blank=Typed({"valid_from": vietnam_today(desk.context).isoformat()}),
        has_everything=scope is None or scope.units is None,
        places=list_scope_places(desk.context, MOST_OFFERED, desk.language),
    )
