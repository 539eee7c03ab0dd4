"""Second steps of a sign-in besides a code: a passkey, or setting a required factor up first."""

from flask import Response

from survey_app.services.accounts.delays import delay_key
from survey_app.services.accounts.login_name import normal_login
from survey_app.web.auth.door import Door, opened
from survey_app.web.auth.forms import CodeForm, SignInForm, read
from survey_app.web.auth.passkeys import take_sign_in
from survey_app.web.auth.pending import Pending, begin, find_pending, let_in
from survey_app.web.auth.set_up import new_secret, take_first_code
from survey_app.web.auth.sign_in_views import SIGN_IN, login_page, second_factor_page


@opened("/passkey", "POST")
def passkey(door: Door) -> Response:
    """Sign in with a passkey alone: it verified its person itself, so it is both factors."""
    form = read(SignInForm, door.form)
    if not door.is_sent:
        return login_page(door, form)
    account = take_sign_in(door.context, door.form.get("credential", ""), None)
    if account is None:
        sentence = door.say("The passkey was not used. Try again, or sign in with your password.")
        return login_page(door, form, [("", sentence)], 422)
    keys = (delay_key(door.context, normal_login(account.username)),)
    return let_in(door.context, account, keys, door.form.get("next", ""), "passkey")


@opened("/second-factor/passkey", "POST")
def second_passkey(door: Door) -> Response:
    """Take a passkey as the second step after the password."""
    pending = find_pending(door.context, "code")
    if pending is None:
        return door.redirect(f"{SIGN_IN}?again=1")
    if not door.is_sent:
        return second_factor_page(door, pending.account)
    owner = take_sign_in(door.context, door.form.get("credential", ""), pending.account)
    if owner is None:
        sentence = door.say("The passkey was not used. Try again, or enter a code.")
        return second_factor_page(door, pending.account, [("", sentence)], 422)
    return let_in(door.context, owner, pending.keys, pending.next, "password, passkey")


@opened("/second-factor/set-up", "GET", "POST")
def set_up(door: Door) -> Response:
    """Let somebody whose role asks for a second factor set it up before they are let in."""
    pending = find_pending(door.context, "set_up")
    if pending is None:
        return door.redirect(f"{SIGN_IN}?again=1")
    form = read(CodeForm, door.form)
    problems: list[tuple[str, str]] = []
    if door.is_sent and form.validate():
        codes = take_first_code(pending.account, form.data["code"])
        if codes is not None:
            return _welcome(door, pending, codes)
        problems = [("code", door.say("This code is not right. Wait for the next one."))]
    elif door.is_sent:
        problems = form.problems()
    return door.render(
        "auth/set_up.html",
        status=422 if problems else 200,
        problems=problems,
        **new_secret(pending.account),
    )


def _welcome(door: Door, pending: Pending, codes: list[str]) -> Response:
    """Signed in, with the recovery codes on the page: they are shown this once."""
    begin(door.context, pending.account, pending.keys, "password, code")
    return door.render("auth/recovery_codes.html", codes=codes, next=pending.next)
