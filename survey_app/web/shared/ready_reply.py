"""An answer whose headers were written once, for the page that every citizen loads.

Werkzeug checks and copies each header three times per answer; for a page that comes from memory
that is half the work. Here the fixed headers are handed to the server as they are; headers that a
view sets on the reply (`Retry-After`) are added the usual way.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from flask import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class ReadyReply(Response):
    """A complete body with ready headers; answers HEAD without the body."""

    default_mimetype = None

    def __init__(self, body: bytes, status: int, ready: Sequence[tuple[str, str]]) -> None:
        super().__init__(None, status)
        self.response = [body]
        self.ready = ready

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer as a WSGI application."""
        body = self.get_data()
        start_response(
            self.status,
            [*self.ready, ("Content-Length", str(len(body))), *self.headers.to_wsgi_list()],
        )
        return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)
