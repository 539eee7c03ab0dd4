"""The switch between Vietnamese and English, at the foot of every page."""

from flask import Response, session

from survey_app.services.permissions import Permission
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk
from survey_app.web.shared.staff.identity import LANGUAGE, LANGUAGES
from survey_app.web.shared.staff.session_interface import is_staff_path


@area.post("/language", permission=Permission.OWN_ACCOUNT)
def switch(desk: Desk) -> Response:
    """Speak the chosen language from now on in this browser, and go back to the page."""
    chosen, back = desk.form.get("language"), desk.form.get("back", "")
    if chosen in LANGUAGES:
        session[LANGUAGE] = chosen
    is_ours = is_staff_path(back.partition("?")[0]) and "//" not in back and "\\" not in back
    return desk.redirect(back if is_ours else "/staff/")
