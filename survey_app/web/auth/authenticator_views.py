"""The authenticator and the recovery codes of the own account; the password is asked for first."""

from flask import Response

from survey_app.services.accounts.second_factor import must_have_second_factor
from survey_app.services.permissions import Permission
from survey_app.web.auth.account import Account
from survey_app.web.auth.account_views import ACCOUNT, Problems
from survey_app.web.auth.forms import OwnPasswordForm, SetUpForm, read
from survey_app.web.auth.gate import check_own_password
from survey_app.web.auth.security import account_of, datastore, security_of
from survey_app.web.auth.set_up import new_secret, take_first_code, turn_off
from survey_app.web.auth.stopped import stopped_sentence
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk


@area.get("/account/authenticator", permission=Permission.OWN_ACCOUNT)
def authenticator(desk: Desk) -> Response:
    """Show how to set an authenticator up, the first one or that of a new phone."""
    return _page(desk, account_of(desk.staff.person_id), [])


@area.post("/account/authenticator", permission=Permission.OWN_ACCOUNT)
def turn_on_authenticator(desk: Desk) -> Response:
    """Turn the authenticator on with its first code; shows the recovery codes, once."""
    own = account_of(desk.staff.person_id)
    form = read(SetUpForm, desk.form)
    problems = own_password_problems(desk, own, form)
    if problems:
        return _page(desk, own, problems)
    codes = take_first_code(own, form.data["code"])
    if codes is None:
        wrong = desk.say("This code is not right. Wait for the next one.")
        return _page(desk, own, [("code", wrong)])
    return desk.render("auth/recovery_codes.html", codes=codes, next=ACCOUNT)


@area.post("/account/authenticator/remove", permission=Permission.OWN_ACCOUNT)
def remove_authenticator(desk: Desk) -> Response:
    """Turn the authenticator off, unless the role asks for a second factor and it is the last."""
    own = account_of(desk.staff.person_id)
    problems = own_password_problems(desk, own, read(OwnPasswordForm, desk.form))
    if not problems and not own.webauthn and must_have_second_factor(desk.context, own.id):
        problems = [("", desk.say("Your role asks for a second step: add a passkey first."))]
    if problems:
        return _page(desk, own, problems)
    turn_off(own)
    desk.flash(desk.say("The authenticator is off."))
    return desk.redirect(ACCOUNT)


@area.get("/account/recovery-codes", permission=Permission.OWN_ACCOUNT)
def recovery_codes(desk: Desk) -> Response:
    """Say how many recovery codes are left and offer new ones."""
    own = account_of(desk.staff.person_id)
    return desk.render("auth/new_codes.html", account=own, problems=[])


@area.post("/account/recovery-codes", permission=Permission.OWN_ACCOUNT)
def new_recovery_codes(desk: Desk) -> Response:
    """Make new recovery codes, which end the old ones, and show them once."""
    own = account_of(desk.staff.person_id)
    problems = own_password_problems(desk, own, read(OwnPasswordForm, desk.form))
    if not problems and not own.has_second_factor:
        problems = [("", desk.say("Recovery codes are of use with a second step only."))]
    if problems:
        return desk.render("auth/new_codes.html", status=422, account=own, problems=problems)
    codes = security_of().mf_recovery_codes_util.create_recovery_codes(own)
    datastore().commit()
    return desk.render("auth/recovery_codes.html", codes=codes, next=ACCOUNT)


def own_password_problems(desk: Desk, own: Account, form: OwnPasswordForm) -> Problems:
    """What is wrong with a form that asks for the password again; nothing when all is right."""
    if not form.validate():
        return form.problems()
    stopped = check_own_password(desk.context, own, form.data["password"])
    return [("password", stopped_sentence(desk, stopped, own=True))] if stopped else []


def _page(desk: Desk, own: Account, problems: Problems) -> Response:
    return desk.render(
        "auth/authenticator_page.html",
        status=422 if problems else 200,
        account=own,
        problems=problems,
        is_kept=not own.webauthn and must_have_second_factor(desk.context, own.id),
        **new_secret(own),
    )
