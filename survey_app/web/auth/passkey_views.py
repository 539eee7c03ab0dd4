"""The passkeys of the own account: add one under a name, remove one."""

import unicodedata

from flask import Response
from flask_security.utils import get_message

from survey_app.services.accounts.second_factor import must_have_second_factor
from survey_app.services.permissions import Permission
from survey_app.services.refusal import Refusal
from survey_app.web.auth.account import Account
from survey_app.web.auth.account_views import Problems
from survey_app.web.auth.authenticator_views import own_password_problems
from survey_app.web.auth.forms import OwnPasswordForm, PasskeyForm, read
from survey_app.web.auth.passkeys import key_name, registration_options, take_registration
from survey_app.web.auth.security import account_of, datastore, security_of
from survey_app.web.auth.sign_in_views import shown
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

PASSKEYS = "/staff/account/passkeys"


@area.get("/account/passkeys", permission=Permission.OWN_ACCOUNT)
def passkeys(desk: Desk) -> Response:
    """List the passkeys and offer to add one."""
    return _page(desk, account_of(desk.staff.person_id), [])


@area.post("/account/passkeys", permission=Permission.OWN_ACCOUNT)
def add_passkey(desk: Desk) -> Response:
    """Add the passkey that the browser made, under a name."""
    own = account_of(desk.staff.person_id)
    form = read(PasskeyForm, desk.form)
    problems = own_password_problems(desk, own, form) or _name_problems(own, form)
    if problems:
        return _page(desk, own, problems, form)
    name = clean_name(form.data["name"])
    is_first = not own.has_second_factor
    if not take_registration(desk.context, own, form.data["credential"] or "", name):
        failed = desk.say("The passkey was not added: your browser gave none that holds.")
        return _page(desk, own, [("", failed)], form)
    codes = security_of().mf_recovery_codes_util.create_recovery_codes(own) if is_first else []
    datastore().commit()
    if codes:
        return desk.render("auth/recovery_codes.html", codes=codes, next=PASSKEYS)
    desk.flash(desk.say("The passkey was added."))
    return desk.redirect(PASSKEYS)


@area.post("/account/passkeys/remove", permission=Permission.OWN_ACCOUNT)
def remove_passkey(desk: Desk) -> Response:
    """Remove a passkey, unless the role asks for a second factor and it is the last."""
    own = account_of(desk.staff.person_id)
    problems = own_password_problems(desk, own, read(OwnPasswordForm, desk.form))
    kept = [key for key in own.webauthn if key_name(key.credential_id) != desk.form.get("key")]
    if not problems and len(kept) == len(own.webauthn):
        raise Refusal("unknown_passkey")
    is_last = not kept and not own.has_totp
    if not problems and is_last and must_have_second_factor(desk.context, own.id):
        problems = [
            ("", desk.say("Your role asks for a second step: set an authenticator up first."))
        ]
    if problems:
        return _page(desk, own, problems)
    own.webauthn = kept
    if is_last:
        own.mf_recovery_codes = []
    datastore().put(own)
    datastore().commit()
    desk.flash(desk.say("The passkey was removed."))
    return desk.redirect(PASSKEYS)


def clean_name(typed: str) -> str:
    """The name of a passkey as it is kept: NFC, spaces made single."""
    return " ".join(unicodedata.normalize("NFC", typed).split())


def _name_problems(own: Account, form: PasskeyForm) -> Problems:
    """What is wrong with the name of a passkey, in Flask-Security's words."""
    name = clean_name(form.data["name"])
    if not name.isprintable() or not name:
        return [("name", get_message("WEBAUTHN_NAME_DISALLOWED_CHARACTERS")[0])]
    if any(key.name == name for key in own.webauthn):
        return [("name", get_message("WEBAUTHN_NAME_INUSE", name=name)[0])]
    return []


def _page(
    desk: Desk, own: Account, problems: Problems, form: PasskeyForm | None = None
) -> Response:
    if not own.fs_webauthn_user_handle:
        datastore().set_webauthn_user_handle(own)
        datastore().commit()
    return desk.render(
        "auth/passkeys.html",
        status=422 if problems else 200,
        keys=[(key_name(key.credential_id), key) for key in own.webauthn],
        options=registration_options(desk.context, own),
        name=shown(form.data["name"] or "") if form else "",
        problems=problems,
    )
