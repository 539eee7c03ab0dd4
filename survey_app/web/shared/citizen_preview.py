"""The seam through which the staff shows the citizens' pages: both areas know it, not each other.

The citizens' area puts itself here when it is registered; whoever shows a preview asks for it.
"""

from typing import Protocol, cast

from flask import Flask, Request, Response, current_app

from survey_app.services.answering.collector_page import CollectorPage
from survey_app.web.shared.form_body import Fields

KEY = "ydan-preview"


class CitizenPreview(Protocol):
    """Makes the pages that a citizen would see; nothing of them is stored.

    `token` is the form token of the one who looks; every form carries it.
    """

    def first(self, request: Request, page: CollectorPage, token: str) -> Response:
        """Return the consent page, in the language of the address."""

    def step(self, request: Request, page: CollectorPage, token: str, fields: Fields) -> Response:
        """Return the answer to one of its forms."""


def set_preview(app: Flask, preview: CitizenPreview) -> None:
    """Hang the citizens' pages on the application."""
    app.extensions[KEY] = preview


def get_preview() -> CitizenPreview:
    """Return the citizens' pages (needs an application context)."""
    return cast("CitizenPreview", current_app.extensions[KEY])
