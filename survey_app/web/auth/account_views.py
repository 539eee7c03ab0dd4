"""The own account: what it is, and its password."""

from flask import Response

from survey_app.services.accounts.second_factor import must_have_second_factor
from survey_app.services.permissions import Permission
from survey_app.web.auth.forms import ChangePasswordForm, read
from survey_app.web.auth.gate import check_own_password
from survey_app.web.auth.new_password import hash_of, password_problems
from survey_app.web.auth.passkeys import has_passkeys
from survey_app.web.auth.security import account_of, datastore
from survey_app.web.auth.stopped import STATUS, stopped_sentence
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

ACCOUNT = "/staff/account"
Problems = list[tuple[str, str]]


@area.get("/account", permission=Permission.OWN_ACCOUNT)
def account(desk: Desk) -> Response:
    """Show the person's own account: names, and what they sign in with."""
    own = account_of(desk.staff.person_id)
    return desk.render(
        "auth/account.html",
        account=own,
        codes_left=len(own.mf_recovery_codes),
        is_required=must_have_second_factor(desk.context, own.id),
        has_passkeys=has_passkeys(desk.context.settings),
    )


@area.get("/account/password", permission=Permission.OWN_ACCOUNT)
def password_form(desk: Desk) -> Response:
    """Ask for the password now and a new one."""
    return desk.render("auth/password.html", problems=[])


@area.post("/account/password", permission=Permission.OWN_ACCOUNT)
def change_password(desk: Desk) -> Response:
    """Change the password; every other browser is signed out."""
    form = read(ChangePasswordForm, desk.form)
    own = account_of(desk.staff.person_id)
    problems = password_problems(desk, form, own.username)
    if problems:
        return desk.render("auth/password.html", status=422, problems=problems)
    if form.data["new_password"] == form.data["password"]:
        same = [("new_password", desk.say("This is the password that you have already."))]
        return desk.render("auth/password.html", status=422, problems=same)
    stopped = check_own_password(desk.context, own, form.data["password"])
    if stopped:
        problems = [("password", stopped_sentence(desk, stopped, own=True))]
        return desk.render("auth/password.html", status=STATUS[stopped.why], problems=problems)
    own.password = hash_of(form.data["new_password"])
    datastore().put(own)
    datastore().commit()
    desk.flash(desk.say("The password was changed. You are signed out everywhere else."))
    return desk.redirect(ACCOUNT)
