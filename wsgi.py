"""The application for servers and for `flask`: found by both from the project's folder."""

import os
import sqlite3
import sys

from flask import Flask

from survey_app import create_app
from survey_app.config import SettingsError
from survey_app.extensions import get_context
from survey_app.jobs.consumer import start_consumer
from survey_app.store.errors import StoreError


def _create_or_exit() -> Flask:
    """The application, or exit code 1 and the reason in plain words, without a traceback."""
    try:
        return create_app()
    except (SettingsError, StoreError) as error:
        sys.exit(f"Ý Dân: {error}")


app = _create_or_exit()
if not os.environ.get("FLASK_RUN_FROM_CLI"):  # a command is no server: it ends when it is done
    with app.app_context():
        try:
            start_consumer(get_context())
        except (OSError, sqlite3.Error) as error:  # a full disk: answering comes first
            sys.stderr.write(f"Ý Dân: no background work: {error}\n")
