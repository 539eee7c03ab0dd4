"""Who is asking: the person behind the session cookie, read once a request."""

from flask import g, session

from survey_app.extensions import get_context
from survey_app.services.accounts.sessions import LiveSession, find_live_session
from survey_app.services.staff import Staff, load_staff
from survey_app.wording import DEFAULT_LANGUAGE

TOKEN = "staff_token"  # noqa: S105 - the key in the cookie, not a secret
LANGUAGE = "language"
LANGUAGES = ("vi", "en")


def current_staff() -> Staff | None:
    """The person signed in with this browser, None when nobody is (any more).

    The grants are read afresh at every request: one that was ended or changed is so at once.
    """
    if "staff" not in g:
        live = current_session()
        g.staff = load_staff(get_context(), live.person_id) if live else None
    staff: Staff | None = g.staff
    return staff


def current_session() -> LiveSession | None:
    """The session of this browser, None when there is none, it ended, idled out or grew old."""
    if "staff_session" not in g:
        token = session.get(TOKEN)
        found = find_live_session(get_context(), token) if isinstance(token, str) else None
        g.staff_session = found if isinstance(found, LiveSession) else None
    live: LiveSession | None = g.staff_session
    return live


def current_language() -> str:
    """The language of this browser's choice, else of the person, else Vietnamese."""
    chosen = session.get(LANGUAGE)
    if chosen in LANGUAGES:
        return str(chosen)
    staff = current_staff()
    return staff.language if staff else DEFAULT_LANGUAGE
