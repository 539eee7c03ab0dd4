"""The one-time link: choose a password, then a second factor if the role asks for one."""

from flask import Response

from survey_app.services.accounts.delays import delay_key
from survey_app.services.accounts.invitations import (
    OpenInvitation,
    accept_invitation,
    find_open_invitation,
)
from survey_app.services.refusal import Refusal
from survey_app.web.auth.door import Door, opened
from survey_app.web.auth.forms import NewPasswordForm, read
from survey_app.web.auth.new_password import hash_of, password_problems
from survey_app.web.auth.pending import go_on
from survey_app.web.auth.security import account_of

STATUS = {"unknown_invitation": 404, "invitation_used": 410, "invitation_expired": 410}


@opened("/invitation/<token>", "GET", "POST")
def invitation(door: Door, token: str) -> Response:
    """Show who is invited and take the password that they choose."""
    form = read(NewPasswordForm, door.form)
    try:
        invited = find_open_invitation(door.context, token)
        if not door.is_sent:
            return _page(door, invited)
        problems = password_problems(door, form, invited.login)
        if problems:
            return _page(door, invited, problems)
        person_id = accept_invitation(door.context, token, hash_of(form.data["new_password"]))
    except Refusal as refusal:
        status = STATUS.get(refusal.code, 404)
        return door.render("auth/no_invitation.html", status=status, code=refusal.code)
    keys = (delay_key(door.context, invited.login),)
    return go_on(door.context, account_of(person_id), keys, "", "invitation")


def _page(
    door: Door, invited: OpenInvitation, problems: list[tuple[str, str]] | None = None
) -> Response:
    return door.render(
        "auth/invitation.html",
        status=422 if problems else 200,
        invited=invited,
        problems=problems or [],
    )
