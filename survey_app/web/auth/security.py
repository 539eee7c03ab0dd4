"""Flask-Security on our application: its settings, its datastore, none of its hooks or pages."""

import base64
import hashlib
import hmac
from functools import partial
from typing import cast

from flask import Flask, current_app
from flask_babel import Babel
from flask_security import Security

from survey_app.config import Settings
from survey_app.services.context import Context
from survey_app.web.auth.account import Account
from survey_app.web.auth.codes import OnceOnlyTotp
from survey_app.web.auth.datastore import AccountDatastore
from survey_app.web.auth.passwords import SHORTEST, GuessLimit, PasswordRules
from survey_app.web.shared.staff.identity import current_language
from survey_app.wording import LOCALE_FOLDER

ISSUER = "Ý Dân"
RECOVERY_CODES = 8
ARGON2_MEMORY_KIB = 46 * 1024
ARGON2_PASSES = 2
"""46 MiB and two passes: above what OWASP asks, and little enough for a modest server."""


def register_security(app: Flask, context: Context) -> None:
    """Set Flask-Security up; no request outside our own views runs any of it."""
    app.config.update(security_settings(context.settings))
    Babel(
        app,
        default_locale="vi",
        default_translation_directories=str(LOCALE_FOLDER),
        locale_selector=current_language,
        configure_jinja=False,
    )
    Security(
        app,
        AccountDatastore(),
        register_blueprint=False,
        password_util_cls=PasswordRules,
        totp_cls=partial(OnceOnlyTotp, now=lambda: context.clock().timestamp()),  # type: ignore[arg-type]  # it is only called
    )
    app.extensions["ydan_guesses"] = GuessLimit()
    take_hooks_off(app)


def take_hooks_off(app: Flask) -> None:
    """Remove what Flask-Login and Flask-Principal do around every request of the application.

    A citizen's request would open a session and look for a person; ours do so in the staff area.
    """
    security = security_of(app)
    app.before_request_funcs[None].remove(security.principal._on_before_request)
    app.after_request_funcs[None].remove(security.login_manager._update_remember_cookie)
    app.template_context_processors[None] = [
        process
        for process in app.template_context_processors[None]
        if process.__module__ != "flask_login.utils"
    ]


def security_settings(settings: Settings) -> dict[str, object]:
    """The settings of Flask-Security; each of its keys follows from the secret key."""
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__memory_cost": ARGON2_MEMORY_KIB,
            "argon2__rounds": ARGON2_PASSES,
            "argon2__parallelism": 1,
        },
        "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST,
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [
            {"username": {"mapper": str, "case_insensitive": True}}
        ],
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TOTP_ISSUER": ISSUER,
        "SECURITY_TOTP_SECRETS": {"1": derived_key(settings, "totp").decode()},
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": RECOVERY_CODES,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [derived_key(settings, "recovery")],
        "SECURITY_I18N_DIRNAME": [str(LOCALE_FOLDER)],
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
    }


def derived_key(settings: Settings, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, as URL-safe base64 (the form that Fernet takes)."""
    digest = hmac.digest(
        settings.secret_key.encode(), f"account key: {purpose}".encode(), hashlib.sha256
    )
    return base64.urlsafe_b64encode(digest)


def security_of(app: Flask | None = None) -> Security:
    """Flask-Security of an application, by default the one that is running."""
    return cast("Security", (app or current_app).extensions["security"])


def datastore() -> AccountDatastore:
    """The datastore of the running application."""
    return cast("AccountDatastore", security_of().datastore)


def account_of(person_id: int) -> Account:
    """The account of somebody who is signed in or on the way."""
    account = datastore().find_user(id=person_id)
    if account is None:
        raise LookupError(person_id)
    return account
