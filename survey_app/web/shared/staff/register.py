"""Put the staff's side on the application: its session, its files, its refusals, its headers."""

import gzip
from collections.abc import Sequence
from types import ModuleType

import structlog
from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from survey_app.refusals import sentence
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal, ScopeError
from survey_app.web.shared.headers import security_headers
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import page
from survey_app.web.shared.staff.files import add_files
from survey_app.web.shared.staff.identity import current_language
from survey_app.web.shared.staff.session_interface import StaffSessions, session_settings

log = structlog.get_logger()
LEAST_COMPRESSED = 1_000
HEADERS = "ydan_staff_headers"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def register_staff(app: Flask, context: Context, rooms: Sequence[ModuleType]) -> None:
    """Add the staff's routes, which the `rooms` put on the area when they were imported."""
    log.debug("staff_rooms", rooms=len(rooms), routes=len(area.permissions))
    is_https = context.settings.public_url.startswith("https://")
    headers = security_headers(POLICY, is_https=is_https)
    app.session_interface = StaffSessions()
    app.config.update(session_settings(is_https=is_https))
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # the token lives as long as its session
    app.extensions[HEADERS] = headers
    add_files(app, headers)
    app.register_blueprint(area.blueprint)


@area.blueprint.after_request
def finish(reply: Response) -> Response:
    """Give an answer of the staff's side its headers, and compress it for whoever takes that."""
    for name, value in current_app.extensions[HEADERS]:
        reply.headers.setdefault(name, value)
    reply.headers.setdefault("Cache-Control", "no-store")
    is_text = reply.mimetype in ("text/html", "text/csv", "image/svg+xml", "application/json")
    takes = "gzip" in request.headers.get("Accept-Encoding", "")
    if is_text and takes and not reply.is_streamed and "Content-Encoding" not in reply.headers:
        body = reply.get_data()
        if len(body) >= LEAST_COMPRESSED:
            reply.set_data(gzip.compress(body, 6, mtime=0))
            reply.headers["Content-Encoding"] = "gzip"
    reply.headers.add("Vary", "Accept-Encoding")
    return reply


@area.blueprint.errorhandler(Refusal)
def _refused(refusal: Refusal) -> Response:
    if refusal.code.startswith("unknown_"):
        return page("staff/not_found.html", status=404)
    text = sentence(refusal, current_language())
    return page("staff/refused.html", status=422, sentence=text, problems=refusal.problems)


@area.blueprint.errorhandler(ScopeError)
def _out_of_scope(error: ScopeError) -> Response:
    del error
    return page("staff/not_found.html", status=404)


@area.blueprint.errorhandler(HTTPException)
def _http_error(error: HTTPException) -> Response:
    names = {404: "not_found", 413: "too_large"}
    status = error.code or 500
    return page(f"staff/{names.get(status, 'bad_request')}.html", status=status)


@area.blueprint.errorhandler(Exception)
def _failed(error: Exception) -> Response:
    log.error("request_failed", route=request.endpoint, fault=type(error).__name__)
    return page("staff/failure.html", status=500)
