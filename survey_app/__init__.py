"""Ý Dân: the Flask application around questionnaires and analysis."""

from flask import Flask

from survey_app.cli import register_commands
from survey_app.config import Settings, SettingsError, load_settings
from survey_app.extensions import set_context
from survey_app.logs import configure_logs
from survey_app.services.open_store import open_store
from survey_app.web import register_web
from survey_app.wording import has_catalogues

MOST_BODY_BYTES = 65_536
"""A request body above 64 kB is refused with 413."""


def create_app(settings: Settings | None = None) -> Flask:
    """The application, ready to serve; settings come from the environment unless given.

    Refuses to start with SettingsError (a setting missing or unsafe, the catalogues not compiled)
    or StoreError (a database unreachable, not durable or not migrated); each message names what to
    set or run.
    """
    configure_logs()
    if not has_catalogues():
        raise SettingsError("survey_app/locale is not compiled: run `make setup`")
    settings = settings or load_settings()
    context = open_store(settings)
    app = Flask(__name__, static_folder=None)  # our one script has an address of its own
    app.config.update(SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=MOST_BODY_BYTES)
    set_context(app, context)
    register_web(app)
    register_commands(app)
    return app
