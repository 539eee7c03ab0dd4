"""Where the person is signed in: one browser, or all others, can be signed out."""

from flask import Response

from survey_app.services.accounts.sessions import end_session, end_sessions, list_sessions
from survey_app.services.permissions import Permission
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk
from survey_app.web.shared.staff.identity import current_session

SESSIONS = "/staff/account/sessions"


@area.get("/account/sessions", permission=Permission.OWN_ACCOUNT)
def sessions(desk: Desk) -> Response:
    """List the browsers that are signed in, this one marked."""
    here = current_session()
    return desk.render(
        "auth/sessions.html",
        sessions=list_sessions(desk.context, desk.staff.person_id),
        here_id=here.session_id if here else 0,
    )


@area.post("/account/sessions/<int:session_id>/end", permission=Permission.OWN_ACCOUNT)
def end_one(desk: Desk, session_id: int) -> Response:
    """Sign one browser out; this one too, if it is the one."""
    end_session(desk.context, desk.staff.person_id, session_id)
    desk.flash(desk.say("That browser is signed out."))
    return desk.redirect(SESSIONS)


@area.post("/account/sessions/end-others", permission=Permission.OWN_ACCOUNT)
def end_others(desk: Desk) -> Response:
    """Sign every other browser out."""
    here = current_session()
    ended = end_sessions(
        desk.context, desk.staff.person_id, except_id=here.session_id if here else None
    )
    desk.flash(desk.say("Browsers signed out: %(count)s.", count=ended))
    return desk.redirect(SESSIONS)
