"""The citizen's area as a whole: its routes and what it says when something is wrong.

The routes hang on the application itself: a blueprint costs every request a walk over its hooks,
and these are the pages that eight thousand people open in the same minute.
"""

from flask import Flask

from survey_app.services.context import Context
from survey_app.web.public.api import add_api
from survey_app.web.public.card_views import add_card
from survey_app.web.public.errors import add_errors
from survey_app.web.public.preview import TrialPages
from survey_app.web.public.qr_views import add_qr
from survey_app.web.public.site import make_site
from survey_app.web.public.views import add_pages, add_script
from survey_app.web.shared.citizen_preview import set_preview


def register_public(app: Flask, context: Context) -> None:
    """Add the pages, the phone's queue, the QR pictures and the error pages."""
    site = make_site(context)
    add_pages(app, site)
    add_script(app, site)
    add_qr(app, site)
    add_card(app, site)
    add_api(app, site)
    add_errors(app, site)
    set_preview(app, TrialPages(context))
