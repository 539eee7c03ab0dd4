"""What hangs on the Flask application: the services' context."""

from typing import cast

from flask import Flask, current_app

from survey_app.services.context import Context

KEY = "ydan"


def set_context(app: Flask, context: Context) -> None:
    """Hang the context on the application."""
    app.extensions[KEY] = context


def get_context() -> Context:
    """The context of the application that is running (needs an application context)."""
    return cast("Context", current_app.extensions[KEY])
