"""The web: citizens' pages and the staff's; each later area is one more line in `register_web`."""

from flask import Flask

from survey_app.extensions import get_context
from survey_app.web.auth.routes import register_auth
from survey_app.web.backoffice.routes import ROOMS
from survey_app.web.public.routes import register_public
from survey_app.web.shared.staff.register import register_staff


def register_web(app: Flask) -> None:
    """Add every area's routes and the answers to errors; the context must be set before."""
    with app.app_context():
        context = get_context()
    register_public(app, context)
    register_auth(app, context)
    register_staff(app, context, ROOMS)
