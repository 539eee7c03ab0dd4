"""What is said when a request leads nowhere: a kind page, or JSON to a machine."""

import structlog
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from survey_app.web.public.api_replies import api_problem
from survey_app.web.public.kind_pages import BY_STATUS
from survey_app.web.public.site import Site, requested_language

API_PREFIX = "/api/"
log = structlog.get_logger()


def add_errors(app: Flask, site: Site) -> None:
    """Answer every HTTP error with words; an unforeseen fault as well, after logging it."""

    def refuse(error: HTTPException) -> Response:
        status = error.code or 500
        if status < 400:
            return error.get_response()  # type: ignore[return-value]  # a redirect is a plain response
        reply = _reply(site, status)
        for name, value in error.get_headers():
            if name.lower() in {"allow", "retry-after"}:
                reply.headers[name] = value
        return reply

    def fail(error: Exception) -> Response:
        log.error("request_failed", route=request.endpoint, fault=type(error).__name__)
        return _reply(site, 500)

    app.register_error_handler(HTTPException, refuse)
    app.register_error_handler(Exception, fail)


def _reply(site: Site, status: int) -> Response:
    name = BY_STATUS.get(status, "failure" if status >= 500 else "bad_form")
    if request.path.startswith(API_PREFIX):
        return api_problem(site, name, status, language=requested_language(request, None))
    reply = site.kind(request, name)
    reply.status_code = status
    return reply
