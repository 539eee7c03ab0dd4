"""The way in and out: password, second factor, sign-out."""

from flask import Response, request, session

from survey_app.services.accounts.sessions import SessionEnd, find_live_session
from survey_app.web.auth.account import Account
from survey_app.web.auth.door import Door, opened
from survey_app.web.auth.forms import CodeForm, SignInForm, read
from survey_app.web.auth.gate import Stopped, check_code, check_password
from survey_app.web.auth.next_page import next_page
from survey_app.web.auth.passkeys import sign_in_options
from survey_app.web.auth.pending import find_pending, go_on, let_in, start_anew
from survey_app.web.auth.stopped import STATUS, stopped_sentence
from survey_app.web.shared.staff.identity import TOKEN, current_staff

SIGN_IN = "/staff/login"


@opened("/login", "GET", "POST")
def login(door: Door) -> Response:
    """Ask for login name and password."""
    wanted = next_page(request.args.get("next", ""))
    if not door.is_sent and not door.is_stale and current_staff() is not None:
        return door.redirect(wanted)
    form = read(SignInForm, door.form)
    if not door.is_sent:
        return login_page(door, form)
    if not form.validate():
        return login_page(door, form, form.problems(), 422)
    known = check_password(door.context, form.data["login"], form.data["password"])
    if isinstance(known, Stopped):
        return login_page(door, form, [("login", stopped_sentence(door, known))], STATUS[known.why])
    return go_on(door.context, known.account, known.keys, wanted, "password")


@opened("/second-factor", "GET", "POST")
def second_factor(door: Door) -> Response:
    """Ask for a code of the authenticator, a recovery code, or a passkey."""
    pending = find_pending(door.context, "code")
    if pending is None:
        return door.redirect(f"{SIGN_IN}?again=1")
    form = read(CodeForm, door.form)
    problems: list[tuple[str, str]] = []
    status = 200
    if door.is_sent and not form.validate():
        problems, status = form.problems(), 422
    elif door.is_sent:
        done = check_code(door.context, pending.account, form.data["code"])
        if not isinstance(done, Stopped):
            keys = (*pending.keys, done)
            return let_in(door.context, pending.account, keys, pending.next, "code")
        problems, status = [("code", stopped_sentence(door, done, code=True))], STATUS[done.why]
    return second_factor_page(door, pending.account, problems, status)


@opened("/logout", "GET", "POST")
def logout(door: Door) -> Response:
    """End this session; a visit without the form (a bookmark) changes nothing."""
    if not door.is_sent:
        return door.redirect("/staff/")
    start_anew(door.context)
    return door.redirect("/staff/signed-out")


@opened("/signed-out", "GET")
def signed_out(door: Door) -> Response:
    """Say that the session has ended."""
    return door.render("auth/signed_out.html")


def second_factor_page(
    door: Door,
    account: Account,
    problems: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> Response:
    """The page that asks for the second step."""
    return door.render(
        "auth/second_factor.html",
        status=status,
        problems=problems or [],
        account=account,
        options=sign_in_options(door.context, account),
    )


def login_page(
    door: Door,
    form: SignInForm,
    problems: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> Response:
    """The sign-in page, with the login name that was typed and never the password."""
    return door.render(
        "auth/login.html",
        status=status,
        problems=problems or [],
        login=shown(form.data.get("login") or ""),
        ended=_why_signed_out(door),
        wanted=_wanted(door),
        idle_minutes=door.context.settings.staff_idle_minutes,
        session_hours=door.context.settings.staff_session_hours,
        options=sign_in_options(door.context, None),
    )


def _wanted(door: Door) -> str:
    """Where the person wanted to go, empty where that was not said."""
    asked = request.args.get("next", "") or door.form.get("next", "")
    return next_page(asked) if asked else ""


def shown(typed: str) -> str:
    """What was typed, with a mark for each sign that no page may hold."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in typed)


def _why_signed_out(door: Door) -> str:
    """Why the session of this browser's cookie is over, empty where there was none."""
    token = session.get(TOKEN)
    found = find_live_session(door.context, token) if isinstance(token, str) else None
    if isinstance(found, SessionEnd) and found is not SessionEnd.UNKNOWN:
        return found.value
    return "sign_in" if request.args.get("again") else ""
