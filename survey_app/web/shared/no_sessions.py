"""Citizens' requests have no session: no cookie is read, none is set."""

from typing import TYPE_CHECKING

from flask.sessions import SessionInterface

if TYPE_CHECKING:
    from flask import Flask, Request, Response
    from flask.sessions import SessionMixin


class NoSessions(SessionInterface):
    """Opens no session for any request."""

    def open_session(self, app: "Flask", request: "Request") -> None:
        """Read nothing; a malformed cookie therefore changes nothing."""

    def save_session(self, app: "Flask", session: "SessionMixin", response: "Response") -> None:
        """Set nothing."""
