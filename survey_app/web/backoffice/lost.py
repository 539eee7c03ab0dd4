"""Every other address under /staff: a page that says so and leads back."""

from flask import Response, abort

from survey_app.services.permissions import Permission
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk


@area.get("/<path:lost>", permission=Permission.OWN_ACCOUNT)
def nowhere(desk: Desk, lost: str) -> Response:
    """Say that there is no such page."""
    del desk, lost
    abort(404)
