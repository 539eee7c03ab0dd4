"""Sessions for the staff only: a citizen's request reads no cookie and gets none."""

from typing import TYPE_CHECKING

from flask.sessions import SecureCookieSessionInterface

if TYPE_CHECKING:
    from flask import Flask, Request, Response
    from flask.sessions import SecureCookieSession, SessionMixin

PREFIX = "/staff"
COOKIE = "ydan_staff"


def session_settings(*, is_https: bool) -> dict[str, object]:
    """Flask's settings of the cookie; over HTTPS it never travels in the open."""
    return {
        "SESSION_COOKIE_NAME": COOKIE,
        "SESSION_COOKIE_PATH": PREFIX,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": is_https,
        "SESSION_REFRESH_EACH_REQUEST": False,
    }


def is_staff_path(path: str) -> bool:
    """Whether an address belongs to the staff's side."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


class StaffSessions(SecureCookieSessionInterface):
    """Signed cookies under /staff; everywhere else there is no session at all."""

    def open_session(self, app: "Flask", request: "Request") -> "SecureCookieSession | None":
        """Read the cookie of a staff address; a malformed one is no cookie."""
        return super().open_session(app, request) if is_staff_path(request.path) else None

    def save_session(self, app: "Flask", session: "SessionMixin", response: "Response") -> None:
        """Set the cookie of a staff address."""
        if session is not None:
            super().save_session(app, session, response)
