"""The application for servers and for `flask`: found by both from the project's folder."""

import sys

from flask import Flask

from survey_app import create_app
from survey_app.config import SettingsError
from survey_app.store.errors import StoreError


def _create_or_exit() -> Flask:
    """The application, or exit code 1 and the reason in plain words, without a traceback."""
    try:
        return create_app()
    except (SettingsError, StoreError) as error:
        sys.exit(f"Ý Dân: {error}")


app = _create_or_exit()
