"""Checking who somebody is: the password first, then a code, each with its delay."""

from dataclasses import dataclass
from typing import Literal

from flask import current_app, request

from survey_app.services.accounts.delays import (
    Key,
    Try,
    claim_try,
    delay_key,
    give_back,
    tell_failure,
    wait_of,
)
from survey_app.services.accounts.login_name import normal_login
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal
from survey_app.web.auth.account import Account
from survey_app.web.auth.browser import known_browser_token
from survey_app.web.auth.codes import SKEW_S
from survey_app.web.auth.passwords import GuessLimit, is_password
from survey_app.web.auth.security import datastore, security_of

Why = Literal["wrong", "wait", "busy"]


@dataclass(frozen=True, slots=True)
class Stopped:
    """Not let in. `wait_s` is how long until the next try counts."""

    why: Why
    wait_s: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """The password was right; `keys` hold the failures to forget once all is done."""

    account: Account
    keys: tuple[Key, ...]


def check_password(context: Context, login: str, password: str) -> Known | Stopped:
    """Whether the password is that of the login name; unknown names cost and wait the same."""
    name = normal_login(login)
    key = delay_key(context, name, known_browser_token(context.settings, request, name))
    claimed = _claim(context, key)
    if isinstance(claimed, Stopped):
        return claimed
    account = datastore().find_user(username=name)
    if is_password(account, password) and account is not None:
        give_back(context, key)
        return Known(account, (key,))
    return _wrong(context, claimed)


def check_own_password(context: Context, account: Account, password: str) -> Stopped | None:
    """Whether somebody who is signed in can still say the password; None when it is right."""
    known = check_password(context, account.username, password)
    return known if isinstance(known, Stopped) else None


def check_code(context: Context, account: Account, typed: str) -> Key | Stopped:
    """Whether a code of the authenticator or a recovery code is right; it is used up thereby."""
    key = delay_key(context, f"code:{account.id}")
    claimed = _claim(context, key)
    if isinstance(claimed, Stopped):
        return claimed
    if _takes_code(account, "".join(typed.split())):
        give_back(context, key)
        return key
    return _wrong(context, claimed)


def _takes_code(account: Account, code: str) -> bool:
    is_right = _takes_totp(account, code) or _takes_recovery_code(account, code.lower())
    if not is_right:
        return False
    datastore().put(account)
    try:
        datastore().commit()
    except Refusal:  # the same code at the same moment in another window: only one of them counts
        return False
    return True


def _takes_totp(account: Account, code: str) -> bool:
    if not account.has_totp or not (code.isascii() and code.isdigit()):
        return False
    secret = account.tf_totp_secret or ""
    totp = security_of().totp_factory
    return totp.verify_totp(token=code, totp_secret=secret, user=account, window=SKEW_S)


def _takes_recovery_code(account: Account, code: str) -> bool:
    codes = security_of().mf_recovery_codes_util
    if not codes.check_recovery_code(account, code):
        return False
    return codes.delete_recovery_code(account, code)


def _claim(context: Context, key: Key) -> Try | Stopped:
    limit: GuessLimit = current_app.extensions["ydan_guesses"]
    if not limit.take():
        return Stopped("busy", 1)
    claimed = claim_try(context, key)
    return Stopped("wait", claimed.wait_s) if claimed.wait_s else claimed


def _wrong(context: Context, claimed: Try) -> Stopped:
    tell_failure(context, claimed.failures)
    return Stopped("wrong", wait_of(claimed.failures))
