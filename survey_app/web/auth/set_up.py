"""Setting an authenticator up: a secret that waits in the cookie, encrypted, for its first code."""

from flask import session

from survey_app.web.auth.account import Account
from survey_app.web.auth.codes import SKEW_S, qr_of
from survey_app.web.auth.security import datastore, security_of

SECRET = "new_authenticator"  # noqa: S105 - the key in the cookie, not a secret
METHOD = "authenticator"


def new_secret(account: Account) -> dict[str, str]:
    """What the page shows: the QR as inline SVG and the key as text, the same until it is taken."""
    totp = security_of().totp_factory
    kept = session.get(SECRET)
    if not (isinstance(kept, list) and kept[0] == account.id):
        kept = session[SECRET] = [account.id, totp.generate_totp_secret()]
    address = totp.get_totp_uri(account.username, kept[1])
    return {
        "qr": qr_of(address, account.username),
        "key": totp.get_totp_pretty_key(kept[1]),
        "address": address,
    }


def take_first_code(account: Account, typed: str) -> list[str] | None:
    """Turn the authenticator on if the code is one of the new secret's: the recovery codes.

    None when the code is not right (or the page was left open for too long): nothing changes.
    Raises Refusal `account_changed`.
    """
    kept = session.get(SECRET)
    if not (isinstance(kept, list) and kept[0] == account.id):
        return None
    account.totp_step = None
    code = "".join(typed.split())
    security = security_of()
    is_code = code.isascii() and code.isdigit()
    if not is_code or not security.totp_factory.verify_totp(
        token=code, totp_secret=kept[1], user=account, window=SKEW_S
    ):
        return None
    datastore().tf_set(account, METHOD, totp_secret=kept[1])
    codes = security.mf_recovery_codes_util.create_recovery_codes(account)
    datastore().commit()
    session.pop(SECRET)
    return codes


def turn_off(account: Account) -> None:
    """Remove the authenticator; the recovery codes go with the last second factor."""
    account.totp_step = None
    datastore().tf_reset(account)
    if not account.webauthn:
        datastore().mf_set_recovery_codes(account, [])
    datastore().commit()
