"""A sign-in that is under way: the password was right, a second factor is still asked for.

It lives in the signed cookie for ten minutes, names the account by its uniquifier (a new password
ends it) and opens nothing but the pages of the second factor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from flask import Response, after_this_request, g, redirect, request, session

from survey_app.services.accounts.delays import Key, forget_failures
from survey_app.services.accounts.second_factor import must_have_second_factor
from survey_app.services.accounts.sessions import end_this_session, start_session
from survey_app.services.context import Context
from survey_app.web.auth.account import Account
from survey_app.web.auth.browser import browser_family, remember_browser
from survey_app.web.auth.next_page import next_page
from survey_app.web.auth.security import datastore
from survey_app.web.shared.staff.identity import LANGUAGE, TOKEN

PENDING = "sign_in"
VALID_FOR_S = 600
CSRF = "csrf_token"
WHO = ("staff", "staff_session")
"""What the request has remembered of who asks; after the sign-in that is somebody else."""
CODE_PAGE = "/staff/second-factor"
SET_UP_PAGE = "/staff/second-factor/set-up"

Step = Literal["code", "set_up"]


@dataclass(frozen=True, slots=True)
class Pending:
    """Whose sign-in is under way, at which step, and what to forget and where to go after it."""

    account: Account
    step: Step
    next: str
    keys: tuple[Key, ...]


def go_on(
    context: Context, account: Account, keys: tuple[Key, ...], wanted: str, method: str
) -> Response:
    """After the password: to the second factor where there is or must be one, else in."""
    if account.has_second_factor:
        return _wait_for(context, account, "code", keys, wanted)
    if must_have_second_factor(context, account.id):
        return _wait_for(context, account, "set_up", keys, wanted)
    return let_in(context, account, keys, wanted, method)


def let_in(
    context: Context, account: Account, keys: tuple[Key, ...], wanted: str, method: str
) -> Response:
    """Sign the person in: a new session, a new cookie, and on to the page they wanted."""
    begin(context, account, keys, method)
    return redirect(next_page(wanted), code=303)  # type: ignore[return-value]  # werkzeug's is Flask's here


def begin(context: Context, account: Account, keys: tuple[Key, ...], method: str) -> None:
    """Start the session; everything that the cookie held before is dropped, the language apart."""
    failures = forget_failures(context, *keys)
    browser = browser_family(request.user_agent.string)
    token = start_session(context, account.id, browser=browser, method=method, failures=failures)
    start_anew(context)
    session[TOKEN] = token
    for kept in (*WHO, CSRF):
        g.pop(kept, None)

    @after_this_request
    def remember(reply: Response) -> Response:
        remember_browser(context.settings, request, reply, account.username)
        return reply


def start_anew(context: Context) -> None:
    """Empty the cookie, the language apart, and end the session that it stood for."""
    old, language = session.get(TOKEN), session.get(LANGUAGE)
    if isinstance(old, str):
        end_this_session(context, old)
    session.clear()
    if language:
        session[LANGUAGE] = language


def find_pending(context: Context, step: Step) -> Pending | None:
    """The sign-in under way in this browser, None when there is none at this step any more."""
    kept = session.get(PENDING)
    if not isinstance(kept, Mapping) or kept.get("step") != step:
        return None
    if not 0 <= context.clock().timestamp() - float(kept["at"]) < VALID_FOR_S:
        session.pop(PENDING)
        return None
    account = datastore().find_user(fs_uniquifier=kept["of"])
    if account is None or not account.active:
        return None
    return Pending(account, step, str(kept["next"]), tuple(Key(text) for text in kept["keys"]))


def _wait_for(
    context: Context, account: Account, step: Step, keys: tuple[Key, ...], wanted: str
) -> Response:
    start_anew(context)
    session[PENDING] = {
        "of": account.fs_uniquifier,
        "at": context.clock().timestamp(),
        "step": step,
        "next": next_page(wanted),
        "keys": [key.hash for key in keys],
    }
    path = CODE_PAGE if step == "code" else SET_UP_PAGE
    return redirect(path, code=303)  # type: ignore[return-value]  # werkzeug's is Flask's here
