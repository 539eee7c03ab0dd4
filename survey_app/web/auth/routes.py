"""The room of signing in: its views put themselves on the staff's area when imported."""

from types import ModuleType

from flask import Flask

from survey_app.services.context import Context
from survey_app.web.auth import (
    account_views,
    authenticator_views,
    invitation_views,
    passkey_views,
    second_factor_views,
    session_views,
    sign_in_views,
)
from survey_app.web.auth.security import register_security

VIEWS: tuple[ModuleType, ...] = (
    account_views,
    authenticator_views,
    invitation_views,
    passkey_views,
    second_factor_views,
    session_views,
    sign_in_views,
)


def register_auth(app: Flask, context: Context) -> None:
    """Set Flask-Security up; the views are on the staff's area already."""
    register_security(app, context)
