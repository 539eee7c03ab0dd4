"""The citizen's area as a whole: its blueprint and what it says when something is wrong."""

from flask import Blueprint, Flask

from survey_app.services.context import Context
from survey_app.web.public.api import add_api
from survey_app.web.public.errors import add_errors
from survey_app.web.public.qr_views import add_qr
from survey_app.web.public.site import make_site
from survey_app.web.public.views import add_pages, add_script


def register_public(app: Flask, context: Context) -> None:
    """Add the pages, the phone's queue, the QR pictures and the error pages."""
    site = make_site(context)
    blueprint = Blueprint("public", __name__)
    add_pages(blueprint, site)
    add_script(blueprint, site)
    add_qr(blueprint, site)
    add_api(blueprint, site)
    app.register_blueprint(blueprint)
    add_errors(app, site)
